package dev.tarn.engine.slt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.engine.harness.TestEngine;
import dev.tarn.testkit.GoldenFile;
import dev.tarn.testkit.SharedData;
import dev.tarn.testkit.slt.SltOptions;
import dev.tarn.testkit.slt.SltReport;
import dev.tarn.testkit.slt.SltRunner;
import dev.tarn.testkit.slt.SltScript;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Every script of `src/test/slt`, with batches of 1, 3 and 2,048 rows, with one worker and more,
/// with rows put on disk wherever they can be, and expressions by loops made for them at once: none
/// of it may change an answer.
///
/// Each script runs as queries do, and in one of the other modes, all of which fuse; in all of them
/// by `-Plong`.
///
/// `-Dtarn.slt=joins/joins.slt` runs one script, `-Dtarn.slt=joins/joins.slt:40` the record at one
/// line; `-Dtarn.update=true` writes the answers that the engine gives into the scripts, to be read
/// before they are committed.
class SltCorpusTest {
    private static final Mode PLAIN = new Mode(2048, 4, false);

    private static final List<Mode> OTHERS =
            List.of(
                    new Mode(1, 1, false),
                    new Mode(2048, 4, true),
                    new Mode(3, 4, false),
                    new Mode(1, 4, true),
                    new Mode(2048, 1, false),
                    new Mode(3, 1, true));

    private record Mode(int batchRowCount, int workerCount, boolean spilling) {
        @Override
        public String toString() {
            return "batches of %d, %d workers%s"
                    .formatted(batchRowCount, workerCount, spilling ? ", spilling" : "");
        }
    }

    @TestFactory
    Stream<DynamicTest> scripts_give_their_answers() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        List<Path> scripts = scripts();
        for (int script = 0; script < scripts.size(); script++) {
            tests.add(test(scripts.get(script), PLAIN));
            if (!GoldenFile.updating()) {
                tests.add(test(scripts.get(script), OTHERS.get(script % OTHERS.size())));
            }
        }
        return tests.stream();
    }

    @TestFactory
    @Tag("long")
    Stream<DynamicTest> scripts_give_their_answers_in_all_modes() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path script : scripts()) {
            OTHERS.forEach(mode -> tests.add(test(script, mode)));
        }
        return tests.stream();
    }

    private static Path folder() {
        return SharedData.repositoryRoot().resolve("sql-engine/src/test/slt");
    }

    private static String chosen() {
        return System.getProperty("tarn.slt", "");
    }

    /// All scripts, or the chosen one.
    private static List<Path> scripts() throws IOException {
        String name = chosen().replaceFirst(":\\d+$", "");
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder())) {
            files = all.filter(file -> file.toString().endsWith(".slt")).sorted().toList();
        }
        assertThat(files).isNotEmpty();
        return files.stream().filter(file -> file.toString().endsWith(name)).toList();
    }

    private static DynamicTest test(Path file, Mode mode) {
        return DynamicTest.dynamicTest(
                folder().relativize(file) + ", " + mode, () -> run(file, mode));
    }

    private static void run(Path file, Mode asked) throws IOException {
        // What EXPLAIN ANALYZE counts is what its scripts are about, spilled rows among it.
        boolean counts = folder().relativize(file).startsWith("explain");
        Mode mode =
                new Mode(asked.batchRowCount(), asked.workerCount(), asked.spilling() && !counts);
        SltScript script = SltScript.read(file, "tarn");
        try (TestEngine engine = engine(mode, asked.equals(PLAIN))) {
            SltRunner runner = new SltRunner(engine::execute, SltOptions.plain());
            if (GoldenFile.updating()) {
                Files.writeString(file, runner.update(script));
                return;
            }
            int colon = chosen().lastIndexOf(':');
            SltReport report =
                    colon < 0
                            ? runner.run(script)
                            : runner.runLine(
                                    script, Integer.parseInt(chosen().substring(colon + 1)));
            assertThat(report.failures()).as(report.summary()).isEmpty();
        }
    }

    private static TestEngine engine(Mode mode, boolean plain) {
        return plain
                ? TestEngine.inMemory(mode.batchRowCount, mode.workerCount, mode.spilling)
                : TestEngine.fusing(mode.batchRowCount, mode.workerCount, mode.spilling);
    }
}
