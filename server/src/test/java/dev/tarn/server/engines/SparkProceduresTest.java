package dev.tarn.server.engines;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import dev.tarn.testkit.engines.EngineProcess;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Spark's procedures called in Spark and in Tarn, on the same tables and files.
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SparkProceduresTest {
    private Path folder = Path.of("");
    private @Nullable RunningTarn tarn;
    private @Nullable EngineProcess spark;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        folder = directory;
        tarn = new RunningTarn(directory.resolve("lake"));
        spark = tarn.startSpark();
        run("CREATE NAMESPACE lake.sp", "USE lake.sp");
    }

    @AfterAll
    void stop() {
        try (RunningTarn ignored = requireNonNull(tarn)) {
            requireNonNull(spark).close();
        }
    }

    private void run(String... statements) throws IOException {
        requireNonNull(spark).run(statements);
    }

    /// What Spark answers, as Tarn writes CSV.
    private List<String> ofSpark(String sql) throws IOException {
        return requireNonNull(spark).rows(sql).stream()
                .map(row -> row.replace("NULL", "").replace('\t', ','))
                .toList();
    }

    private List<String> ofTarn(String sql) throws Exception {
        return requireNonNull(tarn).rows(sql);
    }

    private void assertSame(String call, String query) throws Exception {
        assertThat(ofTarn(call.formatted("tarn_changes"))).containsExactly("sp.tarn_changes");
        run(call.formatted("spark_changes").replace("'sp.spark_changes'", "'spark_changes'"));
        List<String> rows = ofSpark(query.formatted("spark_changes"));
        assertThat(rows).isNotEmpty();
        assertThat(ofTarn(query.formatted("sp.tarn_changes"))).as(call).isEqualTo(rows);
    }

    @Test
    void changelogs_are_those_of_spark() throws Exception {
        run(
                """
                CREATE TABLE c (id bigint, name string) USING iceberg TBLPROPERTIES (
                'write.delete.mode'='copy-on-write', 'write.update.mode'='copy-on-write')\
                """,
                "INSERT INTO c VALUES (1, 'a'), (2, 'b'), (2, 'b'), (3, NULL), (4, 'd')",
                "UPDATE c SET name = 'A' WHERE id = 1",
                "DELETE FROM c WHERE id = 2",
                "INSERT INTO c VALUES (2, 'b'), (5, 'e')",
                "UPDATE c SET name = concat(name, '!') WHERE id IN (4, 5)",
                "DELETE FROM c WHERE id = 5");
        String call =
                "CALL lake.system.create_changelog_view(table => 'sp.c', changelog_view => 'sp.%s'";
        String query =
                "SELECT id, name, _change_type, _change_ordinal, _commit_snapshot_id FROM %s ORDER"
                        + " BY 4, 1, 3, 2";
        assertSame(call + ")", query);
        String first =
                ofSpark("SELECT snapshot_id FROM lake.sp.c.snapshots ORDER BY committed_at")
                        .getFirst();
        String options = ", options => map('start-snapshot-id', '" + first + "'";
        assertSame(call + options + "))", query);
        // Which snapshot is told of a row that one of them copied differs, as the design note says.
        assertSame(
                call + ", net_changes => true)",
                "SELECT id, name, _change_type FROM %s ORDER BY 1, 2, 3");
        assertSame(
                call + options + "), net_changes => true)",
                "SELECT id, name, _change_type FROM %s ORDER BY 1, 2, 3");
    }

    @Test
    void updates_are_those_of_spark() throws Exception {
        run(
                """
                CREATE TABLE u (id bigint, part int, name string) USING iceberg
                TBLPROPERTIES ('write.update.mode'='copy-on-write')\
                """,
                "INSERT INTO u VALUES (1, 0, 'a'), (2, 0, 'b'), (2, 1, 'c'), (3, 1, NULL)",
                "UPDATE u SET name = 'A' WHERE id < 3 AND part = 0",
                "UPDATE u SET id = 30 WHERE id = 3",
                "DELETE FROM u WHERE id = 1");
        assertSame(
                "CALL lake.system.create_changelog_view(table => 'sp.u', changelog_view => 'sp.%s',"
                        + " identifier_columns => array('id', 'part'))",
                "SELECT id, part, name, _change_type, _change_ordinal FROM %s ORDER BY 5, 1, 2, 4,"
                        + " 3");
    }

    private static final String COLUMNS =
            "(id bigint, name string, at timestamp, d decimal(10, 2), tags array<string>, k"
                    + " string)";

    @Test
    void files_of_spark_are_taken_as_spark_takes_them() throws Exception {
        Path files = folder.resolve("files");
        run(
                "CREATE TABLE spark_catalog.default.f %s USING parquet PARTITIONED BY (k) LOCATION '%s'"
                        .formatted(COLUMNS, files),
                """
                INSERT INTO spark_catalog.default.f SELECT id, concat('n', id),
                timestamp'2026-01-01 00:00:00' + make_interval(0, 0, 0, CAST(id AS int)), id * 1.25,
                array('t', concat('u', id)),
                CASE id % 3 WHEN 0 THEN NULL WHEN 1 THEN 'a b/c=d' ELSE 'ü' END FROM range(90)\
                """,
                "CREATE TABLE theirs %s USING iceberg PARTITIONED BY (k)".formatted(COLUMNS),
                "CREATE TABLE ours %s USING iceberg PARTITIONED BY (k)".formatted(COLUMNS));
        String call =
                "CALL lake.system.add_files(table => 'sp.%s', source_table => '`parquet`.`%s`',"
                        + " parallelism => 2)";
        String theirs = ofSpark(call.formatted("theirs", files)).getFirst().split(",")[0];
        assertThat(ofTarn(call.formatted("ours", files))).containsExactly("%s,3".formatted(theirs));
        run("REFRESH TABLE ours");
        String rows =
                "SELECT id, name, CAST(at AS string) AS at, d, tags[1] AS tag, k FROM %s ORDER BY"
                        + " id";
        assertThat(ofSpark(rows.formatted("ours"))).isEqualTo(ofSpark(rows.formatted("theirs")));
        String sums =
                "SELECT k, count(*), sum(id), sum(d), max(name) FROM sp.%s GROUP BY k ORDER BY 3";
        assertThat(ofTarn(sums.formatted("ours")))
                .hasSize(3)
                .isEqualTo(ofTarn(sums.formatted("theirs")));
        for (String table : List.of("sp.theirs", "sp.ours")) {
            assertThat(
                            ofTarn(
                                    "SELECT id FROM %s WHERE at >= TIMESTAMP '2026-03-30 00:00:00 UTC' ORDER BY id"
                                            .formatted(table)))
                    .as(table)
                    .containsExactly("88", "89");
        }
        assertThat(
                        ofTarn(
                                "CALL lake.system.snapshot(source_table => '`parquet`.`%s`', table => 'sp.seen')"
                                        .formatted(files)))
                .containsExactly(theirs);
        String seen = "SELECT k, count(*), sum(id), max(name) FROM %s GROUP BY k ORDER BY 3";
        assertThat(ofSpark(seen.formatted("seen"))).isEqualTo(ofSpark(seen.formatted("theirs")));
    }
}
