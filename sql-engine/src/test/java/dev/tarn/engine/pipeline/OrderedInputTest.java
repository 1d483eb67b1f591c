package dev.tarn.engine.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.memory.MemoryPool;
import dev.tarn.engine.physical.AggregateCall;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.PlanText;
import dev.tarn.engine.physical.SortKey;
import dev.tarn.engine.physical.WindowCall;
import dev.tarn.engine.physical.WindowFrame;
import dev.tarn.engine.physical.WindowFrame.Bound;
import dev.tarn.engine.physical.WindowFrame.Exclusion;
import dev.tarn.engine.physical.WindowFrame.Unit;
import dev.tarn.engine.physical.WindowFunction;
import dev.tarn.engine.physical.WindowFunction.Pick;
import dev.tarn.engine.physical.WindowFunction.Ranking;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Operators over rows in order give what they give over rows in none, and hold one group, or some
/// rows of a partition, at a time.
class OrderedInputTest {
    private static final long LITTLE_BYTES = 2_000_000;
    private static final int MANY_ROWS = 2_000_000;

    private static final WindowFrame ROWS_SO_FAR = soFar(Unit.ROWS);
    private static final WindowFrame PEERS_SO_FAR = soFar(Unit.RANGE);

    @TempDir private Path directory;

    private static WindowFrame soFar(Unit unit) {
        return new WindowFrame(
                unit, new Bound.Unbounded(), new Bound.CurrentRow(), Exclusion.NO_OTHERS);
    }

    private static AggregateCall call(String function, int column, @Nullable Integer filter) {
        return new AggregateCall(
                ContractCase.aggregate(function, DataType.BIGINT), List.of(column), false, filter);
    }

    private static WindowCall over(String function, int column, DataType type, WindowFrame frame) {
        return new WindowCall(
                new WindowFunction.Over(ContractCase.aggregate(function, type)),
                List.of(column),
                false,
                frame);
    }

    private static WindowCall whole(WindowFunction function, Integer... arguments) {
        return new WindowCall(function, List.of(arguments), false, WindowFrame.PARTITION);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void groups_of_rows_in_order_are_those_of_a_hash_table(long seed) {
        Random random = new Random(seed);
        int keyCount = 1 + random.nextInt(3);
        List<DataType> types = new ArrayList<>(List.of(DataType.BIGINT, DataType.BOOLEAN));
        RandomRows.of(random, keyCount, 0).fields().forEach(field -> types.add(field.type()));
        int distinct = List.of(1, 4, 300).get(random.nextInt(3));
        RandomRows input = RandomRows.of(random, types, random.nextInt(8000), distinct);
        int batchRows = List.of(1, 3, 100, 2048).get(random.nextInt(4));
        List<Integer> keys = new ArrayList<>();
        List<SortKey> order = new ArrayList<>();
        List<Field> output = new ArrayList<>();
        for (int key = 2; key < types.size(); key++) {
            keys.add(key);
            output.add(input.fields().get(key));
            order.addFirst(new SortKey(key, random.nextBoolean(), random.nextBoolean()));
        }
        order.add(new SortKey(0, false, false));
        List<AggregateCall> calls =
                List.of(
                        new AggregateCall(Sums.SUM, List.of(0), true, null),
                        new AggregateCall(Sums.count(DataType.BIGINT), List.of(0), true, 1),
                        new AggregateCall(Sums.COUNT, List.of(), false, null),
                        new AggregateCall(Sums.SUM, List.of(0), false, null),
                        call("max", 0, 1),
                        call("min", 0, 1),
                        new AggregateCall(
                                ContractCase.aggregate("array_agg", DataType.BIGINT),
                                List.of(0),
                                false,
                                null,
                                List.of(new SortKey(0, true, false))));
        calls.forEach(one -> output.add(new Field("a", one.function().resultType())));
        Plan rows = Plans.rows(input.fields(), input.rows(), batchRows);
        Plan.Aggregate hashed = new Plan.Aggregate(rows, keys, calls, output);
        Plan.Aggregate streamed =
                new Plan.Aggregate(new Plan.Sort(rows, order), keys, calls, output);
        assertThat(PlanText.line(hashed)).startsWith("Aggregate by");
        assertThat(PlanText.line(streamed)).startsWith("Aggregate streamed by");

        List<List<@Nullable Object>> groups = Plans.run(streamed, 2, batchRows);

        assertThat(Plans.bag(groups)).isEqualTo(Plans.bag(Plans.run(hashed, 2, batchRows)));
        List<SortKey> given = new ArrayList<>();
        for (SortKey key : order.subList(0, keyCount)) {
            given.add(new SortKey(key.ordinal() - 2, key.descending(), key.nullsFirst()));
        }
        assertThat(Plans.run(new Plan.Sort(streamed, given), 2, batchRows)).isEqualTo(groups);
    }

    @Test
    void zeros_nans_and_nulls_that_come_in_order_are_one_group_each() {
        List<Field> fields = Plans.fields(DataType.DOUBLE);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Double value : new @Nullable Double[] {0.0, null, Double.NaN, -0.0, null, 1.0}) {
            rows.add(Arrays.asList(value));
            rows.add(Arrays.asList(value));
        }
        Plan sorted =
                new Plan.Sort(Plans.rows(fields, rows, 5), List.of(new SortKey(0, true, true)));
        Plan plan =
                new Plan.Aggregate(
                        sorted,
                        List.of(0),
                        List.of(new AggregateCall(Sums.COUNT, List.of(), false, null)),
                        Plans.fields(DataType.DOUBLE, DataType.BIGINT));

        assertThat(Plans.run(plan, 2, 3))
                .containsExactly(
                        Arrays.asList(null, 4L),
                        List.of(Double.NaN, 2L),
                        List.of(1.0, 2L),
                        List.of(0.0, 4L));
    }

