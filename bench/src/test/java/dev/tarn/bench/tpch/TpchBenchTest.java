package dev.tarn.bench.tpch;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;

final class TpchBenchTest {
    @TempDir Path folder;

    @Test
    void bothEnginesAgreeOnEveryQuery() throws IOException {
        TpchBench bench =
                CommandLine.populateCommand(
                        new TpchBench(),
                        "--scale=0.01",
                        "--seconds=0",
                        "--warm-up=0",
                        "--data=" + folder);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        bench.run(new PrintStream(out, true, UTF_8));
        assertThat(out.toString(UTF_8))
                .contains("All answers agree")
                .contains("| tpch q01 |")
                .contains("| tpch q22 |");
        assertThat(folder.resolve("results/tpch_0_01.json")).exists();
    }
}
