package dev.tarn.engine.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.EngineConfig;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.exec.Execution;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.memory.MemoryPool;
import dev.tarn.engine.physical.AggregateCall;
import dev.tarn.engine.physical.JoinType;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.WriteResults;
import dev.tarn.engine.pipeline.SpillingRun.Answer;
import dev.tarn.engine.spill.SpillBuffers;
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

/// Nested loops whose build side does not fit in memory give what they give in memory, and leave
/// nothing behind.
class NestedSpillTest {
    private static final int BATCH_ROWS = 256;
    private static final List<DataType> TYPES =
            List.of(DataType.BIGINT, DataType.STRING, DataType.STRING);

    @TempDir private Path directory;

    private Answer run(Plan plan, int workers, MemoryPool pool) throws IOException {
        return new SpillingRun(directory).run(plan, workers, BATCH_ROWS, pool);
    }

    /// Rows of a number and two texts.
    private static RandomRows rows(long seed, int count) {
        return RandomRows.of(new Random(seed), TYPES, count, 20_000);
    }

    /// As [#rows], but only one of fifty has a number less than others have.
    private static RandomRows mostlyLarge(long seed, int count) {
        RandomRows input = rows(seed, count);
        int row = 0;
        for (List<@Nullable Object> values : input.rows()) {
            if (row++ % 50 != 0) {
                values.set(0, Long.MAX_VALUE);
            }
        }
        return input;
    }

    private static Plan source(RandomRows input) {
        int half = input.rows().size() / 2;
        return new Plan.UnionAll(
                List.of(
                        Plans.rows(input.fields(), input.rows().subList(0, half), BATCH_ROWS),
                        Plans.rows(
                                input.fields(),
                                input.rows().subList(half, input.rows().size()),
                                BATCH_ROWS)),
                input.fields());
    }

    /// Pairs of which the left number is less than the right one.
    private static Plan less(RandomRows left, RandomRows right, JoinType type) {
        Expr condition = ContractCase.less(0, new Expr.Column(3, DataType.BIGINT));
        return new Plan.NestedLoopJoin(source(left), source(right), type, condition);
    }

    /// How many rows `input` gives, and how many of them have a number in the first column.
    private static Plan counts(Plan input) {
        return new Plan.Aggregate(
                input,
                List.of(),
                List.of(
                        new AggregateCall(Sums.COUNT, List.of(), false, null),
                        new AggregateCall(Sums.count(DataType.BIGINT), List.of(0), false, null)),
                Plans.fields(DataType.BIGINT, DataType.BIGINT));
    }

