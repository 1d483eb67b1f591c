package dev.tarn.engine.plan;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;

import dev.tarn.engine.Engine;
import dev.tarn.engine.Session;
import dev.tarn.engine.spi.CatalogConnection;
import dev.tarn.engine.statement.StatementPlanner;

import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// TPC-H's tables with the row counts of scale factor 1 and no data, a small table of every type,
/// two tables whose columns have bounds, and one in partitions, in a catalog in memory.
final class FixtureCatalog {
    static final Namespace TPCH = Namespace.of("tpch");

    private FixtureCatalog() {}

    static InMemoryCatalog create() {
        InMemoryCatalog catalog = new InMemoryCatalog();
        catalog.initialize("lake", Map.of());
        catalog.createNamespace(TPCH);
        table(catalog, "region", 5, "r_regionkey bigint, r_name string, r_comment string");
        table(
                catalog,
                "nation",
                25,
                "n_nationkey bigint, n_name string, n_regionkey bigint, n_comment string");
        table(
                catalog,
                "supplier",
                10_000,
                "s_suppkey bigint, s_name string, s_address string, s_nationkey bigint, s_phone"
                        + " string, s_acctbal decimal, s_comment string");
        table(
                catalog,
                "customer",
                150_000,
                "c_custkey bigint, c_name string, c_address string, c_nationkey bigint, c_phone"
                        + " string, c_acctbal decimal, c_mktsegment string, c_comment string");
        table(
                catalog,
                "part",
                200_000,
                "p_partkey bigint, p_name string, p_mfgr string, p_brand string, p_type string,"
                    + " p_size int, p_container string, p_retailprice decimal, p_comment string");
        table(
                catalog,
                "partsupp",
                800_000,
                "ps_partkey bigint, ps_suppkey bigint, ps_availqty int, ps_supplycost decimal,"
                        + " ps_comment string");
        table(
                catalog,
                "orders",
                1_500_000,
                "o_orderkey bigint, o_custkey bigint, o_orderstatus string, o_totalprice decimal,"
                    + " o_orderdate date, o_orderpriority string, o_clerk string, o_shippriority"
                    + " int, o_comment string");
        table(
                catalog,
                "lineitem",
                6_000_000,
                "l_orderkey bigint, l_partkey bigint, l_suppkey bigint, l_linenumber int,"
                    + " l_quantity decimal, l_extendedprice decimal, l_discount decimal, l_tax"
                    + " decimal, l_returnflag string, l_linestatus string, l_shipdate date,"
                    + " l_commitdate date, l_receiptdate date, l_shipinstruct string, l_shipmode"
                    + " string, l_comment string");
        sales(catalog);
        visits(catalog);
        catalog.createTable(
                TableIdentifier.of(TPCH, "Everything"),
                new Schema(
                        required(1, "id", Types.LongType.get()),
                        optional(2, "Name", Types.StringType.get()),
                        optional(3, "flag", Types.BooleanType.get()),
                        optional(4, "small", Types.IntegerType.get()),
                        optional(5, "ratio", Types.DoubleType.get()),
                        optional(6, "price", Types.DecimalType.of(10, 2)),
                        optional(7, "day", Types.DateType.get()),
                        optional(8, "ts", Types.TimestampType.withoutZone()),
                        optional(9, "tstz", Types.TimestampType.withZone()),
                        optional(
                                10,
                                "place",
                                Types.StructType.of(
                                        optional(11, "city", Types.StringType.get()),
                                        optional(12, "zip", Types.IntegerType.get())))),
                PartitionSpec.unpartitioned());
        return catalog;
    }

    private static void table(InMemoryCatalog catalog, String name, long rows, String columns) {
        List<Types.NestedField> fields = new ArrayList<>();
        for (String column : columns.split(", ", -1)) {
            String[] parts = column.split(" ", -1);
            fields.add(required(fields.size() + 1, parts[0], type(parts[1])));
        }
        Table table =
                catalog.createTable(
                        TableIdentifier.of(TPCH, name),
                        new Schema(fields),
                        PartitionSpec.unpartitioned());
        DataFile file =
                DataFiles.builder(PartitionSpec.unpartitioned())
                        .withPath("memory:/" + name + ".parquet")
                        .withFileSizeInBytes(rows * 10)
                        .withRecordCount(rows)
                        .build();
        table.newAppend().appendFile(file).commit();
    }

