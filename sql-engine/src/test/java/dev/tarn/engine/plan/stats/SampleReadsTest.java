package dev.tarn.engine.plan.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.engine.harness.DuckDb;
import dev.tarn.engine.harness.TestEngine;
import dev.tarn.engine.plan.stats.KeptEstimates.Key;
import dev.tarn.engine.schema.Relation;
import dev.tarn.storage.table.TableSample;
import dev.tarn.testkit.ForwardingFileIO;
import dev.tarn.testkit.SharedData;

import org.apache.iceberg.BaseTable;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.StaticTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.UpdateProperties;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/// Estimates beside what counting gives, over TPC-H's tables at scale 0.01 and made-up ones.
class SampleReadsTest {
    private static final Namespace NAMESPACE = Namespace.of("test");
    private static final long AMPLE_MILLIS = 60_000;

    private static final InMemoryCatalog CATALOG = new InMemoryCatalog();
    private static @Nullable TestEngine engine;

    @BeforeAll
    static void load() {
        CATALOG.initialize("lake", Map.of(CatalogProperties.WAREHOUSE_LOCATION, "memory/samples"));
        CATALOG.createNamespace(NAMESPACE);
        engine = TestEngine.over(CATALOG, 2048, 2);
        Path folder = SharedData.path("tpch/sf0.01");
        try (DuckDb duck = DuckDb.open()) {
            for (String table : List.of("lineitem", "orders", "customer", "part")) {
                Path file = folder.resolve(table + ".parquet");
                run("create table " + table + " " + duck.columns("'" + file + "'"));
                run("copy into " + table + " from '" + file + "' file_format parquet");
            }
        }
        for (String format : List.of("parquet", "orc", "avro")) {
            made("made_" + format, Map.of("write.format.default", format));
        }
        made("made_in_groups", Map.of("write.parquet.row-group-size-bytes", "60000"));
        made("made_plain", Map.of("write.parquet.dict-size-bytes", "64"));
    }

    @AfterAll
    static void close() throws IOException {
        if (engine != null) {
            engine.close();
        }
        CATALOG.close();
    }

    private static List<List<@Nullable String>> run(String sql) {
        return Objects.requireNonNull(engine).execute(sql);
    }

    /// A table of 60,000 rows in six files.
    private static void made(String name, Map<String, String> properties) {
        run(
                "create table %s (id bigint, few varchar, skewed bigint, grouped bigint, gaps bigint,"
                                .formatted(name)
                        + " none bigint, ratio double)");
        UpdateProperties update =
                CATALOG.loadTable(TableIdentifier.of(NAMESPACE, name)).updateProperties();
        properties.forEach(update::set);
        update.commit();
        for (int file = 0; file < 3; file++) {
            run(
                    """
                    insert into %s
                    select n, 'v' || cast(n * 7919 %% 23 as varchar),
                        cast(exp(ln(4000) * ((n * 7919 %% 60013) / 60013e0)) as bigint),
                        n / 6, case when n %% 3 = 0 then n * 31 %% 997 end, cast(null as bigint),
                        (n * n %% 9973) / 100e0
                    from unnest(sequence(%d, %d)) as t (n)\
                    """
                            .formatted(name, file * 20_000, file * 20_000 + 9_999));
        }
        for (int file = 0; file < 3; file++) {
            run(
                    "insert into %s select n.id + 10000, n.few, n.skewed, n.grouped + 1666, n.gaps, n.none,"
                                    .formatted(name)
                            + " n.ratio from %s n where id between %d and %d"
                                    .formatted(name, file * 20_000, file * 20_000 + 9_999));
        }
    }

    private static Table table(String name) {
        return CATALOG.loadTable(TableIdentifier.of(NAMESPACE, name));
    }

    private static SampleReads.Asked asked(Table table, String... columns) {
        List<Types.NestedField> fields = new ArrayList<>();
        for (String column : columns) {
            fields.add(table.schema().findField(column));
        }
        long snapshot = table.currentSnapshot().snapshotId();
        return new SampleReads.Asked(
                new Relation.OfTable(table.name(), table, snapshot, table.schema()),
                snapshot,
                fields);
    }

    private static double estimate(Table table, String column) {
        SampleReads.Asked asked = asked(table, column);
        Map<Key, Double> found = SampleReads.estimates(List.of(asked), AMPLE_MILLIS);
        return found.getOrDefault(asked.key(asked.columns().getFirst()), -1.0);
    }

    private static double count(String table, String column) {
        String sql = "select count(distinct %s) from %s".formatted(column, table);
        return Double.parseDouble(Objects.requireNonNull(run(sql).getFirst().getFirst()));
    }

