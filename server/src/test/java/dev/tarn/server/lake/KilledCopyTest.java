package dev.tarn.server.lake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.server.Main;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// A load by `tarn sql` that is killed shows all of its rows or none, whenever it is killed, and
/// the lake can be written again. Tried again until it is done it has each row once.
class KilledCopyTest {
    private static final int ROWS = 100_000;
    private static final int KILLS = 10;
    private static final long SEED = Long.getLong("tarn.seed", 17);

    /// Longer than any load takes.
    private static final int PATIENCE_MILLIS = 60_000;

    @TempDir private Path folder = Path.of("");

    /// When a kill comes: some time after the first file whose name ends so is there.
    private enum Moment {
        /// The first data file has been begun: rows are being written.
        WRITING(".parquet", 300),
        /// The first manifest has been begun: the commit is being made.
        COMMITTING(".avro", 250),
        /// The new table metadata has been begun: the pointer is about to be swapped.
        SWAPPING(".metadata.json", 60);

        private final String ending;
        private final int windowMillis;

        Moment(String ending, int windowMillis) {
            this.ending = ending;
            this.windowMillis = windowMillis;
        }
    }

    @Test
    void ten_kills_at_random_moments_leave_whole_loads_only() throws Exception {
        csv();
        String copy = "copy into t from '" + folder.resolve("*.csv") + "' force = true";
        try (TestLake lake = lake()) {
            lake.execute("create table t (id bigint, name varchar, amount decimal(10,2))");
        }
        Random random = new Random(SEED);
        long loads = 0;
        int[] kept = new int[Moment.values().length];
        for (int kill = 0; kill < KILLS; kill++) {
            Moment moment = Moment.values()[kill % Moment.values().length];
            loadAndKill(copy, moment, random.nextInt(moment.windowMillis));
            long committed = rowsAfter(kill) / ROWS;
            assertThat(committed).as("after kill %d, seed %d", kill, SEED).isIn(loads, loads + 1);
            kept[moment.ordinal()] += (int) (committed - loads);
            loads = committed;
        }
        assertThat(count(tarn(sql("select count(*) from t where id >= 0"))))
                .as("as a new process reads it")
                .isEqualTo(loads * ROWS);
        System.out.printf(
                "killed loads: %d kills (seed %d); committed before the kill: %d while writing"
                        + " rows, %d while committing, %d while swapping%n",
                KILLS, SEED, kept[0], kept[1], kept[2]);
    }

    @Test
    void load_killed_again_and_again_until_it_is_done_has_each_row_once() throws Exception {
        csv();
        String copy = "copy into t from '" + folder.resolve("*.csv") + "'";
        try (TestLake lake = lake()) {
            lake.execute("create table t (id bigint, name varchar, amount decimal(10,2))");
        }
        Random random = new Random(SEED);
        for (int kill = 0; kill < KILLS; kill++) {
            Moment moment = Moment.values()[kill % Moment.values().length];
            loadAndKill(copy, moment, random.nextInt(moment.windowMillis));
            try (TestLake lake = lake()) {
                assertThat(lake.count("select count(*) from t"))
                        .as("after kill %d, seed %d", kill, SEED)
                        .isIn(0L, (long) ROWS);
            }
        }
        assertThat(tarn(sql(copy)).waitFor()).isZero();
        try (TestLake lake = lake()) {
            assertThat(lake.execute("select count(*), count(distinct id) from t"))
                    .isEqualTo(List.of(List.of((long) ROWS, (long) ROWS)));
        }
    }

    /// Opens the lake anew, checks that it shows whole loads only, and writes a row; how many rows
    /// loads have brought.
    private long rowsAfter(int kill) {
        try (TestLake lake = lake()) {
            long rows = lake.count("select count(*) from t where id >= 0");
            assertThat(rows % ROWS).as("rows after kill %d, seed %d", kill, SEED).isZero();
            assertThat(lake.count("select count(distinct id) from t where id >= 0"))
                    .isEqualTo(rows == 0 ? 0 : ROWS);
            lake.execute("insert into t values (-1, 'after', 0)");
            assertThat(lake.count("select count(*) from t where id < 0")).isEqualTo(kill + 1);
            return rows;
        }
    }

    private TestLake lake() {
        return TestLake.open(folder.resolve("lake"));
    }

    private void csv() throws IOException {
        StringBuilder text = new StringBuilder("id,name,amount\n");
        for (int i = 0; i < ROWS; i++) {
            text.append(i).append(",name of ").append(i).append(',');
            text.append(i % 1000).append(".25\n");
        }
        Files.writeString(folder.resolve("rows.csv"), text);
    }

    private List<String> sql(String statement) {
        return List.of(
                "sql",
                "--data",
                folder.resolve("lake").toString(),
                "--namespace",
                "main",
                "--format",
                "csv",
                "-e",
                statement);
    }

    private static Process tarn(List<String> arguments) throws IOException {
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
                        Main.class.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private static long count(Process process) throws Exception {
        List<String> lines = process.inputReader().lines().toList();
        assertThat(process.waitFor()).isZero();
        return Long.parseLong(lines.getLast());
    }

    /// Starts a load and kills it `afterMillis` after `moment`, or when it is done.
    private void loadAndKill(String copy, Moment moment, int afterMillis) throws Exception {
        Process process = tarn(sql(copy));
        try {
            awaitNewFile(process, moment.ending);
            process.waitFor(afterMillis, TimeUnit.MILLISECONDS);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private void awaitNewFile(Process process, String ending) throws InterruptedException {
        Path lake = folder.resolve("lake");
        Set<Path> before = TestLake.files(lake);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        while (process.isAlive()) {
            for (Path file : TestLake.files(lake)) {
                if (file.toString().endsWith(ending) && !before.contains(file)) {
                    return;
                }
            }
            assertThat(System.nanoTime()).as("no %s came", ending).isLessThan(deadline);
            process.waitFor(1, TimeUnit.MILLISECONDS);
        }
    }
}
