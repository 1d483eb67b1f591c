package dev.tarn.maintenance.orphan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Pain 10, removal of orphans runs out of memory on big tables: here a process with a small heap
/// finds them all.
class MillionFilesTest {
    @TempDir private Path folder = Path.of("");

    @Test
    @Tag("long")
    void pain_10_a_dry_run_over_a_million_objects_takes_512_megabytes_of_heap() throws Exception {
        assertThat(dryRun("-Xmx512m", 1_000_000)).startsWith("100000 ");
    }

    @Test
    void pain_10_a_dry_run_over_many_objects_takes_little_heap() throws Exception {
        assertThat(dryRun("-Xmx112m", 150_000)).startsWith("15000 ");
    }

    private String dryRun(String heap, int files) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--"))
                .forEach(command::add);
        command.addAll(
                List.of(
                        heap,
                        "-cp",
                        System.getProperty("java.class.path"),
                        MillionFiles.class.getName(),
                        folder.toString(),
                        Integer.toString(files)));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        List<String> lines = process.inputReader().lines().toList();
        assertThat(process.waitFor()).isZero();
        System.out.println(lines.getLast());
        return lines.getLast();
    }
}