    /// All calls look back only, but for the last, which has the partition computed as a whole.
    private static Plan window(
            Plan input, List<Integer> partitionKeys, List<SortKey> order, boolean running) {
        List<WindowCall> calls = new ArrayList<>();
        calls.add(whole(Ranking.ROW_NUMBER));
        calls.add(whole(Ranking.RANK));
        calls.add(whole(Ranking.DENSE_RANK));
        calls.add(over("sum", 0, DataType.BIGINT, ROWS_SO_FAR));
        calls.add(over("sum", 0, DataType.BIGINT, PEERS_SO_FAR));
        calls.add(over("count", 1, DataType.STRING, soFar(Unit.GROUPS)));
        calls.add(over("avg", 2, DataType.DOUBLE, ROWS_SO_FAR));
        calls.add(over("max", 1, DataType.STRING, PEERS_SO_FAR));
        calls.add(over("min", 2, DataType.DOUBLE, ROWS_SO_FAR));
        calls.add(whole(Pick.LAG, 1));
        calls.add(whole(Pick.LAG, 0, 4, 0));
        calls.add(whole(Pick.LAG, 2, 5));
        calls.add(new WindowCall(Pick.FIRST_VALUE, List.of(1), false, PEERS_SO_FAR));
        if (!running) {
            calls.add(whole(Ranking.PERCENT_RANK));
        }
        List<Field> output = new ArrayList<>(input.output());
        for (WindowCall call : calls) {
            DataType type =
                    switch (call.function()) {
                        case Ranking ranking ->
                                ranking == Ranking.PERCENT_RANK ? DataType.DOUBLE : DataType.BIGINT;
                        case Pick _ -> input.output().get(call.arguments().getFirst()).type();
                        case WindowFunction.Over over -> over.function().resultType();
                    };
            output.add(new Field("w" + output.size(), type));
        }
        return new Plan.Window(input, partitionKeys, order, calls, output);
    }

