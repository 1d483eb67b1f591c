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
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Every script of `src/test/slt`, with batches of 1, 3 and 2,048 rows and with one worker and
/// more: none of it may change an answer.
///
/// `-Dtarn.slt=joins/joins.slt` runs one script, `-Dtarn.slt=joins/joins.slt:40` the record at one
/// line; `-Dtarn.update=true` writes the answers that the engine gives into the scripts, to be read
/// before they are committed.
class SltCorpusTest {
    private static final List<Mode> MODES =
            List.of(new Mode(2048, 1), new Mode(2048, 4), new Mode(3, 2), new Mode(1, 1));

    private record Mode(int batchRowCount, int workerCount) {}

    @TestFactory
    Stream<DynamicTest> scripts_give_their_answers() throws IOException {
        Path folder = SharedData.repositoryRoot().resolve("sql-engine/src/test/slt");
        String chosen = System.getProperty("tarn.slt", "");
        String name = chosen.replaceFirst(":\\d+$", "");
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(file -> file.toString().endsWith(".slt")).sorted().toList();
        }
        assertThat(files).isNotEmpty();
        List<DynamicTest> tests = new ArrayList<>();
        for (Path file : files) {
            String relative = folder.relativize(file).toString();
            if (!relative.endsWith(name)) {
                continue;
            }
            for (Mode mode : GoldenFile.updating() ? MODES.subList(0, 1) : MODES) {
                String test =
                        "%s, %d rows, %d workers"
                                .formatted(relative, mode.batchRowCount(), mode.workerCount());
                tests.add(DynamicTest.dynamicTest(test, () -> run(file, mode, chosen)));
            }
        }
        return tests.stream();
    }

    private static void run(Path file, Mode mode, String chosen) throws IOException {
        SltScript script = SltScript.read(file, "tarn");
        try (TestEngine engine = TestEngine.inMemory(mode.batchRowCount(), mode.workerCount())) {
            SltRunner runner = new SltRunner(engine::execute, SltOptions.plain());
            if (GoldenFile.updating()) {
                Files.writeString(file, runner.update(script));
                return;
            }
            int colon = chosen.lastIndexOf(':');
            SltReport report =
                    colon < 0
                            ? runner.run(script)
                            : runner.runLine(script, Integer.parseInt(chosen.substring(colon + 1)));
            assertThat(report.failures()).as(report.summary()).isEmpty();
        }
    }
}
