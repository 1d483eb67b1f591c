package dev.tarn.engine.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.exec.Execution;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.memory.MemoryPool;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.WriteResults;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

class PipelineExecutorTest {
    private static final List<Field> NUMBER = Plans.fields(DataType.BIGINT);

    private static Plan numbers(int count, int batchRowCount) {
        return Plans.rows(
                NUMBER,
                LongStream.range(0, count).mapToObj(List::<Object>of).toList(),
                batchRowCount);
    }

    @Test
    void values_come_in_order() {
        Plan plan =
                new Plan.Values(
                        Plans.fields(DataType.INTEGER, DataType.STRING),
                        List.of(
                                List.of(
                                        literal(1, DataType.INTEGER),
                                        literal("é", DataType.STRING)),
                                List.of(
                                        literal(null, DataType.INTEGER),
                                        literal(null, DataType.STRING))));

        assertThat(Plans.run(plan, 2, 1))
                .containsExactly(Arrays.asList(1, "é"), Arrays.asList(null, null));
    }

    @ParameterizedTest
    @CsvSource({"1,1", "1,3", "4,1", "4,3", "2,2048"})
    void limit_and_offset_are_exact_over_drivers(int workers, int batchRows) {
        Plan union =
                new Plan.UnionAll(
                        List.of(numbers(100, batchRows), numbers(100, batchRows)), NUMBER);

        assertThat(Plans.run(new Plan.Limit(union, 120, 70), workers, batchRows)).hasSize(120);
        assertThat(Plans.run(new Plan.Limit(union, 120, 90), workers, batchRows)).hasSize(110);
        assertThat(Plans.run(new Plan.Limit(union, 0, 0), workers, batchRows)).isEmpty();
        assertThat(Plans.run(new Plan.Limit(union, -1, 150), workers, batchRows)).hasSize(50);
        assertThat(Plans.run(new Plan.Limit(numbers(9, 2), 2, 3), workers, batchRows))
                .containsExactly(List.of(3L), List.of(4L));
    }

    @Test
    void limit_ends_a_source_without_end() {
        Plan endless =
                new Plan.Rows(
                        "endless",
                        NUMBER,
                        batches -> {
                            while (true) {
                                batches.accept(Plans.batch(NUMBER, List.of(List.of(7L))));
                            }
                        });

        assertThat(Plans.run(new Plan.Limit(endless, 1000, 0), 2, 2048)).hasSize(1000);
    }

    @Test
    void single_row_gives_nulls_for_none_and_refuses_two() {
        assertThat(Plans.run(new Plan.SingleRow(numbers(0, 1)), 2, 10))
                .containsExactly(Arrays.asList((Object) null));
        assertThat(Plans.run(new Plan.SingleRow(numbers(1, 1)), 2, 10))
                .containsExactly(List.of(0L));
        assertThatThrownBy(() -> Plans.run(new Plan.SingleRow(numbers(2, 1)), 2, 10))
                .isInstanceOfSatisfying(
                        SqlException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.SUBQUERY_MULTIPLE_ROWS));
    }

    @Test
    void one_plan_in_two_places_is_refused_because_filters_of_one_would_reach_the_other() {
        Plan first = new Plan.Limit(numbers(1, 1), 1, 0);
        Plan twice = new Plan.UnionAll(List.of(first, first), first.output());

        assertThatThrownBy(() -> Plans.run(twice, 2, 10))
                .hasMessageContaining("One plan stands in two places of its query: Limit");
    }

    @Test
    void a_failing_source_fails_the_query_and_frees_its_memory() {
        Plan broken =
                new Plan.Rows(
                        "broken",
                        NUMBER,
                        batches -> {
                            batches.accept(Plans.batch(NUMBER, List.of(List.of(1L))));
                            throw new dev.tarn.storage.StorageException(
                                    dev.tarn.storage.StorageException.Kind.CORRUPT, "Bad page");
                        });
        MemoryPool pool = new MemoryPool(1 << 20);
        try (PipelineExecutor executor = new PipelineExecutor(Plans.config(2, 10), pool)) {
            assertThatThrownBy(() -> Plans.run(broken, executor))
                    .isInstanceOfSatisfying(
                            SqlException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_DATA))
                    .hasMessageContaining("Bad page");
            assertThat(pool.usedBytes()).isZero();
        }
    }

    @Test
    void a_client_that_does_not_pull_blocks_nobody_else() {
        MemoryPool pool = new MemoryPool(1 << 30);
        try (PipelineExecutor executor = new PipelineExecutor(Plans.config(1, 10), pool);
                Execution slow =
                        executor.start(numbers(5000, 10), Plans.FUNCTIONS, new WriteResults())) {
            assertThat(Plans.run(numbers(1000, 10), executor)).hasSize(1000);

            assertThat(slow.next()).isNotNull();
        }
        assertThat(pool.usedBytes()).isZero();
    }

    @Test
    void a_cancelled_query_says_so() {
        try (PipelineExecutor executor =
                        new PipelineExecutor(Plans.config(1, 10), new MemoryPool(1 << 30));
                Execution execution =
                        executor.start(numbers(5000, 10), Plans.FUNCTIONS, new WriteResults())) {
            execution.cancel();

            assertThatThrownBy(execution::next)
                    .isInstanceOfSatisfying(
                            SqlException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.USER_CANCELED));
        }
    }

    private static Expr.Literal literal(
            @org.jspecify.annotations.Nullable Object value, DataType type) {
        return new Expr.Literal(value, type);
    }
}
