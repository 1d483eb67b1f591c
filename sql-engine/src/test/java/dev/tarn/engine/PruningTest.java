package dev.tarn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.engine.function.FunctionContext;
import dev.tarn.engine.function.library.Functions;
import dev.tarn.engine.harness.TestEngine;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.plan.SqlStatementPlanner;
import dev.tarn.engine.schema.Catalogs;
import dev.tarn.engine.spi.CatalogConnection;
import dev.tarn.engine.statement.Statement;

import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Binder;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/// What of a filter reaches Iceberg's metadata, for every type of literal; and that it skips files.
class PruningTest {
    private static final Namespace NAMESPACE = Namespace.of("test");
    private static final Session SESSION = Session.of("test", "lake", NAMESPACE);
    private static final Schema SCHEMA =
            new Schema(
                    Types.NestedField.optional(1, "i", Types.IntegerType.get()),
                    Types.NestedField.optional(2, "l", Types.LongType.get()),
                    Types.NestedField.optional(3, "f", Types.DoubleType.get()),
                    Types.NestedField.optional(4, "s", Types.StringType.get()),
                    Types.NestedField.optional(5, "d", Types.DateType.get()),
                    Types.NestedField.optional(6, "tm", Types.TimeType.get()),
                    Types.NestedField.optional(7, "ts", Types.TimestampType.withoutZone()),
                    Types.NestedField.optional(8, "tz", Types.TimestampType.withZone()),
                    Types.NestedField.optional(9, "ns", Types.TimestampNanoType.withoutZone()),
                    Types.NestedField.optional(10, "price", Types.DecimalType.of(10, 2)),
                    Types.NestedField.optional(11, "b", Types.BooleanType.get()),
                    Types.NestedField.optional(12, "r", Types.FloatType.get()),
                    Types.NestedField.optional(13, "u", Types.UUIDType.get()),
                    Types.NestedField.optional(
                            14,
                            "g",
                            Types.StructType.of(
                                    Types.NestedField.optional(15, "a", Types.IntegerType.get()))));

    private static InMemoryCatalog catalog;
    private static SqlStatementPlanner planner;

    @BeforeAll
    static void create() {
        catalog = new InMemoryCatalog();
        catalog.initialize("lake", Map.of());
        catalog.createNamespace(NAMESPACE);
        catalog.createTable(
                TableIdentifier.of(NAMESPACE, "t"),
                SCHEMA,
                PartitionSpec.unpartitioned(),
                Map.of("format-version", "3"));
        FunctionContext context =
                new FunctionContext(
                        Instant.parse("2026-01-02T00:00:00Z"), ZoneOffset.UTC, "test", 0);
        planner =
                new SqlStatementPlanner(
                        new Catalogs(
                                List.of(new CatalogConnection("lake", catalog, catalog, null))),
                        Functions.standard(),
                        List.of(),
                        session -> new KernelFolder(context));
    }

    @AfterAll
    static void close() throws Exception {
        catalog.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    i = 7                                          | ref(name="i") == 7
                    i > bigint '7'                                 | ref(name="i") > 7
                    i >= 1.5                                       | ref(name="i") >= 1
                    i < 1.5                                        | ref(name="i") < 2
                    7 < l                                          | ref(name="l") > 7
                    l in (1, 2)                                    | ref(name="l") in (1, 2)
                    f > 1                                          | ref(name="f") > 1.0
                    s = 'a'                                        | ref(name="s") == "a"
                    s like 'a%'                                    | ref(name="s") startsWith ""a""
                    b                                              | ref(name="b") == true
                    d = date '1970-01-02'                          | ref(name="d") == 1
                    d < date '1970-01-01' + interval '1' month     | ref(name="d") < 31
                    tm > time '00:00:01'                           | ref(name="tm") > 1000000
                    ts >= timestamp '1970-01-01 00:00:01'          | ref(name="ts") >= 1000000
                    ts >= timestamp '1970-01-01 00:00:01.000002'   | ref(name="ts") >= 1000002
                    ts < timestamp '1970-01-01 00:00:01.000002003' | ref(name="ts") < 1000003
                    ts >= date '1970-01-02'                        | ref(name="ts") >= 86400000000
                    ts < '1970-01-02'                              | ref(name="ts") < 86400000000
                    cast(ts as date) < date '1970-01-02'           | ref(name="ts") < 86400000000
                    cast(ts as date) = date '1970-01-02'           | (ref(name="ts") >= 86400000000 and ref(name="ts") < 172800000000)
                    tz >= timestamp '1970-01-01 00:00:01 UTC'      | ref(name="tz") >= 1000000
                    ns >= timestamp '1970-01-01 00:00:01.000002003' | ref(name="ns") >= 1000002
                    ns = timestamp '1970-01-01 00:00:01'           | ref(name="ns") == 1000000
                    ns = timestamp '1970-01-01 00:00:01.000000001' | true
                    ns < timestamp '2262-04-11 23:47:16.854775807' | true
                    ns in (timestamp '1970-01-01 00:00:01.000000000', timestamp '1970-01-01 00:00:02.000000000') | true
                    price > 1.5                                    | ref(name="price") > 1.50
                    price = 1                                      | ref(name="price") == 1.00
                    price < 1.555                                  | ref(name="price") < 1.56
                    price = 1.555                                  | true
                    cast(price as integer) = 1                     | true
                    r > real '1.5'                                 | ref(name="r") > 1.5
                    u = uuid '12151fd2-7586-11e9-8f9e-2a86e4085a59' | true
                    u is null                                      | is_null(ref(name="u"))
                    g.a = 1                                        | true
                    cast(tz as date) = date '1970-01-02'           | true
                    """)
    void a_comparison_prunes_by_the_value_of_its_literal(String filter, String pruning) {
        Expression made = pruning("select count(*) from t where " + filter);
        assertThat(made.toString()).isEqualTo(pruning);
        assertThat(Binder.bind(SCHEMA.asStruct(), made, true)).isNotNull();
    }

    private static Expression pruning(String sql) {
        Statement.Select select = (Statement.Select) planner.plan(SESSION, sql, List.of());
        Plan plan = select.plan();
        while (!(plan instanceof Plan.TableScan scan)) {
            plan = plan.inputs().getFirst();
        }
        return scan.pruning();
    }

    @Test
    void a_filter_of_one_day_reads_one_file_of_a_table_partitioned_by_months() {
        try (TestEngine engine = TestEngine.inMemory(2048, 1)) {
            engine.execute("create table m (ts timestamp, v integer) partitioned by (months(ts))");
            engine.execute(
                    "insert into m values (timestamp '2025-01-01 10:00:00', 1),"
                            + " (timestamp '2025-02-01 10:00:00', 2),"
                            + " (timestamp '2025-03-01 10:00:00', 3)");
            assertThat(engine.stats("select v from m").totalSplits()).isEqualTo(3);
            for (String filter :
                    List.of(
                            "ts >= timestamp '2025-02-01 00:00:00'"
                                    + " and ts < timestamp '2025-02-02 00:00:00'",
                            "ts between timestamp '2025-02-01 00:00:00'"
                                    + " and timestamp '2025-02-01 23:59:59'",
                            "cast(ts as date) = date '2025-02-01'")) {
                String sql = "select v from m where " + filter;
                QueryStats stats = engine.stats(sql);
                assertThat(engine.execute(sql)).containsExactly(List.of("2"));
                assertThat(stats.totalSplits()).as(filter).isEqualTo(1);
                assertThat(stats.processedRows()).as(filter).isEqualTo(1);
            }
        }
    }
}