    /// Rows of `(BIGINT, STRING, DOUBLE, DATE, 3, 0)`, each once.
    private static Plan windowInput(Random random, int rowCount, int distinct, int batchRows) {
        List<DataType> types =
                List.of(DataType.BIGINT, DataType.STRING, DataType.DOUBLE, DataType.DATE);
        RandomRows rows = RandomRows.of(random, types, rowCount, distinct);
        List<Expr> columns = new ArrayList<>();
        for (int column = 0; column < types.size(); column++) {
            columns.add(new Expr.Column(column, types.get(column)));
        }
        Expr thousand = new Expr.Literal(1000L, DataType.BIGINT);
        columns.set(0, ContractCase.call("modulus", List.of(columns.getFirst(), thousand)));
        columns.add(new Expr.Literal(3L, DataType.BIGINT));
        columns.add(new Expr.Literal(0L, DataType.BIGINT));
        return new Plan.Project(
                Plans.rows(rows.fields(), rows.rows(), batchRows),
                columns,
                Plans.fields(
                        DataType.BIGINT,
                        DataType.STRING,
                        DataType.DOUBLE,
                        DataType.DATE,
                        DataType.BIGINT,
                        DataType.BIGINT));
    }

    /// `rows` without their last column.
    private static List<List<@Nullable Object>> withoutLast(List<List<@Nullable Object>> rows) {
        List<List<@Nullable Object>> shorter = new ArrayList<>();
        rows.forEach(row -> shorter.add(row.subList(0, row.size() - 1)));
        return shorter;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void windows_of_rows_that_go_by_are_those_of_whole_partitions(long seed) {
        Random random = new Random(seed);
        int batchRows = List.of(1, 3, 100, 2048).get(random.nextInt(4));
        int distinct = List.of(2, 20, 3000).get(random.nextInt(3));
        Plan input = windowInput(random, random.nextInt(6000), distinct, batchRows);
        // By all columns, so that it makes no difference which of two peers comes first.
        List<SortKey> order = new ArrayList<>();
        for (int column : List.of(1, 0, 2, 3)) {
            order.add(new SortKey(column, random.nextBoolean(), random.nextBoolean()));
        }
        if (seed % 3 == 0) {
            assertSameWindows(input, input, List.of(), order, batchRows);
        } else if (seed % 3 == 1) {
            Plan sorted = new Plan.Sort(input, order);
            assertSameWindows(sorted, input, List.of(1), order.subList(1, 4), batchRows);
        } else {
            Plan sorted = new Plan.Sort(input, order);
            assertSameWindows(sorted, input, List.of(0, 1), order.subList(2, 4), batchRows);
        }
    }

    private static void assertSameWindows(
            Plan ordered, Plan any, List<Integer> partitionKeys, List<SortKey> order, int rows) {
        Plan running = window(ordered, partitionKeys, order, true);
        Plan whole = window(any, partitionKeys, order, false);
        assertThat(PlanText.line(running)).startsWith("Window running");
        assertThat(PlanText.line(whole)).doesNotContain("running");

        assertThat(Plans.bag(Plans.run(running, 2, rows)))
                .isEqualTo(Plans.bag(withoutLast(Plans.run(whole, 2, rows))));
    }

    /// Some of the pieces do not fit, and are computed as their rows go by.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void partitions_that_do_not_fit_are_those_that_do(long seed) {
        Random random = new Random(seed);
        int batchRows = List.of(100, 2048).get(random.nextInt(2));
        Plan input =
                windowInput(random, 40_000, List.of(3000, 3, 40).get((int) seed % 3), batchRows);
        List<SortKey> order = new ArrayList<>();
        for (int column : List.of(1, 0, 2)) {
            order.add(new SortKey(column, random.nextBoolean(), random.nextBoolean()));
        }
        Plan window = window(input, List.of(3), order, true);
        Plan whole = window(input, List.of(3), order, false);

        SpillingRun.Answer answer =
                Trial.of(2, batchRows, directory).in(new MemoryPool(6_000_000)).run(window);

        assertThat(Plans.bag(answer.rows()))
                .isEqualTo(Plans.bag(withoutLast(Plans.run(whole, 2, batchRows))));
        assertThat(answer.spilledBytes()).isPositive();
    }

    /// Rows `(number, number / 1000 % 500, 7)`, in the order of a number that is mixed.
    private static Plan many() {
        List<Field> fields = Plans.fields(DataType.BIGINT, DataType.BIGINT, DataType.BIGINT);
        return new Plan.Rows(
                "many",
                fields,
                batches -> {
                    for (int from = 0; from < MANY_ROWS; from += 2000) {
                        batches.accept(manyFrom(from));
                    }
                });
    }

