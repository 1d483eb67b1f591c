package dev.tarn.engine.slt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.engine.harness.TestEngine;
import dev.tarn.testkit.SharedData;
import dev.tarn.testkit.slt.SltOptions;
import dev.tarn.testkit.slt.SltReport;
import dev.tarn.testkit.slt.SltRunner;
import dev.tarn.testkit.slt.SltScript;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Scripts of SQLite's own suite, as an engine with strict types and integer division runs them.
///
/// Of the long ones only every n-th query is run; the report says how many that are.
class SqliteScriptsTest {
    /// Left out: a sign before a text column, which only SQLite takes for a number.
    private static final Pattern TEXT_AS_NUMBER = Pattern.compile("[+-] (cor0\\.)?col[25]\\b");

    private static final List<String> LINES = new ArrayList<>();

    /// What `./tarn test` prints behind the tests.
    @AfterAll
    static void note() throws IOException {
        Path notes = Files.createDirectories(Path.of("target", "test-notes"));
        Files.write(notes.resolve("sqllogictest.txt"), LINES);
    }

    @ParameterizedTest
    @CsvSource({
        "select1.test.gz, 5",
        "select3.test.gz, 49",
        "random/select/slt_good_4.test.gz, 199",
        "random/expr/slt_good_7.test.gz, 199",
        "random/aggregates/slt_good_37.test.gz, 199",
        "random/groupby/slt_good_4.test.gz, 199",
        "index/between/10/slt_good_2.test.gz, 199",
        "index/in/10/slt_good_5.test.gz, 199",
        "index/orderby/10/slt_good_13.test.gz, 199",
        "index/commute/10/slt_good_2.test.gz, 199",
        "index/random/10/slt_good_3.test.gz, 199",
    })
    void scripts_give_sqlites_answers(String file, int queryStride) {
        SltOptions sqlite = SltOptions.sqlite(queryStride);
        SltOptions options =
                new SltOptions(
                        sql ->
                                TEXT_AS_NUMBER.matcher(sql).find()
                                        ? null
                                        : sqlite.rewrite().rewrite(sql),
                        queryStride);
        SltScript script = SltScript.read(SharedData.path("sqllogictest/" + file), "postgresql");
        try (TestEngine engine = TestEngine.inMemory(2048, 2)) {
            SltReport report = new SltRunner(engine::execute, options).run(script);
            LINES.add(
                    "sqllogictest %s, every query of %d:%s"
                            .formatted(
                                    file, queryStride, report.summary().replaceFirst(".*:", "")));
            assertThat(report.failures().stream().limit(20).toList()).isEmpty();
        }
    }
}
