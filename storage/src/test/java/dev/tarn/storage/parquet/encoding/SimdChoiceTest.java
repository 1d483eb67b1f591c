package dev.tarn.storage.parquet.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The loops in processes whose flags give them other vectors, or none.
class SimdChoiceTest {
    private static final String MODULE = "--add-modules=jdk.incubator.vector";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                MODULE + " -XX:UseAVX=2 -Dtarn.simd=always | vectors or not",
                MODULE + " -XX:UseAVX=1 -Dtarn.simd=always | false",
                MODULE + " -Dtarn.simd=false | false",
                "-XX:+UseParallelGC | false"
            })
    void every_choice_unpacks_alike(String flags, String chosen)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Arrays.asList(flags.split(" ")));
        command.addAll(List.of("-ea", "-Xmx256m", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.add(SimdChoiceTest.class.getName());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        if (chosen.equals("false")) {
            assertThat(output).contains("vectors: false");
        } else {
            assertThat(output).containsAnyOf("vectors: true", "vectors: false");
        }
    }

    /// The body of the child process.
    public static void main(String[] args) {
        System.out.println("vectors: " + Simd.isUsed());
        BitUnpackingTest.unpackEveryWidth(250);
        if (Simd.POSSIBLE) {
            BitUnpackingTest.compareTwins(250);
        }
        RunDecoderTest.readEveryWidth(40);
    }
}
