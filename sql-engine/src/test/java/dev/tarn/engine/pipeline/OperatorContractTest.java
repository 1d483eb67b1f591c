package dev.tarn.engine.pipeline;

import static dev.tarn.engine.pipeline.ContractCase.FIELDS;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.memory.MemoryPool;
import dev.tarn.engine.physical.Plan;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BinaryOperator;

/// What holds for every operator: the answer does not depend on batches, workers and memory,
/// nothing is left however a query ends, and memory that is refused is an error that says so.
class OperatorContractTest {
    private static final List<DataType> TYPES = FIELDS.stream().map(Field::type).toList();

    @TempDir private Path directory;

    private record Inputs(List<List<@Nullable Object>> left, List<List<@Nullable Object>> right) {}

    static List<ContractCase> cases() {
        return ContractCase.all();
    }

    private static List<List<@Nullable Object>> rows(long seed, int count) {
        return RandomRows.of(new Random(seed), TYPES, count, 200).rows();
    }

    private static Inputs some() {
        return new Inputs(rows(1, 200), rows(2, 150));
    }

    private static List<Inputs> odd() {
        List<List<@Nullable Object>> nulls = Collections.nCopies(40, Collections.nCopies(3, null));
        List<List<@Nullable Object>> none = List.of();
        return List.of(
                new Inputs(nulls, nulls),
                new Inputs(rows(1, 50), nulls),
                new Inputs(rows(1, 50), none),
                new Inputs(none, rows(1, 50)),
                new Inputs(none, none));
    }

    private static Plan plan(ContractCase operator, Inputs inputs, int batchRows) {
        return operator.over()
                .apply(
                        Plans.rows(FIELDS, inputs.left(), batchRows),
                        Plans.rows(FIELDS, inputs.right(), batchRows));
    }

    private static void assertSame(
            ContractCase operator,
            List<List<@Nullable Object>> rows,
            List<List<@Nullable Object>> expected,
            String conditions) {
        if (operator.ordered()) {
            assertThat(rows).as(conditions).isEqualTo(expected);
            return;
        }
        assertThat(Plans.bag(rows)).as(conditions).isEqualTo(Plans.bag(expected));
    }

