package dev.tarn.server.engines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.testkit.SharedData;
import dev.tarn.testkit.engines.EngineProcess;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/// Flink and Tarn on the same tables, with the catalog that README.md shows.
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FlinkTest {
    private RunningTarn tarn = unset();
    private EngineProcess flink = unset();

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        Path jdk = Readme.jdk(17, Integer.MAX_VALUE);
        tarn = new RunningTarn(directory);
        flink =
                EngineProcess.start(
                        SharedData.repositoryRoot(),
                        new EngineProcess.Start("flink", jdk, List.of(), "", List.of()));
        flink.answer("start");
        flink.run(tarn.here(Readme.example("Flink")).split(";"));
        flink.run("CREATE DATABASE fl");
        tarn.run("CREATE SCHEMA tw");
    }

    @AfterAll
    void stop() {
        try (RunningTarn ignored = tarn) {
            flink.close();
        }
    }

    @Test
    void tarnReadsWhatFlinkWrites() throws Exception {
        flink.run(
                """
                CREATE TABLE fl.t (id BIGINT, name STRING, seen TIMESTAMP_LTZ(6),
                d DECIMAL(10,2), li ARRAY<INT>, st ROW<a INT, b STRING>) PARTITIONED BY (name)\
                """,
                """
                INSERT INTO fl.t VALUES (1, 'a', TO_TIMESTAMP_LTZ(1700000000000, 3), 1.50,
                ARRAY[1,2], ROW(1, 'x')), (2, 'b', CAST(NULL AS TIMESTAMP_LTZ(6)),
                CAST(NULL AS DECIMAL(10,2)), CAST(NULL AS ARRAY<INT>),
                CAST(NULL AS ROW<a INT, b STRING>))\
                """);
        assertThat(tarn.rows("SELECT * FROM fl.t ORDER BY id"))
                .containsExactly(
                        "1,a,2023-11-14 22:13:20"
                                + " UTC,1.50,\"[1,2]\",\"{\"\"a\"\":1,\"\"b\"\":\"\"x\"\"}\"",
                        "2,b,,,,");
    }

    @Test
    void tarnAppliesTheEqualityDeletesOfFlinksUpserts() throws Exception {
        flink.run(
                """
                CREATE TABLE fl.latest (id INT, v STRING, PRIMARY KEY (id) NOT ENFORCED)
                WITH ('format-version'='2', 'write.upsert.enabled'='true')\
                """,
                "INSERT INTO fl.latest VALUES (1, 'one'), (2, 'two')",
                "INSERT INTO fl.latest VALUES (1, 'uno'), (3, 'tres')");
        assertThat(tarn.rows("SELECT * FROM fl.latest ORDER BY id"))
                .containsExactly("1,uno", "2,two", "3,tres");
        assertThat(tarn.rows("SELECT DISTINCT content FROM fl.\"latest$files\" ORDER BY 1"))
                .containsExactly("0", "2");
    }

    @Test
    void flinkReadsWhatTarnWrites() throws Exception {
        tarn.run(EveryType.CREATE, EveryType.VALUES, EveryType.EXTREMES, EveryType.NULLS);
        assertThat(flink.rows("SELECT i, d38, da, tz, tn, s, ma, st FROM tw.types ORDER BY i"))
                .containsExactly(
                        "null\tnull\tnull\tnull\tnull\tnull\tnull\tnull",
                        "-2147483648\t-1E-10\t9999-12-31\t9999-12-31T23:59:59.999999Z"
                                + "\t9999-12-31T23:59:59.999999\t\tnull\t+I[null, null]",
                        "1\t1234567890123456789012345678.0123456789\t1969-07-20"
                                + "\t1969-07-20T20:17:40.123456Z\t0001-01-01T00:00\tsøster"
                                + "\t{a=1, b=null}\t+I[1, +I[x, [+I[2020-02-29]]]]");
        flink.run("DROP TABLE tw.types");
        assertThat(tarn.error("SELECT * FROM tw.types")).contains("does not exist");
    }

    /// What is set before the first test.
    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T unset() {
        return null;
    }
}
