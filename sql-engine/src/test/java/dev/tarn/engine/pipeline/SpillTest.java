package dev.tarn.engine.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.EngineConfig;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.exec.Execution;
import dev.tarn.engine.function.AggregateFunction;
import dev.tarn.engine.function.library.Functions;
import dev.tarn.engine.memory.MemoryPool;
import dev.tarn.engine.physical.AggregateCall;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.SortKey;
import dev.tarn.engine.physical.WriteResults;
import dev.tarn.engine.pipeline.SpillingRun.Answer;
import dev.tarn.engine.spill.SpillSpace;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/// Operators in so little memory that they must put rows on disk give what they give in memory, and
/// leave nothing behind.
class SpillTest {
    @TempDir private Path directory;

    private Answer run(Plan plan, int workers, int batchRows, MemoryPool pool) throws IOException {
        return new SpillingRun(directory).run(plan, workers, batchRows, pool);
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
    @ValueSource(ints = {1, 3})
    void rows_that_two_places_read_are_all_there_from_disk(int workers) throws IOException {
        RandomRows input = RandomRows.of(new Random(11), 3, 30_000);
        Plan twice =
                new Plan.UnionAll(
                        List.of(
                                new Plan.Shared(union(input, 100), 1),
                                new Plan.Shared(union(input, 100), 1)),
                        input.fields());

        Answer read = run(twice, workers, 100, new MemoryPool(600_000L + 400_000L * workers));

        Map<List<@Nullable Object>, Integer> expected = counts(input.rows());
        expected.replaceAll((_, count) -> 2 * count);
        assertThat(counts(read.rows())).isEqualTo(expected);
        assertThat(read.spilledBytes()).isPositive();
    }

    /// How often each row comes.
    private static Map<List<@Nullable Object>, Integer> counts(List<List<@Nullable Object>> rows) {
        Map<List<@Nullable Object>, Integer> counts = new HashMap<>();
        rows.forEach(row -> counts.merge(row, 1, Integer::sum));
        return counts;
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

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void windows_that_spill_give_what_they_give_in_memory(long seed) throws IOException {
        Random random = new Random(seed);
        int batchRows = List.of(1, 100, 2048).get(random.nextInt(3));
        int rowCount = batchRows < 100 ? 20_000 : 80_000;
        RandomRows input =
                RandomRows.of(
                        random, List.of(DataType.BIGINT, DataType.STRING), rowCount, rowCount / 20);
        Plan plan =
                OrderCases.window(
                        union(input, batchRows),
                        List.of(1),
                        List.of(new SortKey(0, random.nextBoolean(), false)));
        int workers = 1 + random.nextInt(2);

        Answer inMemory = run(plan, workers, batchRows, new MemoryPool(1L << 30));
        Answer spilled =
                run(plan, workers, batchRows, new MemoryPool(1_300_000L + 500_000L * workers));

        assertThat(inMemory.spilledBytes()).isZero();
        assertThat(spilled.spilledBytes()).isPositive();
        assertThat(Plans.bag(spilled.rows())).isEqualTo(Plans.bag(inMemory.rows()));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 6, 7, 8, 10})
    void aggregations_that_spill_give_what_they_give_in_memory(long seed) throws IOException {
        Random random = new Random(seed);
        int batchRows = List.of(1, 3, 100, 2048).get(random.nextInt(4));
        int rowCount = batchRows < 100 ? 8000 : 40_000;
        int keyCount = seed % 4 == 0 ? 0 : 1 + random.nextInt(2);
        List<DataType> types = new ArrayList<>(List.of(DataType.BIGINT, DataType.STRING));
        types.addAll(
                RandomRows.of(random, keyCount, 0).fields().stream()
                        .map(DataType.Field::type)
                        .toList());
        RandomRows input = RandomRows.of(random, types, rowCount, rowCount / 2);
        List<Integer> keys = new ArrayList<>();
        List<DataType> output = new ArrayList<>();
        for (int key = 0; key < keyCount; key++) {
            keys.add(2 + key);
            output.add(types.get(2 + key));
        }
        if (random.nextBoolean() || keyCount == 1 && types.get(2) == DataType.BOOLEAN) {
            keys.add(0);
            output.add(DataType.BIGINT);
        }
        List<AggregateCall> calls = new ArrayList<>();
        calls.add(new AggregateCall(Sums.SUM, List.of(0), false, null));
        calls.add(new AggregateCall(maxOfStrings(), List.of(1), false, null));
        output.add(DataType.BIGINT);
        output.add(DataType.STRING);
        if (seed % 2 == 0) {
            calls.add(new AggregateCall(Sums.SUM, List.of(0), true, null));
            calls.add(new AggregateCall(Sums.count(DataType.STRING), List.of(1), true, null));
            output.add(DataType.BIGINT);
            output.add(DataType.BIGINT);
        }
        int workers = 1 + random.nextInt(4);
        Plan plan =
                new Plan.Aggregate(
                        union(input, batchRows),
                        keys,
                        calls,
                        Plans.fields(output.toArray(DataType[]::new)));

        Answer inMemory = run(plan, workers, batchRows, new MemoryPool(1L << 30));
        Answer spilled =
                run(plan, workers, batchRows, new MemoryPool(700_000L + 500_000L * workers));

        assertThat(inMemory.spilledBytes()).isZero();
        assertThat(Plans.bag(spilled.rows())).isEqualTo(Plans.bag(inMemory.rows()));
        boolean large = !keys.isEmpty() || seed % 2 == 0;
        assertThat(spilled.spilledBytes() > 0).as("%s", plan).isEqualTo(large);
    }

    private static AggregateFunction maxOfStrings() {
        return Functions.standard()
                .aggregate("max")
                .orElseThrow()
                .bind(List.of(DataType.STRING))
                .orElseThrow();
    }

    @Test
    void groups_that_are_too_many_for_a_partition_are_split_again() throws IOException {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (long row = 0; row < 12_000; row++) {
            rows.add(List.of("many bytes ".repeat(200) + row, row));
        }
        List<DataType.Field> fields = Plans.fields(DataType.STRING, DataType.BIGINT);
        Plan plan =
                new Plan.Aggregate(
                        Plans.rows(fields, rows, 100),
                        List.of(0),
                        List.of(new AggregateCall(Sums.SUM, List.of(1), false, null)),
                        fields);

        Answer once = run(plan, 2, 100, new MemoryPool(12_000_000));
        Answer often = run(plan, 2, 100, new MemoryPool(2_000_000));

        assertThat(Plans.bag(once.rows())).isEqualTo(Plans.bag(rows));
        assertThat(Plans.bag(often.rows())).isEqualTo(Plans.bag(rows));
        assertThat(once.spilledBytes()).isPositive();
        assertThat(often.spilledBytes()).isGreaterThan(once.spilledBytes() * 3 / 2);
    }

    @Test
    void distinct_values_of_one_group_are_spread_until_they_fit() throws IOException {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (long row = 0; row < 60_000; row++) {
            rows.add(List.of(row % 50_000));
        }
        Plan plan =
                new Plan.Aggregate(
                        Plans.rows(Plans.fields(DataType.BIGINT), rows, 1000),
                        List.of(),
                        List.of(
                                new AggregateCall(
                                        Sums.count(DataType.BIGINT), List.of(0), true, null)),
                        Plans.fields(DataType.BIGINT));

        Answer counted = run(plan, 2, 1000, new MemoryPool(2_500_000));

        assertThat(counted.rows()).containsExactly(List.of(50_000L));
        assertThat(counted.spilledBytes()).isPositive();
    }

    @Test
    void explain_analyze_says_what_each_operator_spilled() throws IOException {
        RandomRows input =
                RandomRows.of(
                        new Random(1), List.of(DataType.BIGINT, DataType.STRING), 20_000, 20_000);
        Plan distinct =
                new Plan.Aggregate(union(input, 100), List.of(0, 1), List.of(), input.fields());
        Plan plan =
                new Plan.Analyze(
                        new Plan.Sort(distinct, List.of(new SortKey(0, false, false))), false);

        List<String> lines =
                run(plan, 2, 100, new MemoryPool(2_000_000)).rows().stream()
                        .map(row -> String.valueOf(row.getFirst()))
                        .toList();

        List<String> told =
                lines.stream()
                        .filter(line -> line.matches(" *spilled: .*|Sort .*| *Aggregate .*"))
                        .toList();
        assertThat(told).hasSize(4);
        assertThat(told.get(0)).startsWith("Sort");
        assertThat(told.get(1))
                .matches(" *spilled: \\d+ rows in \\d+ runs and \\d+ files, \\d+ bytes");
        assertThat(told.get(2)).contains("Aggregate");
        assertThat(told.get(3)).matches(" *spilled: \\d+ rows .*");
        assertThat(lines.getLast()).matches("Ran for .* bytes; \\d+ bytes spilled");
    }

    /// One plan that sorts and one that aggregates, over the same rows.
    private static List<Plan> plans(RandomRows input, int batchRows) {
        List<DataType> output =
                List.of(DataType.BIGINT, DataType.STRING, DataType.BIGINT, DataType.BIGINT);
        return List.of(
                new Plan.Sort(
                        union(input, batchRows),
                        List.of(new SortKey(0, false, false), new SortKey(1, true, true))),
                new Plan.Aggregate(
                        union(input, batchRows),
                        List.of(0, 1),
                        List.of(
                                new AggregateCall(Sums.SUM, List.of(0), false, null),
                                new AggregateCall(Sums.SUM, List.of(0), true, null)),
                        Plans.fields(output.toArray(DataType[]::new))));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void a_query_ends_well_or_clearly_whichever_reservation_is_refused(int kind)
            throws IOException {
        RandomRows input =
                RandomRows.of(new Random(1), List.of(DataType.BIGINT, DataType.STRING), 2000, 1000);
        Plan plan = plans(input, 20).get(kind);
        var expected = Plans.bag(run(plan, 2, 20, new MemoryPool(1 << 28)).rows());
        int answered = 0;
        for (int refused = 1; refused < 400; refused += 1 + refused / 4) {
            AtomicInteger left = new AtomicInteger(refused);
            MemoryPool pool = new MemoryPool(1 << 28, bytes -> left.decrementAndGet() != 0);
            try {
                assertThat(Plans.bag(run(plan, 2, 20, pool).rows())).isEqualTo(expected);
                answered++;
            } catch (SqlException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.EXCEEDED_MEMORY_LIMIT);
            }
        }
        assertThat(answered).isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void a_query_ends_well_whatever_its_memory_between_little_and_plenty(int kind)
            throws IOException {
        RandomRows input =
                RandomRows.of(
                        new Random(5), List.of(DataType.BIGINT, DataType.STRING), 12_000, 9_000);
        Plan plan = plans(input, 500).get(kind);
        var expected = Plans.bag(run(plan, 2, 500, new MemoryPool(1 << 28)).rows());
        for (long bytes = 1_600_000; bytes < 16_000_000; bytes += bytes / 4) {
            assertThat(Plans.bag(run(plan, 2, 500, new MemoryPool(bytes)).rows()))
                    .as("in %d bytes", bytes)
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void a_query_that_is_cancelled_while_it_spills_leaves_no_files(int kind) throws IOException {
        RandomRows input =
                RandomRows.of(
                        new Random(3), List.of(DataType.BIGINT, DataType.STRING), 20_000, 20_000);
        Plan plan = plans(input, 100).get(kind);
        MemoryPool pool = new MemoryPool(2_000_000);
        long allBytes = run(plan, 2, 100, pool).spilledBytes();
        assertThat(allBytes).isPositive();
        SpillingRun run = new SpillingRun(directory);
        EngineConfig config = run.config(2, 100, pool);
        SpillSpace space = new SpillSpace(config.spill());
        try (PipelineExecutor executor = new PipelineExecutor(config, pool, space)) {
            for (int attempt = 0; attempt < 5; attempt++) {
                Execution execution = executor.start(plan, Plans.FUNCTIONS, new WriteResults());
                while (execution.progress().spilledBytes() <= allBytes / 10 * attempt) {
                    Thread.onSpinWait();
                }
                execution.close();
                run.assertNothingLeft(pool, space);
            }
        }
    }
}
