package dev.tarn.engine.realdata;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.engine.harness.TestEngine;

import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/// A load that is killed shows all of it or none of it, whenever it is killed.
class KilledCopyTest {
    private static final int ROWS = 100_000;
    private static final int KILLS = 10;

    /// Longer than any load takes.
    private static final int PATIENCE_MILLIS = 60_000;

    @TempDir private Path folder = Path.of("");

    @Test
    void ten_kills_at_random_moments_leave_whole_loads_only() throws Exception {
        Path file = csv();
        Path warehouse = folder.resolve("warehouse");
        HadoopCatalog catalog = new HadoopCatalog(new Configuration(), warehouse.toString());
        catalog.createNamespace(Namespace.of("test"));
        try (TestEngine engine = TestEngine.over(catalog, 2048, 2)) {
            engine.execute("create table t (id bigint, name varchar, amount decimal(10,2))");
            long seed = System.nanoTime();
            Random random = new Random(seed);
            // Of the time from start to end about half goes into starting the process.
            long start = System.nanoTime();
            assertThat(loadAndKill(warehouse, file, PATIENCE_MILLIS)).isTrue();
            int window = (int) TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            long loads = 1;
            int finished = 0;
            for (int kill = 0; kill < KILLS; kill++) {
                boolean done = loadAndKill(warehouse, file, random.nextInt(window * 2 / 3));
                String count = engine.execute("select count(*) from t").getFirst().getFirst();
                long rows = Long.parseLong(String.valueOf(count));
                assertThat(rows % ROWS).as("rows after kill %d, seed %d", kill, seed).isZero();
                assertThat(rows / ROWS).isBetween(done ? loads + 1 : loads, loads + 1);
                assertThat(engine.execute("select count(distinct id) from t"))
                        .isEqualTo(List.of(List.of("" + ROWS)));
                loads = rows / ROWS;
                finished += done ? 1 : 0;
            }
            System.out.printf(
                    "killed loads: %d kills, %d had committed, %d had said so%n",
                    KILLS, loads - 1, finished);
        }
    }

    private Path csv() throws IOException {
        StringBuilder text = new StringBuilder("id,name,amount\n");
        for (int i = 0; i < ROWS; i++) {
            text.append(i)
                    .append(",name of ")
                    .append(i)
                    .append(',')
                    .append(i % 1000)
                    .append(".25\n");
        }
        return Files.writeString(folder.resolve("rows.csv"), text);
    }

    /// Whether the load was done when the kill came, at the latest then.
    private static boolean loadAndKill(Path warehouse, Path file, int afterMillis)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--"))
                .forEach(command::add);
        command.addAll(
                List.of(
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CopyProcess.class.getName(),
                        warehouse.toString(),
                        file.toString()));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (BufferedReader lines = process.inputReader()) {
            assertThat(lines.readLine()).isEqualTo("loading");
            process.waitFor(afterMillis, TimeUnit.MILLISECONDS);
            boolean done = lines.ready() && "done".equals(lines.readLine());
            process.destroyForcibly().waitFor();
            return done;
        }
    }
}
