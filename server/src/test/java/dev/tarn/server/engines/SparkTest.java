package dev.tarn.server.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.testkit.engines.EngineProcess;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// Spark and Tarn on the same tables, with the settings that README.md shows.
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SparkTest {
    private RunningTarn tarn = unset();
    private EngineProcess spark = unset();
    private Path lake = Path.of("");

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        lake = directory;
        tarn = new RunningTarn(directory);
        spark = tarn.startSpark();
        spark.run("CREATE NAMESPACE lake.sp", "USE lake.sp");
        tarn.run("CREATE SCHEMA tw");
    }

    @AfterAll
    void stop() {
        try (RunningTarn ignored = tarn) {
            spark.close();
        }
    }

    @Test
    void sparkCreatesPartitionsEvolvesAndTarnReads() throws Exception {
        spark.run(
                """
                CREATE TABLE evolved (id bigint, name string, at timestamp, d decimal(10,2))
                USING iceberg PARTITIONED BY (days(at), bucket(4, id))\
                """,
                """
                INSERT INTO evolved VALUES (1, 'a', timestamp'2024-01-01 10:00:00', 1.50),
                (2, 'b', timestamp'2024-01-02 11:00:00', 2.50), (3, NULL, NULL, NULL)\
                """,
                "ALTER TABLE evolved ADD COLUMN e struct<x:int, y:array<string>>",
                "ALTER TABLE evolved RENAME COLUMN name TO label",
                "ALTER TABLE evolved ALTER COLUMN d TYPE decimal(12,2)",
                "ALTER TABLE evolved ADD PARTITION FIELD truncate(2, label)",
                "ALTER TABLE evolved DROP PARTITION FIELD bucket(4, id)",
                """
                INSERT INTO evolved VALUES (4, 'dd', timestamp'2024-02-01 10:00:00', 4.50,
                named_struct('x', 1, 'y', array('p', 'q')))\
                """);
        assertThat(tarn.rows("SELECT * FROM sp.evolved ORDER BY id"))
                .containsExactly(
                        "1,a,2024-01-01 10:00:00 UTC,1.50,",
                        "2,b,2024-01-02 11:00:00 UTC,2.50,",
                        "3,,,,",
                        "4,dd,2024-02-01 10:00:00"
                                + " UTC,4.50,\"{\"\"x\"\":1,\"\"y\"\":[\"\"p\"\",\"\"q\"\"]}\"");
        assertThat(
                        tarn.rows(
                                "SELECT id FROM sp.evolved WHERE at < TIMESTAMP '2024-01-02"
                                        + " 00:00:00 UTC' OR label LIKE 'd%' ORDER BY id"))
                .containsExactly("1", "4");
    }

    @Test
    void sparkDeletesUpdatesAndMergesByCopyingFiles() throws Exception {
        spark.run(
                "CREATE TABLE copied USING iceberg AS SELECT id, id * 10 AS v FROM range(1, 5)",
                "DELETE FROM copied WHERE id = 1",
                "UPDATE copied SET v = v + 1 WHERE id = 2",
                """
                MERGE INTO copied USING (SELECT explode(sequence(4L, 5L)) AS id) s
                ON copied.id = s.id WHEN MATCHED THEN UPDATE SET copied.v = 0
                WHEN NOT MATCHED THEN INSERT (id, v) VALUES (s.id, 50)\
                """);
        assertThat(tarn.rows("SELECT * FROM sp.copied ORDER BY id"))
                .containsExactly("2,21", "3,30", "4,0", "5,50");
        spark.run("INSERT OVERWRITE copied VALUES (9, 90)");
        assertThat(tarn.rows("SELECT * FROM sp.copied")).containsExactly("9,90");
    }

    /// Position deletes in version 2, deletion vectors in version 3.
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void tarnAppliesWhatSparkDeletesByPosition(int version) throws Exception {
        String t = "deletes" + version;
        spark.run(
                """
                CREATE TABLE %s (id int, g string, x double) USING iceberg PARTITIONED BY (g)
                TBLPROPERTIES ('format-version'='%d', 'write.delete.mode'='merge-on-read',
                'write.update.mode'='merge-on-read', 'write.merge.mode'='merge-on-read')\
                """
                        .formatted(t, version),
                "INSERT INTO %s SELECT CAST(id AS int), concat('g', id %% 3), id / 4.0D FROM range(1000)"
                        .formatted(t),
                "DELETE FROM %s WHERE id %% 10 = 0".formatted(t),
                "DELETE FROM %s WHERE id %% 10 = 1".formatted(t),
                "UPDATE %s SET x = -1 WHERE id < 20".formatted(t),
                """
                MERGE INTO %1$s USING (SELECT CAST(id AS int) AS id FROM range(995, 1005)) s
                ON %1$s.id = s.id WHEN MATCHED AND %1$s.id = 996 THEN DELETE
                WHEN MATCHED THEN UPDATE SET %1$s.x = 0
                WHEN NOT MATCHED THEN INSERT (id, g, x) VALUES (s.id, 'new', 7)\
                """
                        .formatted(t));
        String question = "SELECT count(*), sum(x), min(id), max(id) FROM sp." + t;
        assertThat(tarn.rows(question)).containsExactly("804,98830.75,2,1004");
        assertThat(
                        tarn.rows(
                                "SELECT DISTINCT file_format FROM sp.\"%s$files\" WHERE content = 1"
                                        .formatted(t)))
                .containsExactly(version == 2 ? "PARQUET" : "PUFFIN");
        spark.run(
                """
                CALL lake.system.rewrite_data_files(table => 'sp.%s', options =>
                map('delete-file-threshold', '1', 'min-input-files', '1'))\
                """
                        .formatted(t));
        assertThat(tarn.rows(question)).containsExactly("804,98830.75,2,1004");
    }

    /// Rows that Tarn deletes, updates, merges and replaces, among those of Spark, which goes on
    /// with them.
    @ParameterizedTest
    @CsvSource({"1, copy-on-write", "2, copy-on-write", "2, merge-on-read", "3, merge-on-read"})
    void sparkReadsAndGoesOnWithWhatTarnChanges(int version, String mode) throws Exception {
        String t = "changed" + version + mode.charAt(0);
        spark.run(
                """
                CREATE TABLE %1$s (id int, g string, x double) USING iceberg PARTITIONED BY (g)
                TBLPROPERTIES ('format-version'='%2$d', 'write.delete.mode'='%3$s',
                'write.update.mode'='%3$s', 'write.merge.mode'='%3$s')\
                """
                        .formatted(t, version, mode),
                "INSERT INTO %s SELECT CAST(id AS int), concat('g', id %% 3), id / 4.0D FROM range(1000)"
                        .formatted(t));
        tarn.run(
                "DELETE FROM sp.%s WHERE id %% 10 = 0".formatted(t),
                "DELETE FROM sp.%s WHERE id %% 10 = 1".formatted(t),
                "UPDATE sp.%s SET x = -1 WHERE id < 20".formatted(t),
                """
                MERGE INTO sp.%s AS t USING (SELECT n FROM UNNEST(sequence(995, 1004)) AS u(n)) AS s
                ON t.id = s.n WHEN MATCHED AND t.id = 996 THEN DELETE
                WHEN MATCHED THEN UPDATE SET x = 0
                WHEN NOT MATCHED THEN INSERT (id, g, x) VALUES (s.n, 'new', 7)
                WHEN NOT MATCHED BY SOURCE AND t.id = 2 THEN UPDATE SET x = 2\
                """
                        .formatted(t));
        String question = "SELECT count(*), sum(x), min(id), max(id) FROM %s." + t;
        spark.run("REFRESH TABLE " + t);
        assertThat(spark.rows(question.formatted("sp"))).containsExactly("804\t98833.75\t2\t1004");
        assertThat(tarn.rows(question.formatted("sp"))).containsExactly("804,98833.75,2,1004");
        spark.run(
                "UPDATE %s SET x = x + 1 WHERE g = 'new'".formatted(t),
                "DELETE FROM %s WHERE id = 3".formatted(t));
        tarn.run(
                "INSERT OVERWRITE sp.%s PARTITION (g = 'g0') VALUES (-5, 1.5)".formatted(t),
                "DELETE FROM sp.%s WHERE g = 'g1'".formatted(t));
        spark.run("REFRESH TABLE " + t);
        String groups = "SELECT g, count(*), sum(x) FROM sp.%s GROUP BY g ORDER BY g".formatted(t);
        assertThat(spark.rows(groups).stream().map(row -> row.replace('\t', ',')))
                .containsExactlyElementsOf(tarn.rows(groups))
                .hasSize(3)
                .startsWith("g0,1,1.5")
                .endsWith("new,5,40.0");
        if (version == 3) {
            String ids = "SELECT count(DISTINCT _row_id), count(*) FROM sp." + t;
            assertThat(spark.rows(ids).getFirst().split("\t"))
                    .satisfies(counts -> assertThat(counts[0]).isEqualTo(counts[1]));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "orc", "avro"})
    void tarnReadsEveryTypeThatSparkWrites(String format) throws Exception {
        String t = "types_" + format;
        spark.run(
                """
                CREATE TABLE %s (b boolean, i int, l bigint, f float, d double, d9 decimal(9,2),
                d18 decimal(18,4), d38 decimal(38,10), da date, tz timestamp, tn timestamp_ntz,
                s string, bi binary, li array<int>, ma map<string,bigint>,
                st struct<a:int,b:struct<c:string,d:array<struct<e:date>>>>,
                lm array<map<int,string>>) USING iceberg
                TBLPROPERTIES ('write.format.default'='%s')\
                """
                        .formatted(t, format),
                """
                INSERT INTO %s VALUES (true, 1, 2, 1.5, 2.5, 1.25, 12345678901234.5678,
                1234567890123456789012345678.0123456789, date'1969-07-20',
                timestamp'1969-07-20 20:17:40.123456', timestamp_ntz'0001-01-01 00:00:00',
                'søster', X'00ff', array(1,NULL,3), map('a',1L),
                named_struct('a',1,'b',named_struct('c','x','d',
                array(named_struct('e',date'2020-02-29')))), array(map(1,'one'),map(2,NULL)))\
                """
                        .formatted(t),
                """
                INSERT INTO %s VALUES (false, -2147483648, -9223372036854775808,
                float('-Infinity'), double('NaN'), -9999999.99, -0.0001, -0.0000000001,
                date'9999-12-31', timestamp'9999-12-31 23:59:59.999999',
                timestamp_ntz'9999-12-31 23:59:59.999999', '', X'', array(), map(),
                named_struct('a',NULL,'b',NULL), array(map()))\
                """
                        .formatted(t),
                "INSERT INTO %s (i) VALUES (NULL)".formatted(t));
        assertThat(tarn.rows("SELECT * FROM sp.%s ORDER BY i".formatted(t)))
                .containsExactly(
                        "false,-2147483648,-9223372036854775808,-Infinity,NaN,-9999999.99,-0.0001,"
                                + "-0.0000000001,9999-12-31,9999-12-31 23:59:59.999999 UTC,"
                                + "9999-12-31 23:59:59.999999,\"\",\"\",[],{},"
                                + "\"{\"\"a\"\":null,\"\"b\"\":null}\",[{}]",
                        "true,1,2,1.5,2.5,1.25,12345678901234.5678,"
                            + "1234567890123456789012345678.0123456789,1969-07-20,1969-07-20"
                            + " 20:17:40.123456 UTC,0001-01-01 00:00:00,søster,00ff,"
                            + "\"[1,null,3]\",\"{\"\"a\"\":1}\",\"{\"\"a\"\":1,\"\"b\"\":{"
                            + "\"\"c\"\":\"\"x\"\",\"\"d\"\":[{\"\"e\"\":\"\"2020-02-29\"\"}]}}\","
                            + "\"[{\"\"1\"\":\"\"one\"\"},{\"\"2\"\":null}]\"",
                        ",".repeat(16));
    }

    @Test
    void sparkReadsEveryTypeThatTarnWrites() throws Exception {
        tarn.run(EveryType.CREATE, EveryType.VALUES, EveryType.EXTREMES, EveryType.NULLS);
        assertThat(spark.rows("SELECT * FROM lake.tw.types ORDER BY i"))
                .containsExactly(
                        "\tNULL".repeat(18).substring(1),
                        "false\t-2147483648\t-9223372036854775808\t-Infinity\tNaN\t-9999999.99"
                                + "\t-0.0001\t-0.0000000001\t9999-12-31"
                                + "\t9999-12-31T23:59:59.999999Z\t9999-12-31T23:59:59.999999\t\t"
                                + "\tNULL\t[NULL]\tNULL\t(NULL, NULL)\t[NULL]",
                        "true\t1\t2\t1.5\t2.5\t1.25\t12345678901234.5678"
                                + "\t1234567890123456789012345678.0123456789\t1969-07-20"
                                + "\t1969-07-20T20:17:40.123456Z\t0001-01-01T00:00\tsøster\t00ff"
                                + "\t12151fd2-7586-11e9-8f9e-2a86e4085a59\t[1, NULL, 3]"
                                + "\t{a=1, b=NULL}\t(1, (x, [(2020-02-29)]))"
                                + "\t[{1=one, 2=NULL}]");
    }

    @Test
    void sparkReadsWhatTarnCopiesAndMakesFromQueries() throws Exception {
        Path file = Files.createTempFile("readings", ".csv");
        Files.writeString(file, "id,at,v\n1,2024-01-01 00:00:00,1.5\n2,2024-03-01 12:30:00,\n");
        tarn.run(
                """
                CREATE TABLE tw.readings (id bigint, at timestamp(6), v double)
                PARTITIONED BY (months(at))\
                """,
                "COPY INTO tw.readings FROM '%s'".formatted(file),
                "CREATE TABLE tw.made AS SELECT id, v * 2 AS twice FROM tw.readings");
        assertThat(spark.rows("SELECT * FROM lake.tw.readings ORDER BY id"))
                .containsExactly("1\t2024-01-01T00:00\t1.5", "2\t2024-03-01T12:30\tNULL");
        assertThat(spark.rows("SELECT partition FROM lake.tw.readings.partitions ORDER BY 1"))
                .containsExactly("(648)", "(650)");
        assertThat(spark.rows("SELECT * FROM lake.tw.made ORDER BY id"))
                .containsExactly("1\t3.0", "2\tNULL");
    }

    @Test
    void sparkReadsWhatATransactionOfTarnCommits() throws Exception {
        tarn.run(
                "CREATE TABLE tw.first AS SELECT id, 0 AS n FROM UNNEST(sequence(1, 4)) AS u(id)",
                "CREATE TABLE tw.second (id bigint) WITH (format_version = '3')");
        tarn.runTogether(
                "BEGIN",
                "UPDATE tw.first SET n = 1 WHERE id < 3",
                "DELETE FROM tw.first WHERE id = 4",
                "INSERT INTO tw.second SELECT id FROM tw.first WHERE n = 1",
                "INSERT INTO tw.second VALUES (9)",
                "COMMIT");
        tarn.runTogether("BEGIN", "INSERT INTO tw.second VALUES (10)", "ROLLBACK");
        assertThat(spark.rows("SELECT * FROM lake.tw.first ORDER BY id"))
                .containsExactly("1\t1", "2\t1", "3\t0");
        assertThat(spark.rows("SELECT id, _row_id >= 0 FROM lake.tw.second ORDER BY id"))
                .containsExactly("1\ttrue", "2\ttrue", "9\ttrue");
        assertThat(spark.rows("SELECT count(*) FROM lake.tw.second.snapshots"))
                .containsExactly("1");
    }

    @Test
    void sparkReadsRowsThatTarnHasCheckedAndThoseItPutAside() throws Exception {
        tarn.run(
                "CREATE TABLE tw.checked (id bigint, EXPECT positive (id > 0) ON VIOLATION DROP,"
                        + " EXPECT small (id < 100) ON VIOLATION QUARANTINE)",
                "INSERT INTO tw.checked VALUES (-1), (1), (2), (1000)");
        assertThat(spark.rows("SELECT * FROM lake.tw.checked ORDER BY id"))
                .containsExactly("1", "2");
    }

    @Test
    void bothReadVariantsOfTheOther() throws Exception {
        String rows =
                "SELECT id, variant_get(v, '$.a', 'int') AS a, variant_get(v, '$.b[1]', 'string')"
                        + " AS b FROM %s ORDER BY id";
        spark.run(
                "CREATE TABLE variants (id int, v variant) USING iceberg"
                        + " TBLPROPERTIES ('format-version'='3')",
                "INSERT INTO variants SELECT 1, parse_json('{\"a\": 7, \"b\": [\"x\", \"y\"]}')",
                "INSERT INTO variants VALUES (2, NULL)");
        tarn.run("INSERT INTO sp.variants SELECT 3, parse_json('{\"a\": 8, \"b\": [1, \"z\"]}')");
        spark.run("REFRESH TABLE variants");
        assertThat(spark.rows(rows.formatted("variants")))
                .containsExactly("1\t7\ty", "2\tNULL\tNULL", "3\t8\tz");
        assertThat(tarn.rows(rows.formatted("sp.variants")))
                .containsExactly("1,7,y", "2,,", "3,8,z");
    }

    @Test
    void bothWriteTheSameTableInTurn() throws Exception {
        spark.run(
                "CREATE TABLE turns (id int, who string) USING iceberg",
                "INSERT INTO turns VALUES (1, 'spark')");
        tarn.run(
                "INSERT INTO sp.turns VALUES (2, 'tarn')",
                "ALTER TABLE sp.turns ADD COLUMN n bigint");
        spark.run(
                "REFRESH TABLE turns",
                "INSERT INTO turns VALUES (3, 'spark', 30)",
                "DELETE FROM turns WHERE id = 1");
        tarn.run("INSERT INTO sp.turns VALUES (4, 'tarn', 40)");
        spark.run("REFRESH TABLE turns");
        assertThat(spark.rows("SELECT * FROM turns ORDER BY id"))
                .containsExactly("2\ttarn\tNULL", "3\tspark\t30", "4\ttarn\t40");
        assertThat(tarn.rows("SELECT * FROM sp.turns ORDER BY id"))
                .containsExactly("2,tarn,", "3,spark,30", "4,tarn,40");
    }

    @Test
    void snapshotsBranchesAndTagsMeanTheSameToBoth() throws Exception {
        spark.run("CREATE TABLE history (i int) USING iceberg", "INSERT INTO history VALUES (1)");
        String first = spark.rows("SELECT snapshot_id FROM lake.sp.history.snapshots").getFirst();
        spark.run(
                "INSERT INTO history VALUES (2)",
                "ALTER TABLE history CREATE TAG two",
                "ALTER TABLE history CREATE BRANCH audit",
                "INSERT INTO lake.sp.history.branch_audit VALUES (3)");
        assertThat(spark.rows("SELECT count(*) FROM history VERSION AS OF " + first))
                .isEqualTo(tarn.rows("SELECT count(*) FROM sp.history FOR VERSION AS OF " + first))
                .containsExactly("1");
        assertThat(tarn.rows("SELECT count(*) FROM sp.history FOR VERSION AS OF 'two'"))
                .containsExactly("2");
        assertThat(tarn.rows("SELECT count(*) FROM sp.history FOR VERSION AS OF 'audit'"))
                .containsExactly("3");
        spark.run("CALL lake.system.fast_forward('sp.history', 'main', 'audit')");
        assertThat(tarn.rows("SELECT count(*) FROM sp.history")).containsExactly("3");
        spark.run("CALL lake.system.rollback_to_snapshot('sp.history', %s)".formatted(first));
        assertThat(tarn.rows("SELECT count(*) FROM sp.history")).containsExactly("1");
    }

    @Test
    void sparksMaintenanceKeepsTheRows() throws Exception {
        spark.run("CREATE TABLE kept (i int) USING iceberg");
        for (int i = 0; i < 4; i++) {
            spark.run("INSERT INTO kept VALUES (%d)".formatted(i));
        }
        spark.run(
                "CALL lake.system.rewrite_manifests('sp.kept')",
                "CALL lake.system.rewrite_data_files(table => 'sp.kept', options =>"
                        + " map('min-input-files', '2'))",
                "CALL lake.system.compute_table_stats(table => 'sp.kept')",
                "CALL lake.system.expire_snapshots(table => 'sp.kept', older_than =>"
                        + " TIMESTAMP '2100-01-01 00:00:00', retain_last => 1)",
                "CALL lake.system.remove_orphan_files(table => 'sp.kept')");
        assertThat(tarn.rows("SELECT * FROM sp.kept ORDER BY i"))
                .containsExactly("0", "1", "2", "3");
        assertThat(tarn.rows("SELECT count(*) FROM sp.\"kept$snapshots\"")).containsExactly("1");
    }

    @Test
    void viewsAreSeenFromBothSides() throws Exception {
        spark.run(
                "CREATE TABLE base USING iceberg AS SELECT id FROM range(1, 4)",
                "CREATE VIEW by_spark AS SELECT id FROM lake.sp.base WHERE id > 1");
        tarn.run("CREATE VIEW sp.by_tarn AS SELECT id + 1 AS following FROM lake.sp.base");
        assertThat(tarn.rows("SELECT * FROM sp.by_spark ORDER BY id")).containsExactly("2", "3");
        assertThat(spark.rows("SELECT * FROM by_tarn ORDER BY 1")).containsExactly("2", "3", "4");
        assertThat(spark.rows("SHOW VIEWS IN lake.sp"))
                .contains("sp\tby_spark\tfalse", "sp\tby_tarn\tfalse");
        spark.run("CREATE OR REPLACE VIEW by_spark AS SELECT 7 AS seven", "DROP VIEW by_tarn");
        assertThat(tarn.rows("SELECT * FROM sp.by_spark")).containsExactly("7");
        assertThat(tarn.error("SELECT * FROM sp.by_tarn")).contains("does not exist");
    }

    @Test
    void renamedTablesAndReplacedOnesAreFound() throws Exception {
        spark.run(
                "CREATE TABLE before USING iceberg AS SELECT 1 AS one",
                "ALTER TABLE lake.sp.before RENAME TO sp.after",
                "CREATE OR REPLACE TABLE after USING iceberg AS SELECT 'x' AS s, 2 AS two");
        assertThat(tarn.rows("SELECT * FROM sp.after")).containsExactly("x,2");
        assertThat(tarn.error("SELECT * FROM sp.before")).contains("does not exist");
    }

    @Test
    void droppingWithPurgeLeavesNoFile() throws Exception {
        spark.run(
                "CREATE TABLE gone (i int) USING iceberg",
                "INSERT INTO gone VALUES (1)",
                "DELETE FROM gone WHERE i = 1");
        Path files =
                Path.of(
                        java.net.URI.create(
                                spark.rows("DESCRIBE TABLE EXTENDED gone").stream()
                                        .filter(row -> row.startsWith("Location\t"))
                                        .map(row -> row.split("\t")[1])
                                        .findFirst()
                                        .orElseThrow()));
        assertThat(files).startsWith(lake.toRealPath()).isNotEmptyDirectory();
        spark.run("DROP TABLE gone PURGE");
        try (Stream<Path> left = Files.exists(files) ? Files.walk(files) : Stream.empty()) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
        assertThat(tarn.error("SELECT * FROM sp.gone")).contains("does not exist");
    }

    @Test
    void sparkIsToldWhatIsWrong() {
        assertThatThrownBy(() -> spark.rows("SELECT * FROM nowhere"))
                .hasMessageContaining("TABLE_OR_VIEW_NOT_FOUND");
        assertThatThrownBy(() -> spark.rows("CREATE NAMESPACE lake.sp"))
                .hasMessageContaining("SCHEMA_ALREADY_EXISTS");
        assertThatThrownBy(() -> spark.rows("DROP NAMESPACE lake.sp"))
                .hasMessageContaining("not empty");
    }

    /// What is set before the first test.
    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T unset() {
        return null;
    }
}