    private static Batch manyFrom(int from) {
        long[] numbers = new long[2000];
        long[] few = new long[2000];
        long[] one = new long[2000];
        for (int row = 0; row < numbers.length; row++) {
            numbers[row] = (from + row) * 7919L % MANY_ROWS;
            few[row] = numbers[row] / 1000 % 500;
            one[row] = 7;
        }
        List<Vector> columns = new ArrayList<>();
        for (long[] values : List.of(numbers, few, one)) {
            columns.add(new LongVector(DataType.BIGINT, values));
        }
        return new Batch(columns, numbers.length);
    }

    private Plan sortedMany() {
        return new Plan.Sort(many(), List.of(new SortKey(0, false, false)));
    }

    @Test
    void as_many_groups_as_rows_take_little_memory() {
        Plan groups =
                new Plan.Aggregate(
                        sortedMany(),
                        List.of(0),
                        List.of(call("sum", 0, null)),
                        Plans.fields(DataType.BIGINT, DataType.BIGINT));
        Plan all =
                new Plan.Aggregate(
                        groups,
                        List.of(),
                        List.of(
                                new AggregateCall(Sums.COUNT, List.of(), false, null),
                                call("sum", 1, null)),
                        Plans.fields(DataType.BIGINT, DataType.BIGINT));

        assertThat(inLittle(all))
                .containsExactly(List.of((long) MANY_ROWS, (MANY_ROWS - 1L) * MANY_ROWS / 2));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void one_huge_partition_takes_little_memory(boolean named) {
        List<SortKey> order = List.of(new SortKey(0, false, false));
        List<WindowCall> calls =
                List.of(
                        whole(Ranking.ROW_NUMBER),
                        over("sum", 2, DataType.BIGINT, PEERS_SO_FAR),
                        whole(Pick.LAG, 0));
        Plan window =
                new Plan.Window(
                        many(),
                        named ? List.of(2) : List.of(),
                        order,
                        calls,
                        Plans.fields(
                                DataType.BIGINT,
                                DataType.BIGINT,
                                DataType.BIGINT,
                                DataType.BIGINT,
                                DataType.BIGINT,
                                DataType.BIGINT));
        Plan wrong =
                new Plan.Project(window, List.of(notAsNumbered()), Plans.fields(DataType.BOOLEAN));
        Plan all =
                new Plan.Aggregate(
                        wrong,
                        List.of(),
                        List.of(
                                new AggregateCall(Sums.COUNT, List.of(), false, null),
                                new AggregateCall(Sums.COUNT, List.of(), false, 0)),
                        Plans.fields(DataType.BIGINT, DataType.BIGINT));

        assertThat(inLittle(all)).containsExactly(Arrays.asList((long) MANY_ROWS, null));
    }

    /// Whether `number + 1` is not the row's number, a seventh of the sum of sevens.
    private static Expr notAsNumbered() {
        Expr number = new Expr.Column(0, DataType.BIGINT);
        Expr place = new Expr.Column(3, DataType.BIGINT);
        Expr sum = new Expr.Column(4, DataType.BIGINT);
        Expr before = new Expr.Column(5, DataType.BIGINT);
        Expr one = new Expr.Literal(1L, DataType.BIGINT);
        Expr seven = new Expr.Literal(7L, DataType.BIGINT);
        return new Expr.Or(
                List.of(
                        different(ContractCase.call("add", List.of(number, one)), place),
                        different(ContractCase.call("multiply", List.of(place, seven)), sum),
                        different(ContractCase.call("add", List.of(before, one)), number)));
    }

    private static Expr different(Expr left, Expr right) {
        return ContractCase.call("not_equal", List.of(left, right));
    }

    private List<List<@Nullable Object>> inLittle(Plan plan) {
        return Trial.of(1, 2048, directory).in(new MemoryPool(LITTLE_BYTES)).run(plan).rows();
    }
}