    /// Five million sales of 100 stores in 20,000 articles over 1,000 days, with the bounds of each
    /// column, and the stores.
    private static void sales(InMemoryCatalog catalog) {
        bounded(
                catalog,
                "sales",
                5_000_000,
                List.of(
                        new Bounded("store", Types.IntegerType.get(), 1, 100),
                        new Bounded("article", Types.IntegerType.get(), 1, 20_000),
                        new Bounded("day", Types.DateType.get(), 19_000, 19_999),
                        new Bounded("pieces", Types.LongType.get(), 1L, 9L),
                        new Bounded(
                                "price",
                                Types.DecimalType.of(15, 2),
                                new BigDecimal("0.01"),
                                new BigDecimal("999.99"))));
        bounded(
                catalog,
                "stores",
                120,
                List.of(
                        new Bounded("number", Types.IntegerType.get(), 1, 120),
                        new Bounded("city", Types.StringType.get(), "Aachen", "Zwolle"),
                        new Bounded("opened", Types.DateType.get(), 10_000, 18_000)));
    }

    /// A million visits in four partitions: most of one region, some of another on two days, and
    /// few of which the region is not known.
    private static void visits(InMemoryCatalog catalog) {
        Schema schema =
                new Schema(
                        optional(1, "region", Types.StringType.get()),
                        optional(2, "moment", Types.TimestampType.withoutZone()),
                        optional(3, "visitor", Types.LongType.get()));
        PartitionSpec spec =
                PartitionSpec.builderFor(schema).identity("region").day("moment").build();
        Table table = catalog.createTable(TableIdentifier.of(TPCH, "visits"), schema, spec);
        AppendFiles append = table.newAppend();
        Map<String, Long> rowsByPartition =
                Map.of(
                        "region=north/moment_day=2026-01-01", 940_000L,
                        "region=south/moment_day=2026-01-02", 40_000L,
                        "region=south/moment_day=2026-01-05", 10_000L,
                        "region=__HIVE_DEFAULT_PARTITION__/moment_day=2026-01-05", 10_000L);
        rowsByPartition.forEach((partition, rows) ->
                append.appendFile(
                        DataFiles.builder(spec)
                                .withPath("memory:/" + partition + ".parquet")
                                .withPartitionPath(partition)
                                .withFileSizeInBytes(rows * 10)
                                .withRecordCount(rows)
                                .build()));
        append.commit();
    }

    private record Bounded(String name, Type type, Object least, Object most) {}

    private static void bounded(
            InMemoryCatalog catalog, String name, long rows, List<Bounded> columns) {
        List<Types.NestedField> fields = new ArrayList<>();
        Map<Integer, Long> values = new HashMap<>();
        Map<Integer, Long> nulls = new HashMap<>();
        Map<Integer, ByteBuffer> lower = new HashMap<>();
        Map<Integer, ByteBuffer> upper = new HashMap<>();
        for (Bounded column : columns) {
            int id = fields.size() + 1;
            fields.add(optional(id, column.name, column.type));
            values.put(id, rows);
            nulls.put(id, 0L);
            lower.put(id, Conversions.toByteBuffer(column.type, column.least));
            upper.put(id, Conversions.toByteBuffer(column.type, column.most));
        }
        Table table =
                catalog.createTable(
                        TableIdentifier.of(TPCH, name),
                        new Schema(fields),
                        PartitionSpec.unpartitioned());
        DataFile file =
                DataFiles.builder(PartitionSpec.unpartitioned())
                        .withPath("memory:/" + name + ".parquet")
                        .withFileSizeInBytes(rows * 10)
                        .withMetrics(
                                new Metrics(rows, Map.of(), values, nulls, Map.of(), lower, upper))
                        .build();
        table.newAppend().appendFile(file).commit();
    }

    private static Type type(String name) {
        return switch (name) {
            case "bigint" -> Types.LongType.get();
            case "int" -> Types.IntegerType.get();
            case "string" -> Types.StringType.get();
            case "date" -> Types.DateType.get();
            case "decimal" -> Types.DecimalType.of(15, 2);
            default -> throw new IllegalArgumentException(name);
        };
    }

    /// The engine's own planner over `catalog`.
    static StatementPlanner planner(InMemoryCatalog catalog) {
        CatalogConnection connection = new CatalogConnection("lake", catalog, catalog, catalog);
        return Engine.planner(_ -> List.of(connection));
    }

    static Session session() {
        return Session.of("test", "lake", TPCH);
    }
}