    @ParameterizedTest
    @CsvSource({
        "lineitem, l_orderkey",
        "lineitem, l_partkey",
        "lineitem, l_suppkey",
        "lineitem, l_quantity",
        "lineitem, l_returnflag",
        "lineitem, l_shipdate",
        "lineitem, l_shipmode",
        "lineitem, l_extendedprice",
        "lineitem, l_comment",
        "orders, o_orderkey",
        "orders, o_custkey",
        "orders, o_orderdate",
        "orders, o_clerk",
        "orders, o_comment",
        "customer, c_custkey",
        "customer, c_nationkey",
        "customer, c_name",
        "part, p_brand",
        "part, p_type",
        "part, p_name",
    })
    void columns_of_tpch(String table, String column) {
        double truth = count(table, column);
        assertThat(estimate(table(table), column)).isBetween(truth / 1.5, truth * 1.5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "orc", "avro", "in_groups", "plain"})
    void columns_of_every_form(String form) {
        String name = "made_" + form;
        for (String column : List.of("id", "few", "skewed", "grouped", "gaps", "ratio")) {
            double truth = count(name, column);
            assertThat(estimate(table(name), column))
                    .as(column)
                    .isBetween(truth / 2.5, truth * 2.5);
        }
        assertThat(estimate(table(name), "none")).isZero();
    }

    @Test
    void the_same_snapshot_gives_the_same_estimates() {
        double first = estimate(table("made_plain"), "skewed");
        assertThat(estimate(table("made_plain"), "skewed")).isEqualTo(first);
    }

    @Test
    void as_many_bytes_are_read_as_there_is_room_for() {
        CountedIO io = new CountedIO(table("lineitem").io());
        Table counted = through(io, table("lineitem"));
        SampleReads.Asked asked = asked(counted, "l_comment", "l_extendedprice");
        assertThat(SampleReads.estimates(List.of(asked), AMPLE_MILLIS)).hasSize(2);
        long footer = 64 << 10;
        assertThat(io.bytes.sum())
                .isPositive()
                .isLessThanOrEqualTo(2 * TableSample.PLACES * TableSample.PLACE_BYTES + footer);
    }

    @Test
    void no_page_is_read_twice() {
        CountedIO io = new CountedIO(table("lineitem").io());
        estimate(through(io, table("lineitem")), "l_extendedprice");
        String size = table("lineitem").currentSnapshot().summary().get("total-files-size");
        assertThat(io.bytes.sum()).isLessThan(Long.parseLong(Objects.requireNonNull(size)) / 2);
    }

    @Test
    void a_file_that_is_gone_leaves_its_table_without_estimates() {
        made("gone", Map.of());
        Table gone = table("gone");
        SampleReads.Asked asked = asked(gone, "id", "few");
        SampleReads.Asked other = asked(table("customer"), "c_name");
        gone.io()
                .deleteFile(
                        gone.currentSnapshot()
                                .addedDataFiles(gone.io())
                                .iterator()
                                .next()
                                .location());
        assertThat(SampleReads.estimates(List.of(asked, other), AMPLE_MILLIS))
                .containsOnlyKeys(other.key(other.columns().getFirst()));
    }

    @Test
    void a_store_that_does_not_answer_in_time_leaves_its_table_without_estimates() {
        CountedIO io = new CountedIO(table("orders").io());
        io.isSlow = true;
        SampleReads.Asked slow = asked(through(io, table("orders")), "o_custkey");
        SampleReads.Asked other = asked(table("customer"), "c_phone");
        assertThat(SampleReads.estimates(List.of(slow, other), 2_000))
                .containsOnlyKeys(other.key(other.columns().getFirst()));
    }

    /// The same table, its files read through `io`.
    private static Table through(CountedIO io, Table table) {
        String metadata =
                ((HasTableOperations) table).operations().current().metadataFileLocation();
        return new BaseTable(new StaticTableOperations(metadata, io), table.name());
    }

    /// Counts the bytes that are read of data files, or has readers wait for them.
    private static final class CountedIO extends ForwardingFileIO {
        private static final long serialVersionUID = 1L;
        private final LongAdder bytes = new LongAdder();
        private volatile boolean isSlow;

        CountedIO(FileIO files) {
            super(files);
        }

        @Override
        protected InputFile input(InputFile file) {
            return file.location().endsWith(".parquet") ? new Counted(file) : file;
        }

        private final class Counted extends Input {
            Counted(InputFile file) {
                super(file);
            }

            @Override
            public SeekableInputStream newStream() {
                if (isSlow) {
                    try {
                        Thread.sleep(AMPLE_MILLIS);
                    } catch (InterruptedException e) {
                        throw new UncheckedIOException(new InterruptedIOException());
                    }
                }
                return new CountedReads(super.newStream());
            }

            @Override
            public String location() {
                // Not the one under which parts of the file are kept.
                return super.location() + "?counted";
            }
        }

        private final class CountedReads extends Reads {
            CountedReads(SeekableInputStream stream) {
                super(stream);
            }

            @Override
            public int read() throws IOException {
                bytes.increment();
                return super.read();
            }

            @Override
            public int read(byte[] target, int offset, int byteCount) throws IOException {
                int read = super.read(target, offset, byteCount);
                bytes.add(Math.max(0, read));
                return read;
            }
        }
    }
}
