package dev.tarn.engine.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.EngineConfig;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.exec.Execution;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.function.library.Functions;
import dev.tarn.engine.memory.MemoryPool;
import dev.tarn.engine.physical.AggregateCall;
import dev.tarn.engine.physical.JoinType;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.WriteResults;
import dev.tarn.engine.pipeline.SpillingRun.Answer;
import dev.tarn.engine.spill.SpillSpace;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Joins whose build side does not fit in memory give what they give in memory, and leave nothing
/// behind.
class JoinSpillTest {
    private static final int BATCH_ROWS = 256;

    @TempDir private Path directory;

    private Answer run(Plan plan, int workers, MemoryPool pool) throws IOException {
        return new SpillingRun(directory).run(plan, workers, BATCH_ROWS, pool);
    }

    /// Rows with two keys, one of which may be a string, a number, and a long text.
    private static RandomRows rows(Random random, List<DataType> keys, int count, int distinct) {
        List<DataType> types = new ArrayList<>(keys);
        types.add(DataType.BIGINT);
        types.add(DataType.STRING);
        return RandomRows.of(random, types, count, distinct);
    }

    /// Rows to build of; without NULL for a join that one of them would end at once.
    private static RandomRows rowsToBuild(
            JoinType type, Random random, List<DataType> keys, int count, int distinct) {
        RandomRows result = rows(random, keys, count, distinct);
        if (type == JoinType.NULL_AWARE_ANTI) {
            result.rows().removeIf(row -> row.getFirst() == null);
        }
        return result;
    }

    private static Plan source(RandomRows input) {
        int half = input.rows().size() / 2;
        List<Plan> parts = new ArrayList<>();
        parts.add(Plans.rows(input.fields(), input.rows().subList(0, half), BATCH_ROWS));
        parts.add(
                Plans.rows(
                        input.fields(),
                        input.rows().subList(half, input.rows().size()),
                        BATCH_ROWS));
        return new Plan.UnionAll(parts, input.fields());
    }

    private static Expr lessThan(int left, int right) {
        return new Expr.Call(
                Functions.standard()
                        .scalar("less_than")
                        .orElseThrow()
                        .bind(List.of(DataType.BIGINT, DataType.BIGINT))
                        .orElseThrow(),
                List.of(
                        new Expr.Column(left, DataType.BIGINT),
                        new Expr.Column(right, DataType.BIGINT)));
    }

    /// The join, of whose output somebody reads everything, or nothing but a number.
    private static Plan join(
            RandomRows left,
            RandomRows right,
            JoinType type,
            List<Integer> keys,
            boolean residual,
            boolean narrow) {
        int number = left.fields().size() - 2;
        List<Boolean> nullSafe = new ArrayList<>();
        keys.forEach(_ -> nullSafe.add(false));
        if (keys.size() > 1) {
            nullSafe.set(1, true);
        }
        Plan join =
                new Plan.HashJoin(
                        source(left),
                        source(right),
                        type,
                        keys,
                        keys,
                        nullSafe,
                        residual && type != JoinType.NULL_AWARE_ANTI
                                ? lessThan(number, left.fields().size() + number)
                                : null);
        if (!narrow) {
            return join;
        }
        return new Plan.Aggregate(
                join,
                List.of(),
                List.of(
                        new AggregateCall(Sums.COUNT, List.of(), false, null),
                        new AggregateCall(Sums.SUM, List.of(number), false, null)),
                List.of(new Field("c", DataType.BIGINT), new Field("n", DataType.BIGINT)));
    }

