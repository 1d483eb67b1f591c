package dev.tarn.bench.scan;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;

final class ScanBenchTest {
    @TempDir Path folder;

    @Test
    void bothEnginesAgreeOnEveryCaseAndEachHasARow() throws IOException {
        ScanBench bench =
                CommandLine.populateCommand(
                        new ScanBench(),
                        "--scale=0.01",
                        "--seconds=0",
                        "--warm-up=0",
                        "--data=" + folder);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        bench.run(new PrintStream(out, true, UTF_8));
        assertThat(out.toString(UTF_8))
                .contains("All answers agree")
                .contains("| aggregates lineitem_zstd |")
                .contains("| selective lineitem_by_date_snappy |")
                .contains("| two columns of wide_zstd |");
        assertThat(folder.resolve("results/scan_0_01.json")).exists();
    }
}
