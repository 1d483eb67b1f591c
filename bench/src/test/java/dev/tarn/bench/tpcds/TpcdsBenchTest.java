package dev.tarn.bench.tpcds;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;

final class TpcdsBenchTest {
    @TempDir Path folder;

    @Test
    void bothEnginesAgreeOnEveryQueryOfTheSeventies() throws IOException {
        TpcdsBench bench =
                CommandLine.populateCommand(
                        new TpcdsBench(),
                        "--scale=0.01",
                        "--seconds=0",
                        "--warm-up=0",
                        "--only=q7",
                        "--data=" + folder);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        bench.run(new PrintStream(out, true, UTF_8));
        assertThat(out.toString(UTF_8))
                .contains("All answers agree")
                .contains("| tpcds q70 |")
                .contains("| tpcds q79 |");
        assertThat(folder.resolve("results/tpcds_0_01.json")).exists();
    }
}