    @ParameterizedTest
    @EnumSource
    void what_is_joined_on_disk_is_what_is_joined_in_memory(JoinType type) throws IOException {
        for (long seed = 0; seed < 4; seed++) {
            Random random = new Random(seed);
            List<DataType> keyTypes =
                    List.of(
                                    List.of(DataType.BIGINT),
                                    List.of(DataType.DATE, DataType.BIGINT),
                                    List.of(DataType.STRING),
                                    List.of(DataType.STRING, new DataType.Decimal(38, 4)))
                            .get(
                                    type == JoinType.NULL_AWARE_ANTI
                                            ? 2 * random.nextInt(2)
                                            : random.nextInt(4));
            int distinct = seed % 3 == 0 ? 1 + random.nextInt(20) : 3000 + random.nextInt(3000);
            int buildRows = distinct < 50 && type.givesPairs() ? 6000 : 16_000;
            RandomRows left = rows(random, keyTypes, distinct < 50 ? 12 : 400, distinct);
            RandomRows right = rowsToBuild(type, random, keyTypes, buildRows, distinct);
            List<Integer> keys = keyTypes.size() == 1 ? List.of(0) : List.of(0, 1);
            int workers = 1 + random.nextInt(3);
            boolean residual = random.nextBoolean();
            boolean narrow = random.nextInt(3) == 0;
            Plan plan = join(left, right, type, keys, residual, narrow);

            Answer inMemory = run(plan, 2, new MemoryPool(1 << 30));
            assertThat(inMemory.spilledBytes()).isZero();
            long memoryBytes = 450_000 + 600_000L * workers;
            Answer onDisk = run(plan, workers, new MemoryPool(memoryBytes));

            assertThat(onDisk.spilledBytes()).as("seed %d", seed).isPositive();
            assertThat(Plans.bag(onDisk.rows()))
                    .as("seed %d, %s, residual %s, narrow %s", seed, keyTypes, residual, narrow)
                    .isEqualTo(Plans.bag(inMemory.rows()));
        }
    }

    /// Rows that the join on top of `plan` puts on disk in `memoryBytes`, as EXPLAIN ANALYZE says.
    private long spilledRows(Plan plan, long memoryBytes) throws IOException {
        Plan analyzed = new Plan.Analyze(plan, false);
        List<String> lines =
                run(analyzed, 1, new MemoryPool(memoryBytes)).rows().stream()
                        .map(row -> String.valueOf(row.getFirst()))
                        .toList();
        Matcher told = Pattern.compile("spilled: (\\d+) rows").matcher(String.join("\n", lines));
        return told.find() ? Long.parseLong(told.group(1)) : 0;
    }

    @ParameterizedTest
    @EnumSource
    void partitions_that_fit_stay_in_memory(JoinType type) throws IOException {
        Random random = new Random(6);
        RandomRows left = rows(random, List.of(DataType.BIGINT), 6000, 20_000);
        RandomRows right = rowsToBuild(type, random, List.of(DataType.BIGINT), 20_000, 20_000);
        long rows = (long) left.rows().size() + right.rows().size();
        Plan plan = join(ordered(left), ordered(right), type);
        var expected = Plans.bag(run(plan, 1, new MemoryPool(1 << 30)).rows());

        List<Long> spilled = new ArrayList<>();
        for (long bytes = 1_000_000; spilled.isEmpty() || spilled.getLast() > 0; bytes += 500_000) {
            spilled.add(spilledRows(plan, bytes));
            assertThat(Plans.bag(run(plan, 1, new MemoryPool(bytes)).rows())).isEqualTo(expected);
        }

        assertThat(spilled.getFirst()).isGreaterThan(rows / 2);
        assertThat(spilled).anyMatch(count -> count > 0 && count < rows / 2);
    }

    /// The rows in one order.
    private static Plan ordered(RandomRows input) {
        return Plans.rows(input.fields(), input.rows(), BATCH_ROWS);
    }

    private static Plan join(Plan left, Plan right, JoinType type) {
        return new Plan.HashJoin(left, right, type, List.of(0), List.of(0), List.of(false), null);
    }

    @Test
    void the_largest_partition_goes_first() throws IOException {
        Random random = new Random(7);
        RandomRows left = rows(random, List.of(DataType.BIGINT), 500, 3000);
        RandomRows right = rows(random, List.of(DataType.BIGINT), 6000, 3000);
        right.rows().addAll(rows(random, List.of(DataType.BIGINT), 14_000, 1).rows());
        Collections.shuffle(right.rows(), random);
        Plan plan = join(ordered(left), ordered(right), JoinType.RIGHT_SEMI);

        assertThat(spilledRows(plan, 3_400_000)).isBetween(10_000L, 15_500L);
    }

