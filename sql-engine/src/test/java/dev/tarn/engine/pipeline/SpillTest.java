package dev.tarn.engine.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.engine.EngineConfig;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SpillConfig;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.exec.Execution;
import dev.tarn.engine.memory.MemoryPool;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.SortKey;
import dev.tarn.engine.physical.WriteResults;
import dev.tarn.engine.spill.SpillSpace;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// Operators in so little memory that they must put rows on disk give what they give in memory, and
/// leave nothing behind.
class SpillTest {
    @TempDir private Path directory;

    private record Answer(List<List<@Nullable Object>> rows, long spilledBytes) {}

    /// What `plan` gives in `memoryBytes`; checks that neither memory nor files are left.
    private Answer run(Plan plan, int workers, int batchRows, MemoryPool pool) throws IOException {
        EngineConfig config =
                new EngineConfig(
                        workers,
                        pool.limitBytes(),
                        pool.limitBytes(),
                        8,
                        8,
                        batchRows,
                        new SpillConfig(directory, 1L << 40));
        List<List<@Nullable Object>> rows = new ArrayList<>();
        SpillSpace space = new SpillSpace(config.spill());
        try (PipelineExecutor executor = new PipelineExecutor(config, pool, space)) {
            try (Execution execution = executor.start(plan, Plans.FUNCTIONS, new WriteResults())) {
                for (Batch batch = execution.next(); batch != null; batch = execution.next()) {
                    Plans.addRows(batch, rows);
                }
                return new Answer(rows, execution.progress().spilledBytes());
            } finally {
                assertThat(pool.usedBytes()).as("memory left").isZero();
                assertThat(space.usedBytes()).as("bytes on disk left").isZero();
                assertNoFiles();
            }
        }
    }

    private void assertNoFiles() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            assertThat(files.filter(file -> file.toString().endsWith(".run"))).isEmpty();
        }
    }

    private static Plan union(RandomRows input, int batchRows) {
        int half = input.rows().size() / 2;
        return new Plan.UnionAll(
                List.of(
                        Plans.rows(input.fields(), input.rows().subList(0, half), batchRows),
                        Plans.rows(
                                input.fields(),
                                input.rows().subList(half, input.rows().size()),
                                batchRows)),
                input.fields());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void sorts_that_spill_agree_with_a_comparator(long seed) throws IOException {
        Random random = new Random(seed);
        int batchRows = List.of(1, 3, 100, 2048).get(random.nextInt(4));
        int rowCount = batchRows < 100 ? 8000 : 30_000;
        RandomRows input = RandomRows.of(random, 2 + random.nextInt(3), rowCount);
        List<SortKey> keys = new ArrayList<>();
        for (int column = 0; column < input.fields().size(); column++) {
            keys.add(new SortKey(column, random.nextBoolean(), random.nextBoolean()));
        }
        int workers = 1 + random.nextInt(4);
        Plan plan = union(input, batchRows);
        List<List<@Nullable Object>> expected = new ArrayList<>(input.rows());
        expected.sort(SortTest.comparator(input, keys));
        long memoryBytes = 600_000L + 400_000L * workers;

        Answer sorted =
                run(new Plan.Sort(plan, keys), workers, batchRows, new MemoryPool(memoryBytes));

        assertThat(sorted.rows()).isEqualTo(expected);
        assertThat(sorted.spilledBytes()).isPositive();

        int limit = rowCount / 2;
        Answer top =
                run(
                        new Plan.TopN(plan, keys, limit, 100),
                        workers,
                        batchRows,
                        new MemoryPool(memoryBytes));

        assertThat(top.rows()).isEqualTo(expected.subList(100, 100 + limit));
        assertThat(top.spilledBytes()).isPositive();
    }

    @Test
    void sorts_end_well_or_clearly_whichever_reservation_is_refused() throws IOException {
        RandomRows input =
                RandomRows.of(new Random(1), List.of(DataType.BIGINT, DataType.STRING), 2000, 1000);
        List<SortKey> keys = List.of(new SortKey(0, false, false), new SortKey(1, true, true));
        List<List<@Nullable Object>> expected = new ArrayList<>(input.rows());
        expected.sort(SortTest.comparator(input, keys));
        for (int refused = 1; refused < 400; refused += 1 + refused / 4) {
            AtomicInteger left = new AtomicInteger(refused);
            MemoryPool pool = new MemoryPool(1 << 28, bytes -> left.decrementAndGet() != 0);
            try {
                assertThat(run(new Plan.Sort(union(input, 20), keys), 2, 20, pool).rows())
                        .isEqualTo(expected);
            } catch (SqlException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.EXCEEDED_MEMORY_LIMIT);
            }
        }
    }

    @Test
    void a_sort_that_is_cancelled_while_it_spills_leaves_no_files() throws IOException {
        RandomRows input =
                RandomRows.of(
                        new Random(3), List.of(DataType.BIGINT, DataType.STRING), 20_000, 20_000);
        Plan plan = new Plan.Sort(union(input, 100), List.of(new SortKey(0, false, false)));
        MemoryPool pool = new MemoryPool(1_400_000);
        long allBytes = run(plan, 2, 100, pool).spilledBytes();
        EngineConfig config =
                new EngineConfig(
                        2,
                        pool.limitBytes(),
                        pool.limitBytes(),
                        8,
                        8,
                        100,
                        new SpillConfig(directory, 1 << 30));
        SpillSpace space = new SpillSpace(config.spill());
        try (PipelineExecutor executor = new PipelineExecutor(config, pool, space)) {
            for (int attempt = 0; attempt < 5; attempt++) {
                Execution execution = executor.start(plan, Plans.FUNCTIONS, new WriteResults());
                while (execution.progress().spilledBytes() <= allBytes / 8 * attempt) {
                    Thread.onSpinWait();
                }
                execution.close();
                assertThat(pool.usedBytes()).isZero();
                assertThat(space.usedBytes()).isZero();
                assertNoFiles();
            }
        }
    }
}
