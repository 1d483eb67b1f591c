package dev.tarn.bench.planning;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;

final class PlanningBenchTest {
    @TempDir Path folder;

    @Test
    void queriesArePlannedAndTheirTimesPrinted() throws IOException {
        PlanningBench bench =
                CommandLine.populateCommand(
                        new PlanningBench(),
                        "--scale=0.01",
                        "--warm-up=0",
                        "--rounds=1",
                        "--only=h_",
                        "--data=" + folder);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        bench.run(new PrintStream(out, true, UTF_8));
        assertThat(out.toString(UTF_8))
                .contains("| h_q01 |")
                .contains("| h_q22 |")
                .contains("CPU: geometric mean");
    }
}
