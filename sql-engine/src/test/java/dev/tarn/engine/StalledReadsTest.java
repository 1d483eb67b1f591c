package dev.tarn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.spi.CatalogConnection;
import dev.tarn.engine.spi.Extensions;

import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Queries that wait for a store which never answers end at once when nobody wants them any more,
/// and give back what they hold: manifests are read while planning, data files while running.
@Timeout(60)
class StalledReadsTest {
    /// Of the 100 ms that are promised a busy machine may need more; the store takes forever.
    private static final Duration SOON = Duration.ofSeconds(2);

    private static final Session SESSION = Session.of("ann", "lake", Namespace.of("main"));

    @TempDir private Path folder;
    private HadoopCatalog catalog;
    private Engine engine;

    @BeforeEach
    void open() {
        catalog = new HadoopCatalog();
        catalog.setConf(new Configuration());
        catalog.initialize(
                "lake",
                Map.of(
                        CatalogProperties.WAREHOUSE_LOCATION,
                        folder.toUri().toString(),
                        CatalogProperties.FILE_IO_IMPL,
                        StallingFileIO.class.getName()));
        catalog.createNamespace(Namespace.of("main"));
        engine =
                Engine.create(
                        // One query at a time: the next one starts only if the last one is gone.
                        new EngineConfig(2, 1L << 28, 1L << 28, 1, 4, Batch.TARGET_ROW_COUNT),
                        _ -> List.of(new CatalogConnection("lake", catalog, catalog, null)),
                        new Extensions(List.of(), List.of(), List.of()),
                        Map.of());
        run("create table t (i bigint, s varchar)");
        for (int i = 0; i < 4; i++) {
            run("insert into t values (%d, 'a')".formatted(i));
        }
        run("create table many as select i from unnest(sequence(1, 2000)) as s (i)");
    }

    @AfterEach
    void close() throws Exception {
        engine.close();
        catalog.close();
    }

    private void run(String sql) {
        try (Query query = engine.submit(SESSION, sql)) {
            while (query.next() != null) {
                // to the end
            }
        }
    }

    private static Duration since(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    @ParameterizedTest
    @CsvSource({
        ".parquet, select * from t",
        ".parquet, select count(distinct s) from t where i > 1",
        ".parquet, select * from t a join t b on a.i = b.i",
        ".parquet, create table u as select * from t",
        ".parquet, explain select 1 from many a join many b on a.i = b.i",
        ".avro, select * from t where i > 1",
        ".avro, select count(*) from t",
    })
    void a_cancelled_query_does_not_wait_for_the_store(String suffix, String sql) throws Exception {
        try (StallingFileIO.Stall stall = new StallingFileIO.Stall(suffix);
                Query query = engine.submit(SESSION, sql)) {
            stall.awaitBegun();
            long begin = System.nanoTime();
            query.cancel();
            assertThatThrownBy(query::next)
                    .isInstanceOfSatisfying(
                            SqlException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.USER_CANCELED));
            query.close();
            assertThat(since(begin)).isLessThan(SOON);
        }
        run("select count(*), max(s) from t");
    }

    @Test
    void a_store_that_never_answers_does_not_keep_a_query_from_being_planned() throws Exception {
        try (StallingFileIO.Stall stall = new StallingFileIO.Stall(".parquet")) {
            long begin = System.nanoTime();
            run("explain select 1 from many a join many b on a.i = b.i");
            assertThat(since(begin)).isLessThan(SOON.multipliedBy(2));
            stall.awaitBegun();
        }
    }

    @Test
    void a_cancelled_query_ends_within_a_tenth_of_a_second() throws Exception {
        // The shortest of some, as a busy machine lets any of them wait for a processor.
        Duration shortest = SOON;
        for (int i = 0; i < 10; i++) {
            try (StallingFileIO.Stall stall = new StallingFileIO.Stall(".parquet");
                    Query query =
                            engine.submit(SESSION, "select * from t a join t b on a.i = b.i")) {
                stall.awaitBegun();
                long begin = System.nanoTime();
                query.cancel();
                query.close();
                Duration took = since(begin);
                shortest = took.compareTo(shortest) < 0 ? took : shortest;
            }
        }
        assertThat(shortest).isLessThan(Duration.ofMillis(100));
    }

    @ParameterizedTest
    @CsvSource({".parquet, select * from t", ".avro, select * from t"})
    void a_time_limit_does_not_wait_for_the_store(String suffix, String sql) throws Exception {
        Session limited =
                new SessionChange.SetProperty("query_max_run_time", "300ms").applyTo(SESSION);
        long begin = System.nanoTime();
        try (StallingFileIO.Stall _ = new StallingFileIO.Stall(suffix);
                Query query = engine.submit(limited, sql)) {
            assertThatThrownBy(query::next)
                    .isInstanceOfSatisfying(
                            SqlException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.EXCEEDED_TIME_LIMIT));
        }
        assertThat(since(begin)).isLessThan(SOON);
    }
}