    @ParameterizedTest
    @EnumSource
    void one_key_with_more_rows_than_memory_is_joined_in_blocks(JoinType type) throws IOException {
        Random random = new Random(5);
        RandomRows right = rowsToBuild(type, random, List.of(DataType.BIGINT), 30_000, 1);
        RandomRows left = rows(random, List.of(DataType.BIGINT), 40, 1);
        Plan plan = join(left, right, type, List.of(0), true, true);

        Answer onDisk = run(plan, 2, new MemoryPool(2_200_000));

        assertThat(onDisk.spilledBytes()).isPositive();
        assertThat(Plans.bag(onDisk.rows()))
                .isEqualTo(Plans.bag(run(plan, 2, new MemoryPool(1 << 30)).rows()));
    }

    @Test
    void joins_of_one_query_share_little_memory() throws IOException {
        Random random = new Random(8);
        RandomRows left = rows(random, List.of(DataType.BIGINT), 2000, 4000);
        RandomRows middle = rows(random, List.of(DataType.BIGINT), 12_000, 4000);
        RandomRows right = rows(random, List.of(DataType.BIGINT), 12_000, 4000);
        Plan below = join(source(left), source(middle), JoinType.LEFT);
        Plan plan = join(below, source(right), JoinType.FULL);
        var expected = Plans.bag(run(plan, 2, new MemoryPool(1 << 30)).rows());
        for (long bytes = 3_500_000; bytes < 16_000_000; bytes += bytes / 3) {
            assertThat(Plans.bag(run(plan, 2, new MemoryPool(bytes)).rows()))
                    .as("in %d bytes", bytes)
                    .isEqualTo(expected);
        }
    }

    @Test
    void a_join_that_is_cancelled_while_it_spills_leaves_no_files() throws IOException {
        Random random = new Random(3);
        RandomRows left = rows(random, List.of(DataType.BIGINT), 20_000, 20_000);
        RandomRows right = rows(random, List.of(DataType.BIGINT), 20_000, 20_000);
        Plan plan = join(left, right, JoinType.FULL, List.of(0), true, true);
        MemoryPool pool = new MemoryPool(3_500_000);
        long allBytes = run(plan, 2, pool).spilledBytes();
        assertThat(allBytes).isPositive();
        SpillingRun run = new SpillingRun(directory);
        EngineConfig config = run.config(2, BATCH_ROWS, pool);
        SpillSpace space = new SpillSpace(config.spill());
        try (PipelineExecutor executor = new PipelineExecutor(config, pool, space)) {
            for (int attempt = 0; attempt < 6; attempt++) {
                Execution execution = executor.start(plan, Plans.FUNCTIONS, new WriteResults());
                while (execution.progress().spilledBytes() <= allBytes / 10 * attempt) {
                    Thread.onSpinWait();
                }
                execution.close();
                run.assertNothingLeft(pool, space);
            }
        }
    }

    @Test
    void joins_end_well_or_clearly_whichever_reservation_is_refused() throws IOException {
        Random random = new Random(1);
        RandomRows left = rows(random, List.of(DataType.BIGINT), 600, 300);
        RandomRows right = rows(random, List.of(DataType.BIGINT), 900, 300);
        Plan plan = join(left, right, JoinType.FULL, List.of(0), true, false);
        List<List<@Nullable Object>> expected = run(plan, 2, new MemoryPool(1 << 30)).rows();
        int answered = 0;
        for (long memoryBytes : List.of(1L << 28, 1_500_000L)) {
            for (int refused = 1; refused < 300; refused += 1 + refused / 4) {
                AtomicInteger asked = new AtomicInteger(refused);
                MemoryPool pool = new MemoryPool(memoryBytes, _ -> asked.decrementAndGet() != 0);
                try {
                    assertThat(Plans.bag(run(plan, 2, pool).rows())).isEqualTo(Plans.bag(expected));
                    answered++;
                } catch (SqlException e) {
                    assertThat(e.code()).isEqualTo(ErrorCode.EXCEEDED_MEMORY_LIMIT);
                }
            }
        }
        assertThat(answered).isPositive();
    }
}
