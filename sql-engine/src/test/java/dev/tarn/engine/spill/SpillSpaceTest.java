package dev.tarn.engine.spill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.columnar.JavaValues;
import dev.tarn.columnar.VectorBuilder;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SpillConfig;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.memory.MemoryPool;
import dev.tarn.testkit.Batches;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;

class SpillSpaceTest {
    private static final long PLENTY = 1L << 40;

    @TempDir private Path directory;

    private static QuerySpill query(SpillSpace space) {
        return space.openQuery(new MemoryPool(1L << 30).openQuery(1L << 30), 1);
    }

    private static Batch batch(DataType type, List<? extends @Nullable Object> values) {
        return new Batch(List.of(VectorBuilder.of(type, values)), values.size());
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(path -> !path.equals(directory)).toList();
        }
    }

    @Test
    void a_run_gives_back_values_of_every_type() {
        DataType.StructOf struct =
                new DataType.StructOf(
                        List.of(
                                new Field("a", DataType.STRING),
                                new Field("b", new DataType.ListOf(DataType.INTEGER))));
        Map<DataType, List<Object>> samples =
                Map.ofEntries(
                        Map.entry(DataType.BOOLEAN, List.of(true, false)),
                        Map.entry(DataType.INTEGER, List.of(Integer.MIN_VALUE, 7)),
                        Map.entry(DataType.BIGINT, List.of(Long.MAX_VALUE, -1L)),
                        Map.entry(DataType.REAL, List.of(Float.NaN, -0.5f)),
                        Map.entry(DataType.DOUBLE, List.of(Double.NEGATIVE_INFINITY, 0.25)),
                        Map.entry(DataType.STRING, List.of("", "é", "long ".repeat(50_000))),
                        Map.entry(
                                new DataType.Decimal(38, 2),
                                List.of(
                                        new java.math.BigDecimal("-12345678901234567890123.45"),
                                        new java.math.BigDecimal("0.01"))),
                        Map.entry(
                                new DataType.ListOf(DataType.STRING),
                                List.of(List.of(), List.of("a", "bc"), List.of("d"))),
                        Map.entry(
                                new DataType.MapOf(DataType.STRING, DataType.BIGINT),
                                List.of(Map.of(), Map.of("k", 1L))),
                        Map.entry(
                                struct,
                                List.of(
                                        new JavaValues.Row(
                                                struct.fields(), Arrays.asList("x", List.of(1, 2))),
                                        new JavaValues.Row(
                                                struct.fields(), Arrays.asList(null, List.of())))));
        try (SpillSpace space = new SpillSpace(new SpillConfig(directory, PLENTY));
                QuerySpill query = query(space)) {
            samples.forEach((type, values) -> {
                Random random = new Random(type.hashCode());
                List<@Nullable Object> rows = new ArrayList<>();
                for (int row = 0; row < 1000; row++) {
                    rows.add(
                            random.nextInt(9) == 0
                                    ? null
                                    : values.get(random.nextInt(values.size())));
                }
                Batch written = batch(type, rows);
                SpillFile file = query.openFile("test", new SpillCounters());
                RunWriter run = file.newRun(List.of(type));
                int[] odd = {1, 3, 700, 999};
                run.add(written);
                run.add(new Batch(written.columns(), 1000, odd, odd.length));
                List<List<@Nullable Object>> expected = new ArrayList<>(Batches.rows(written));
                for (int row : odd) {
                    expected.add(expected.get(row));
                }
                assertThat(rows(run.finish())).as("%s", type).isEqualTo(expected);
            });
        }
    }

    private static List<List<@Nullable Object>> rows(Run run) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        RunReader reader = run.open();
        for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
            assertThat(batch.rowCount()).isLessThanOrEqualTo(run.largestBatchRows());
            rows.addAll(Batches.rows(batch));
        }
        assertThat(rows).hasSize((int) run.rowCount());
        return rows;
    }

    @Test
    void a_file_goes_when_its_runs_are_released_and_the_rest_with_the_query() throws IOException {
        try (SpillSpace space = new SpillSpace(new SpillConfig(directory, PLENTY))) {
            QuerySpill query = query(space);
            SpillFile file = query.openFile("test", new SpillCounters());
            RunWriter left = file.newRun(List.of(DataType.BIGINT));
            RunWriter right = file.newRun(List.of(DataType.BIGINT));
            left.add(batch(DataType.BIGINT, List.of(1L)));
            right.add(batch(DataType.BIGINT, List.of(2L)));
            left.add(batch(DataType.BIGINT, List.of(3L)));
            file.seal();
            Run first = left.finish();
            assertThat(rows(first)).containsExactly(List.of(1L), List.of(3L));
            first.release();
            assertThat(files()).anyMatch(path -> path.toString().endsWith(".run"));
            right.finish().release();
            assertThat(files()).noneMatch(path -> path.toString().endsWith(".run"));
            assertThat(space.usedBytes()).isZero();

            query.openFile("other", new SpillCounters())
                    .newRun(List.of(DataType.BIGINT))
                    .add(batch(DataType.BIGINT, List.of(1L)));
            assertThat(space.usedBytes()).isPositive();
            query.close();
            assertThat(space.usedBytes()).isZero();
            assertThat(files()).noneMatch(path -> path.toString().endsWith(".run"));
        }
        assertThat(files()).isEmpty();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void files_are_not_open_between_being_written_and_being_read() throws IOException {
        try (SpillSpace space = new SpillSpace(new SpillConfig(directory, PLENTY));
                QuerySpill query = query(space)) {
            List<Run> runs = new ArrayList<>();
            for (long number = 0; number < 50; number++) {
                SpillFile file = query.openFile("test", new SpillCounters());
                RunWriter writer = file.newRun(List.of(DataType.BIGINT));
                file.seal();
                writer.add(batch(DataType.BIGINT, List.of(number)));
                runs.add(writer.finish());
            }
            assertThat(openRunFiles()).isZero();
            RunReader first = runs.getFirst().open();
            assertThat(Batches.rows(Objects.requireNonNull(first.next())))
                    .containsExactly(List.of(0L));
            assertThat(openRunFiles()).isEqualTo(1);
            assertThat(first.next()).isNull();
            assertThat(openRunFiles()).isZero();
        }
    }

    /// How many files of the directory this process has open.
    private long openRunFiles() throws IOException {
        long count = 0;
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            for (Path link : open.toList()) {
                try {
                    String file = Files.readSymbolicLink(link).toString();
                    boolean isRun = file.startsWith(directory.toString()) && file.endsWith(".run");
                    count += isRun ? 1 : 0;
                } catch (NoSuchFileException closed) {
                    // The listing itself was one of them.
                    continue;
                }
            }
        }
        return count;
    }

    @Test
    void the_limit_is_an_error_that_names_operator_bytes_and_limit() {
        try (SpillSpace space = new SpillSpace(new SpillConfig(directory, 100));
                QuerySpill query = query(space)) {
            RunWriter run =
                    query.openFile("sort", new SpillCounters()).newRun(List.of(DataType.BIGINT));
            List<Long> random = new Random(1).longs(1000).boxed().toList();
            assertThatThrownBy(() -> run.add(batch(DataType.BIGINT, random)))
                    .isInstanceOfSatisfying(
                            SqlException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.EXCEEDED_SPILL_LIMIT))
                    .hasMessageContaining("Operator sort")
                    .hasMessageContaining("0 of 100 bytes")
                    .hasMessageContaining(directory.toString());
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_full_disk_is_an_error_that_says_so() {
        SpillSpace.ChannelOpener full =
                file -> FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE);
        try (SpillSpace space = new SpillSpace(new SpillConfig(directory, PLENTY), full);
                QuerySpill query = query(space)) {
            RunWriter run =
                    query.openFile("sort", new SpillCounters()).newRun(List.of(DataType.BIGINT));
            assertThatThrownBy(() -> run.add(batch(DataType.BIGINT, List.of(1L))))
                    .isInstanceOfSatisfying(
                            SqlException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.EXCEEDED_SPILL_LIMIT))
                    .hasMessageContaining("Operator sort")
                    .hasMessageContaining("No space left");
        }
    }

    @Test
    void bytes_that_change_on_disk_are_noticed() throws IOException {
        try (SpillSpace space = new SpillSpace(new SpillConfig(directory, PLENTY));
                QuerySpill query = query(space)) {
            RunWriter writer =
                    query.openFile("sort", new SpillCounters()).newRun(List.of(DataType.BIGINT));
            writer.add(batch(DataType.BIGINT, List.of(1L, 2L, 3L)));
            Path file =
                    files().stream()
                            .filter(path -> path.toString().endsWith(".run"))
                            .findFirst()
                            .orElseThrow();
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length / 2] ^= 1;
            Files.write(file, bytes);
            assertThatThrownBy(() -> writer.finish().open().next())
                    .hasMessageContaining("other bytes")
                    .hasMessageContaining(file.getFileName().toString());
        }
    }

    @Test
    void what_a_killed_process_left_is_deleted_and_what_others_hold_is_not() throws Exception {
        try (SpillSpace living = new SpillSpace(new SpillConfig(directory, PLENTY));
                QuerySpill query = query(living)) {
            query.openFile("mine", new SpillCounters());
            List<Path> held = files();
            assertThat(held).hasSize(3);

            Process other = holdInAnotherProcess();
            Path killed = Files.createDirectory(directory.resolve("run-killed"));
            Files.writeString(killed.resolve("sort-1.run"), "rows");
            Files.createFile(directory.resolve("run-killed.lock"));
            Path unlocked = Files.createDirectory(directory.resolve("run-older"));
            Files.writeString(unlocked.resolve("sort-1.run"), "rows");
            Files.createFile(directory.resolve("run-never-made.lock"));
            try (SpillSpace next = new SpillSpace(new SpillConfig(directory, PLENTY))) {
                assertThat(next.usedBytes()).isZero();
                assertThat(files()).containsAll(held).hasSize(held.size() + 3);
            } finally {
                other.destroyForcibly().waitFor();
            }
            // The process was killed, so that it could not clean up.
            new SpillSpace(new SpillConfig(directory, PLENTY)).close();
            assertThat(files()).containsExactlyInAnyOrderElementsOf(held);
        }
        assertThat(files()).isEmpty();
    }

    private Process holdInAnotherProcess() throws IOException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Holder.class.getName(),
                                directory.toString())
                        .redirectErrorStream(true)
                        .start();
        process.inputReader().readLine();
        return process;
    }

    /// Opens one file in the directory that it is given, says so, and waits to be killed.
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws Exception {
            SpillSpace space = new SpillSpace(new SpillConfig(Path.of(arguments[0]), PLENTY));
            query(space).openFile("theirs", new SpillCounters());
            System.out.println("open");
            Thread.sleep(Long.MAX_VALUE);
        }
    }
}