    private List<List<@Nullable Object>> expected(ContractCase operator, Inputs inputs) {
        SpillingRun.Answer answer = Trial.of(1, 2048, directory).run(plan(operator, inputs, 2048));
        assertThat(answer.spilledBytes()).isZero();
        return answer.rows();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void the_answer_does_not_depend_on_batches_or_workers_or_memory(ContractCase operator) {
        for (int batchRows : List.of(1, 3, 2048)) {
            for (int workers : List.of(1, 4)) {
                compare(operator, some(), expected(operator, some()), workers, batchRows);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void nothing_and_nulls_are_treated_alike_in_whatever_way(ContractCase operator) {
        for (Inputs inputs : odd()) {
            compare(operator, inputs, expected(operator, inputs), 2, 7);
        }
    }

    private void compare(
            ContractCase operator,
            Inputs inputs,
            List<List<@Nullable Object>> expected,
            int workers,
            int batchRows) {
        Plan plan = plan(operator, inputs, batchRows);
        Trial trial = Trial.of(workers, batchRows, directory);
        String conditions =
                "%d workers, batches of %d, %d and %d rows"
                        .formatted(workers, batchRows, inputs.left().size(), inputs.right().size());
        assertSame(operator, trial.run(plan).rows(), expected, conditions);
        assertSame(
                operator, trial.spilling().run(plan).rows(), expected, conditions + ", spilling");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void who_says_to_spill_does(ContractCase operator) {
        Plan plan = plan(operator, some(), 4);
        SpillingRun.Answer answer = Trial.of(2, 4, directory).spilling().run(plan);
        assertThat(answer.spilledBytes() > 0 || !operator.spills()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void in_whatever_memory_the_answer_is_right_or_an_error_is_clear(ContractCase operator) {
        Inputs inputs = new Inputs(rows(1, 1500), rows(2, 300));
        List<List<@Nullable Object>> expected = expected(operator, inputs);
        for (long bytes = 50_000; bytes < 20_000_000; bytes *= 4) {
            Trial trial = Trial.of(2, 500, directory).in(new MemoryPool(bytes));
            rightOrRefused(operator, trial, plan(operator, inputs, 500), expected);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void a_refused_reservation_is_an_error_and_leaves_nothing(ContractCase operator) {
        Inputs inputs = some();
        List<List<@Nullable Object>> expected = expected(operator, inputs);
        for (boolean scarce : List.of(false, true)) {
            AtomicInteger left = new AtomicInteger();
            for (int refused = 1; left.get() <= 0; refused += 1 + refused / 2) {
                left.set(refused);
                MemoryPool pool =
                        new MemoryPool(1 << 30, scarce, bytes -> left.decrementAndGet() != 0);
                Trial trial = Trial.of(2, 64, directory).in(pool);
                rightOrRefused(operator, trial, plan(operator, inputs, 64), expected);
            }
        }
    }

    private static void rightOrRefused(
            ContractCase operator, Trial trial, Plan plan, List<List<@Nullable Object>> expected) {
        try {
            assertSame(operator, trial.run(plan).rows(), expected, "in little memory");
        } catch (SqlException e) {
            assertThat(e).hasMessageContaining("Operator ").hasMessageContaining("bytes");
            assertThat(e.code()).isEqualTo(ErrorCode.EXCEEDED_MEMORY_LIMIT);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void closing_early_leaves_nothing(ContractCase operator) {
        Inputs inputs = new Inputs(rows(1, 500), rows(2, 150));
        for (int pulled = 0; pulled < 3; pulled++) {
            int wanted = pulled;
            Trial.Use<Boolean> pullSome =
                    execution -> {
                        for (int batch = 0; batch < wanted; batch++) {
                            execution.next();
                        }
                        return true;
                    };
            Trial trial = Trial.of(2, 16, directory);
            trial.use(plan(operator, inputs, 16), pullSome);
            trial.spilling().use(plan(operator, inputs, 16), pullSome);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void what_is_cancelled_ends_with_an_error_and_leaves_nothing(ContractCase operator) {
        Inputs inputs = new Inputs(rows(1, 500), rows(2, 150));
        Random random = new Random(9);
        for (int attempt = 0; attempt < 4; attempt++) {
            Trial all = Trial.of(2, 16, directory);
            Trial trial = attempt % 2 == 0 ? all : all.spilling();
            long passing = random.nextInt(3_000_000);
            List<List<@Nullable Object>> rows = new ArrayList<>();
            try {
                trial.use(
                        plan(operator, inputs, 16),
                        execution -> {
                            long begin = System.nanoTime();
                            while (System.nanoTime() - begin < passing) {
                                Thread.onSpinWait();
                            }
                            execution.cancel();
                            return rows.addAll(Trial.pullAll(execution).rows());
                        });
                assertSame(operator, rows, expected(operator, inputs), "ended before");
            } catch (SqlException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.USER_CANCELED);
            }
        }
    }

    /// Operators that need not see all rows may not see what is wrong.
    @ParameterizedTest
    @MethodSource("cases")
    void what_goes_wrong_below_is_what_the_query_says(ContractCase operator) {
        Plan good = Plans.rows(FIELDS, rows(1, 200), 16);
        Plan bad =
                new Plan.Rows(
                        "bad",
                        FIELDS,
                        batches -> {
                            batches.accept(Plans.batch(FIELDS, rows(1, 40)));
                            throw new SqlException(ErrorCode.BAD_DATA, "the disk is wet");
                        });
        for (BinaryOperator<Plan> over : List.of(operator.over(), swapped(operator.over()))) {
            for (Trial trial : bothTrials()) {
                try {
                    trial.run(over.apply(bad, good));
                } catch (SqlException e) {
                    assertThat(e).hasMessage("the disk is wet");
                }
            }
        }
    }

    private static BinaryOperator<Plan> swapped(BinaryOperator<Plan> over) {
        return (left, right) -> over.apply(right, left);
    }

    private List<Trial> bothTrials() {
        Trial trial = Trial.of(2, 16, directory);
        return List.of(trial, trial.spilling());
    }
}