    @ParameterizedTest
    @EnumSource
    void what_is_read_from_disk_is_paired_as_in_memory(JoinType type) throws IOException {
        RandomRows right = rows(1, 9000);
        for (int leftCount : new int[] {40, 600}) {
            Plan plan = less(mostlyLarge(2, leftCount), right, type);
            Answer inMemory = run(plan, 2, new MemoryPool(1 << 30));
            assertThat(inMemory.spilledBytes()).isZero();
            for (int workers : new int[] {1, 3}) {
                Answer onDisk = run(plan, workers, new MemoryPool(700_000 + 500_000L * workers));

                assertThat(onDisk.spilledBytes()).isPositive();
                assertThat(Plans.bag(onDisk.rows())).isEqualTo(Plans.bag(inMemory.rows()));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void probe_rows_that_do_not_fit_go_by_in_blocks(JoinType type) throws IOException {
        RandomRows left = rows(4, 4000);
        for (List<@Nullable Object> values : left.rows()) {
            values.set(0, Long.MAX_VALUE);
            values.set(1, "a long text ".repeat(50) + values.get(2));
        }
        left.rows().getLast().set(0, 0L);
        Plan plan = counts(less(left, rows(3, 15_000), type));

        Answer onDisk = run(plan, 2, new MemoryPool(2_600_000));

        assertThat(onDisk.spilledBytes()).isPositive();
        assertThat(onDisk.rows()).isEqualTo(run(plan, 2, new MemoryPool(1 << 30)).rows());
    }

    @Test
    void every_pair_of_a_cross_join_is_there() throws IOException {
        RandomRows left = rows(6, 700);
        Plan pairs =
                new Plan.NestedLoopJoin(source(left), source(rows(5, 9000)), JoinType.INNER, null);
        Plan plan = counts(pairs);

        Answer counted = run(plan, 2, new MemoryPool(1_700_000));

        long present = left.rows().stream().filter(row -> row.getFirst() != null).count();
        assertThat(counted.rows()).containsExactly(List.of(6_300_000L, 9000 * present));
        assertThat(counted.spilledBytes()).isPositive();
    }

    @Test
    void few_rows_stay_in_memory_however_little_there_is() throws IOException {
        Plan plan = less(rows(7, 50), rows(8, 20), JoinType.LEFT);
        // Buffers fill what those who can spill may have.
        long memoryBytes = SpillBuffers.RESERVE_BYTES * 5L / 4;

        Answer joined = run(plan, 1, new MemoryPool(memoryBytes));

        assertThat(Plans.bag(joined.rows()))
                .isEqualTo(Plans.bag(run(plan, 1, new MemoryPool(1 << 30)).rows()));
        assertThat(joined.spilledBytes()).isZero();
    }

    @Test
    void rows_without_columns_are_counted_from_disk() {
        List<List<@Nullable Object>> none = Collections.nCopies(70_000, List.of());
        Plan empty = Plans.rows(List.of(), none, 2048);
        Plan few = Plans.rows(List.of(), none.subList(0, 3), 2048);
        for (JoinType type : List.of(JoinType.INNER, JoinType.FULL, JoinType.RIGHT_SEMI)) {
            Plan plan = ContractCase.count(new Plan.NestedLoopJoin(few, empty, type, null));

            Answer counted = Trial.of(2, 2048, directory).spilling().run(plan);

            long expected = type == JoinType.RIGHT_SEMI ? 70_000 : 210_000;
            assertThat(counted.rows()).containsExactly(List.of(expected));
            assertThat(counted.spilledBytes()).isPositive();
        }
    }

    @Test
    void explain_analyze_says_what_was_spilled() throws IOException {
        Plan plan = less(mostlyLarge(2, 40), rows(1, 9000), JoinType.LEFT);

        List<String> lines = new ArrayList<>();
        run(new Plan.Analyze(plan, false), 1, new MemoryPool(1_200_000))
                .rows()
                .forEach(row -> lines.add(String.valueOf(row.getFirst()).strip()));

        assertThat(lines)
                .anyMatch(line -> line.matches("spilled: 9000 rows in \\d runs and 1 files, .*"));
    }

    @Test
    void a_nested_loop_ends_well_or_clearly_whichever_reservation_is_refused() throws IOException {
        Plan plan = less(mostlyLarge(2, 300), rows(1, 900), JoinType.FULL);
        var expected = Plans.bag(run(plan, 2, new MemoryPool(1 << 30)).rows());
        int answered = 0;
        for (long memoryBytes : List.of(1L << 28, 1_200_000L)) {
            for (int refused = 1; refused < 300; refused += 1 + refused / 4) {
                AtomicInteger asked = new AtomicInteger(refused);
                MemoryPool pool = new MemoryPool(memoryBytes, _ -> asked.decrementAndGet() != 0);
                try {
                    assertThat(Plans.bag(run(plan, 2, pool).rows())).isEqualTo(expected);
                    answered++;
                } catch (SqlException e) {
                    assertThat(e.code()).isEqualTo(ErrorCode.EXCEEDED_MEMORY_LIMIT);
                }
            }
        }
        assertThat(answered).isPositive();
    }

    @Test
    void a_nested_loop_that_is_cancelled_while_it_spills_leaves_no_files() throws IOException {
        Plan plan = less(mostlyLarge(2, 2000), rows(1, 20_000), JoinType.FULL);
        MemoryPool pool = new MemoryPool(3_000_000);
        SpillingRun run = new SpillingRun(directory);
        EngineConfig config = run.config(2, BATCH_ROWS, pool);
        SpillSpace space = new SpillSpace(config.spill());
        try (PipelineExecutor executor = new PipelineExecutor(config, pool, space)) {
            for (int attempt = 0; attempt < 5; attempt++) {
                Execution execution = executor.start(plan, Plans.FUNCTIONS, new WriteResults());
                while (execution.progress().spilledBytes() == 0) {
                    Thread.onSpinWait();
                }
                for (int batch = 0; batch < 5 * attempt; batch++) {
                    assertThat(execution.next()).isNotNull();
                }
                execution.close();
                run.assertNothingLeft(pool, space);
            }
        }
    }
}
