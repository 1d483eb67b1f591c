package dev.tarn.server.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.testkit.SharedData;
import dev.tarn.testkit.engines.EngineProcess;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// A Trino server and Tarn on the same tables, with the catalog file that README.md shows.
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrinoTest {
    private RunningTarn tarn = unset();
    private EngineProcess trino = unset();
    private Connection connection = unset();

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        tarn = new RunningTarn(directory);
        trino =
                EngineProcess.start(
                        SharedData.repositoryRoot(),
                        new EngineProcess.Start(
                                "trino",
                                Readme.jdk(25, Integer.MAX_VALUE),
                                List.of(),
                                "log4j-slf4j-impl|slf4j-reload4j|logback",
                                tarn.here(Readme.example("Trino")).lines().toList()));
        String address = trino.line().replace("http://", "");
        connection = DriverManager.getConnection("jdbc:trino://" + address + "/lake", "me", null);
        run("CREATE SCHEMA tr");
        tarn.run("CREATE SCHEMA tw");
    }

    @AfterAll
    void stop() throws SQLException {
        try (RunningTarn ignored = tarn;
                EngineProcess alsoIgnored = trino) {
            connection.close();
        }
    }

    @Test
    void trinoCreatesPartitionsEvolvesAndTarnReads() throws Exception {
        run(
                """
                CREATE TABLE tr.evolved (id bigint, name varchar,
                at timestamp(6) with time zone, d decimal(10,2))
                WITH (partitioning = ARRAY['day(at)', 'bucket(id, 4)'])\
                """,
                """
                INSERT INTO tr.evolved VALUES (1, 'a', timestamp '2024-01-01 10:00:00 UTC', 1.50),
                (2, 'b', timestamp '2024-01-02 11:00:00 UTC', 2.50), (3, NULL, NULL, NULL)\
                """,
                "ALTER TABLE tr.evolved ADD COLUMN e row(x integer, y array(varchar))",
                "ALTER TABLE tr.evolved RENAME COLUMN name TO label",
                "ALTER TABLE tr.evolved ALTER COLUMN d SET DATA TYPE decimal(12,2)",
                """
                INSERT INTO tr.evolved VALUES (4, 'dd', timestamp '2024-02-01 10:00:00 UTC',
                4.50, ROW(1, ARRAY['p','q']))\
                """);
        assertThat(tarn.rows("SELECT * FROM tr.evolved ORDER BY id"))
                .containsExactly(
                        "1,a,2024-01-01 10:00:00 UTC,1.50,",
                        "2,b,2024-01-02 11:00:00 UTC,2.50,",
                        "3,,,,",
                        "4,dd,2024-02-01 10:00:00"
                                + " UTC,4.50,\"{\"\"x\"\":1,\"\"y\"\":[\"\"p\"\",\"\"q\"\"]}\"");
    }

    /// Position deletes in version 2, deletion vectors in version 3.
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void tarnAppliesWhatTrinoDeletesByPosition(int version) throws Exception {
        String t = "tr.deletes" + version;
        run(
                """
                CREATE TABLE %s WITH (format_version = %d) AS
                SELECT id, 'g' || CAST(id %% 3 AS varchar) AS g FROM UNNEST(sequence(0, 999)) AS s(id)\
                """
                        .formatted(t, version),
                "DELETE FROM %s WHERE id %% 10 = 0".formatted(t),
                "UPDATE %s SET g = 'low' WHERE id < 20".formatted(t),
                """
                MERGE INTO %1$s AS t USING UNNEST(sequence(995, 1004)) AS s(id) ON t.id = s.id
                WHEN MATCHED AND t.id = 996 THEN DELETE WHEN MATCHED THEN UPDATE SET g = 'high'
                WHEN NOT MATCHED THEN INSERT VALUES (s.id, 'new')\
                """
                        .formatted(t));
        String question = "SELECT g, count(*), sum(id) FROM %s GROUP BY g ORDER BY g".formatted(t);
        List<String> answer = tarn.rows(question);
        assertThat(answer).containsExactlyElementsOf(rows(question));
        assertThat(answer).contains("high,4,3989", "low,18,180", "new,5,5010");
        run("ALTER TABLE %s EXECUTE optimize".formatted(t));
        assertThat(tarn.rows(question)).isEqualTo(answer);
        assertThat(
                        tarn.rows(
                                "SELECT count(*) FROM tr.\"deletes%d$files\" WHERE content > 0"
                                        .formatted(version)))
                .containsExactly("0");
    }

    /// What Tarn wrote as Parquet, Trino reads and writes in each format, and Tarn reads again.
    /// Trino's ORC files do not name their calendar, so Iceberg's library takes days before
    /// 1582-10-15 as Julian ones, in Tarn as in Spark.
    @ParameterizedTest
    @ValueSource(strings = {"PARQUET", "ORC", "AVRO"})
    void everyTypeGoesThereAndBack(String format) throws Exception {
        tarn.run(
                "DROP TABLE IF EXISTS tw.types",
                EveryType.CREATE,
                EveryType.VALUES,
                EveryType.EXTREMES,
                EveryType.NULLS);
        run(
                "CREATE TABLE tr.types_%1$s WITH (format='%1$s') AS SELECT * FROM tw.types"
                        .formatted(format));
        String first = format.equals("ORC") ? "0000-12-30 00:00:00" : "0001-01-01 00:00:00";
        assertThat(tarn.rows("SELECT * FROM tr.types_%s ORDER BY i".formatted(format)))
                .hasSize(3)
                .isEqualTo(
                        tarn.rows("SELECT * FROM tw.types ORDER BY i").stream()
                                .map(row -> row.replace("0001-01-01 00:00:00", first))
                                .toList());
        assertThat(rows("SELECT i, d38, tz, tn, s, u, li, ma, st FROM tw.types ORDER BY i"))
                .containsExactly(
                        "-2147483648,-0.0000000001,9999-12-31 23:59:59.999999 UTC,"
                                + "9999-12-31 23:59:59.999999,,null,[null],null,{a=null, b=null}",
                        "1,1234567890123456789012345678.0123456789,"
                                + "1969-07-20 20:17:40.123456 UTC,0001-01-01 00:00:00.000000,"
                                + "søster,12151fd2-7586-11e9-8f9e-2a86e4085a59,[1, null, 3],"
                                + "{a=1, b=null},{a=1, b={c=x, d=[{e=2020-02-29}]}}",
                        "null,null,null,null,null,null,null,null,null");
    }

    @Test
    void trinoKeepsStatisticsThatTarnCarriesOn() throws Exception {
        run(
                "CREATE TABLE tr.counted AS SELECT * FROM UNNEST(sequence(1, 50)) AS s(id)",
                "ANALYZE tr.counted");
        tarn.run("INSERT INTO tr.counted VALUES (51)");
        assertThat(rows("SHOW STATS FOR tr.counted").getFirst()).startsWith("id,null,50.0,0.0,");
        assertThat(rows("SELECT count(*) FROM tr.counted")).containsExactly("51");
    }

    @Test
    void eachReadsViewsOfTheOtherAndTrinoSaysWhichItCannot() throws Exception {
        run(
                "CREATE TABLE tr.base AS SELECT id, 'n' || CAST(id AS varchar) AS name FROM"
                        + " UNNEST(sequence(1, 3)) AS s(id)",
                "CREATE VIEW tr.by_trino AS SELECT id FROM tr.base WHERE id > 1");
        tarn.run(
                "CREATE VIEW tr.by_tarn AS SELECT a.id + 1 AS following, b.name FROM tr.base a LEFT"
                        + " JOIN tr.base b ON a.id = b.id AND b.id <> 2 WHERE a.id >= 2",
                "CREATE VIEW tr.sums AS SELECT count(*) AS n, max(name) AS last FROM tr.base"
                        + " WHERE name <> 'it''s' UNION ALL SELECT id, name FROM tr.base",
                "CREATE VIEW tr.only_tarns AS SELECT upper(name) AS name FROM tr.base");
        assertThat(tarn.rows("SELECT * FROM tr.by_trino ORDER BY id")).containsExactly("2", "3");
        assertThat(rows("SHOW TABLES FROM tr")).contains("by_trino", "by_tarn");
        assertThat(rows("SELECT * FROM tr.by_tarn ORDER BY 1")).containsExactly("3,null", "4,n3");
        assertThat(rows("SELECT * FROM tr.sums ORDER BY 1, 2"))
                .isEqualTo(tarn.rows("SELECT * FROM tr.sums ORDER BY 1, 2"))
                .hasSize(4);
        assertThatThrownBy(() -> rows("SELECT * FROM tr.only_tarns"))
                .hasMessageContaining("Cannot read unsupported dialect 'tarn'");
    }

    @Test
    void trinoBrowsesRenamesTravelsAndDrops() throws Exception {
        run(
                "CREATE TABLE tr.before (i integer)",
                "INSERT INTO tr.before VALUES 1",
                "COMMENT ON COLUMN tr.before.i IS 'the number'",
                "ALTER TABLE tr.before RENAME TO tr.after");
        tarn.run("INSERT INTO tr.after VALUES (2)");
        String second =
                rows("SELECT snapshot_id FROM tr.\"after$snapshots\" ORDER BY"
                                + " committed_at DESC LIMIT 1")
                        .getFirst();
        tarn.run("INSERT INTO tr.after VALUES (3)");
        assertThat(rows("SELECT count(*) FROM tr.after FOR VERSION AS OF " + second))
                .isEqualTo(tarn.rows("SELECT count(*) FROM tr.after FOR VERSION AS OF " + second))
                .containsExactly("2");
        assertThat(
                        rows(
                                "SELECT column_name, data_type FROM information_schema.columns"
                                        + " WHERE table_schema = 'tr' AND table_name = 'after'"))
                .containsExactly("i,integer");
        run("DROP TABLE tr.after");
        assertThat(tarn.error("SELECT * FROM tr.after")).contains("does not exist");
    }

    private void run(String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private List<String> rows(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (answer.next()) {
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= answer.getMetaData().getColumnCount(); i++) {
                    values.add(String.valueOf(answer.getString(i)));
                }
                rows.add(String.join(",", values));
            }
            return rows;
        }
    }

    /// What is set before the first test.
    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T unset() {
        return null;
    }
}
