package dev.tarn.server.lake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.server.Main;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.ToLongFunction;

/// `tarn sql` on a lake, each statement in a process of its own, which can be killed (`kill -9`).
record KilledTarn(Path lake) {
    /// Longer than any statement takes.
    private static final int PATIENCE_MILLIS = 60_000;

    /// When a kill comes: some time after the first file whose name ends so is there.
    enum Moment {
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

        /// One after the other, for one kill after the other.
        static Moment of(int kill) {
            return values()[kill % values().length];
        }
    }

    private List<String> sql(String statement) {
        return List.of(
                "sql",
                "--data",
                lake.toString(),
                "--namespace",
                "main",
                "--format",
                "csv",
                "-e",
                statement);
    }

    private static Process tarn(List<String> arguments) throws IOException {
        return builder(arguments).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    /// Starts a server on a free port, which it tells in `log`.
    Process serve(Path log) throws IOException {
        return builder(List.of("serve", "--data", lake.toString(), "--port", "0"))
                .redirectError(log.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static ProcessBuilder builder(List<String> arguments) {
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
        return new ProcessBuilder(command);
    }

    /// Runs a statement to its end.
    void run(String statement) throws Exception {
        assertThat(tarn(sql(statement)).waitFor()).isZero();
    }

    /// The one number that a query answers.
    long count(String query) throws Exception {
        Process process = tarn(sql(query));
        List<String> lines = process.inputReader().lines().toList();
        assertThat(process.waitFor()).isZero();
        return Long.parseLong(lines.getLast());
    }

    /// Starts a statement and kills it some time after `moment`, or when it is done.
    void runAndKill(String statement, Moment moment, Random random) throws Exception {
        runAndKill(statement, moment.ending, moment.windowMillis, random);
    }

    /// The same within some time after the first new file whose name ends so is there.
    void runAndKill(String statement, String ending, int windowMillis, Random random)
            throws Exception {
        killAfter(tarn(sql(statement)), ending, windowMillis, random);
    }

    /// Starts a server and kills it some time after `moment`.
    void serveAndKill(Path log, Moment moment, Random random) throws Exception {
        killAfter(serve(log), moment.ending, moment.windowMillis, random);
    }

    private void killAfter(Process process, String ending, int windowMillis, Random random)
            throws InterruptedException {
        try {
            awaitNewFile(process, ending);
            process.waitFor(random.nextInt(windowMillis), TimeUnit.MILLISECONDS);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /// What a statement does each time that it runs: all of it, or nothing.
    ///
    /// @param sql by the number of the kill
    /// @param moment by the number of the kill
    record Repeated(IntFunction<String> sql, IntFunction<Moment> moment) {}

    /// Kills a statement `kills` times, and lets it run to its end once.
    ///
    /// @param done opens the lake, checks that it shows no part of a statement, and tells how many
    ///   have been carried out; what it is given belongs into its messages
    void killAgainAndAgain(Repeated statement, int kills, long seed, ToLongFunction<String> done)
            throws Exception {
        Random random = new Random(seed);
        long before = 0;
        for (int kill = 0; kill < kills; kill++) {
            runAndKill(statement.sql().apply(kill), statement.moment().apply(kill), random);
            String when = "after kill %d, seed %d".formatted(kill, seed);
            long now = done.applyAsLong(when);
            assertThat(now).as(when).isIn(before, before + 1);
            before = now;
        }
        run(statement.sql().apply(0));
        assertThat(done.applyAsLong("in the end")).isEqualTo(before + 1);
    }

    private void awaitNewFile(Process process, String ending) throws InterruptedException {
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
