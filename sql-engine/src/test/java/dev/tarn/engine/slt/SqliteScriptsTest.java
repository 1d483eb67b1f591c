package dev.tarn.engine.slt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.engine.harness.TestEngine;
import dev.tarn.testkit.SharedData;
import dev.tarn.testkit.slt.SltOptions;
import dev.tarn.testkit.slt.SltReport;
import dev.tarn.testkit.slt.SltRunner;
import dev.tarn.testkit.slt.SltScript;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Scripts of SQLite's own suite, as an engine with strict types and integer division runs them.
///
/// Those with a thousand to a few thousand queries run whole. Those with ten thousand and more,
/// which a generator made, run every n-th query; the report says how many that are, and which files
/// are left out and why.
class SqliteScriptsTest {
    /// Left out: a sign before a text column, which only SQLite takes for a number.
    private static final Pattern TEXT_AS_NUMBER = Pattern.compile("[+-] (cor0\\.)?col[25]\\b");

    /// Files that run whole.
    private static final List<String> WHOLE = List.of("select1.test.gz", "select3.test.gz");

    /// Of the files that run in part, the first of each folder is asked more.
    private static final int FIRST_OF_FOLDER_STRIDE = 40;

    private static final int STRIDE = 199;

    /// Why a file is left out, by what its path starts with.
    private static final Map<String, String> LEFT_OUT =
            Map.of(
                    "evidence/",
                    "tests SQLite's manual: its triggers, views, DROP, and IN over tables and empty"
                            + " lists",
                    "index/delete/",
                    "needs DELETE",
                    "index/view/",
                    "makes thousands of views and tables, each a commit, for a query each",
                    "index/orderby/100/",
                    "the same queries as index/orderby/10 after a hundred commits");

    private static final List<String> LINES = new ArrayList<>();

    /// A script and every how many-th query of it runs.
    record Part(String file, int queryStride) {
        @Override
        public String toString() {
            return queryStride == 1 ? file : file + ", every query of " + queryStride;
        }
    }

    /// All scripts but those left out, in the order of their names.
    static List<Part> parts() throws IOException {
        Path folder = SharedData.path("sqllogictest");
        Map<String, Part> parts = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path path : files.filter(Files::isRegularFile).sorted().toList()) {
                String file = folder.relativize(path).toString();
                String why = whyLeftOut(file);
                if (why != null) {
                    LINES.add("sqllogictest %s: left out, %s".formatted(file, why));
                } else if (file.endsWith(".test.gz")) {
                    String parent = String.valueOf(Path.of(file).getParent());
                    boolean first =
                            parts.keySet().stream().noneMatch(name -> name.startsWith(parent));
                    int stride = first ? FIRST_OF_FOLDER_STRIDE : STRIDE;
                    parts.put(file, new Part(file, WHOLE.contains(file) ? 1 : stride));
                }
            }
        }
        return List.copyOf(parts.values());
    }

    private static @Nullable String whyLeftOut(String file) {
        for (Map.Entry<String, String> entry : LEFT_OUT.entrySet()) {
            if (file.startsWith(entry.getKey())) {
                return entry.getValue();
            }
        }
        return null;
    }

    /// What `./tarn test` prints behind the tests.
    @AfterAll
    static void note() throws IOException {
        Path notes = Files.createDirectories(Path.of("target", "test-notes"));
        Files.write(notes.resolve("sqllogictest.txt"), LINES.stream().sorted().toList());
    }

    @ParameterizedTest
    @MethodSource("parts")
    void scripts_give_sqlites_answers(Part part) {
        SltOptions sqlite = SltOptions.sqlite(part.queryStride());
        SltOptions options =
                new SltOptions(
                        sql ->
                                TEXT_AS_NUMBER.matcher(sql).find()
                                        ? null
                                        : sqlite.rewrite().rewrite(sql),
                        part.queryStride());
        SltScript script =
                SltScript.read(SharedData.path("sqllogictest/" + part.file()), "postgresql");
        long begin = System.nanoTime();
        try (TestEngine engine = TestEngine.inMemory(2048, 2)) {
            SltReport report = new SltRunner(engine::execute, options).run(script);
            LINES.add(
                    "sqllogictest %s:%s in %.1f s"
                            .formatted(
                                    part,
                                    report.summary().replaceFirst(".*:", ""),
                                    (System.nanoTime() - begin) / 1e9));
            assertThat(report.failures().stream().limit(20).toList()).isEmpty();
        }
    }
}
