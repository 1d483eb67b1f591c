package dev.tarn.engine.eval;

import static dev.tarn.engine.eval.RandomTerms.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.ConstantVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Decimal;
import dev.tarn.columnar.DictionaryVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.JavaValues;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.function.FunctionContext;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.fuse.FusedLoop;
import dev.tarn.engine.fuse.FusedLoops;
import dev.tarn.engine.fuse.LoopWriter;
import dev.tarn.engine.fuse.Shape;
import dev.tarn.engine.kernel.Int128;
import dev.tarn.testkit.SeededRandom;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/// Loops and kernels give the same values, and fail alike.
@NullUnmarked
final class FusionTest {
    private static final FunctionContext KERNELS =
            new FunctionContext(Instant.EPOCH, ZoneId.of("UTC"), "test", 1);

    private int runCount;
    private int keptCount;

    /// Loops made for the first row, counted as they run and where nothing was found wrong.
    private FunctionContext loops() {
        return KERNELS.withLoops(new FusedLoops(0, this::counted, Runnable::run));
    }

    private FusedLoop counted(Shape shape) {
        FusedLoop loop = LoopWriter.write(shape);
        return (arrays, constants, out, rows, count) -> {
            long found = loop.run(arrays, constants, out, rows, count);
            runCount++;
            keptCount += found < 0 ? 0 : 1;
            return found;
        };
    }

    @Test
    void loops_and_kernels_agree_on_random_expressions() {
        SeededRandom.forEachSeed(
                120,
                random -> {
                    RandomTerms terms = new RandomTerms(random);
                    List<Expr> expressions =
                            IntStream.range(0, 4).mapToObj(_ -> terms.any(4)).toList();
                    List<ExprEvaluator> fused = Evaluators.evaluators(expressions, loops());
                    List<ExprEvaluator> plain = Evaluators.evaluators(expressions, KERNELS);
                    int rowCount = new int[] {1, 3, 70, 100, 130, 2048}[random.nextInt(6)];
                    for (int i = 0; i < 4; i++) {
                        Batch batch = batch(rowCount, random);
                        for (int e = 0; e < expressions.size(); e++) {
                            assertThat(outcome(fused.get(e), batch))
                                    .as("%s", expressions.get(e))
                                    .isEqualTo(outcome(plain.get(e), batch));
                        }
                    }
                });
        assertThat(keptCount).isGreaterThan(500);
        assertThat(runCount - keptCount).isGreaterThan(50);
    }

    @Test
    void loops_and_kernels_agree_on_random_predicates() {
        SeededRandom.forEachSeed(
                80,
                random -> {
                    RandomTerms terms = new RandomTerms(random);
                    Expr predicate = terms.any(5);
                    while (predicate.type() != DataType.BOOLEAN) {
                        predicate = terms.any(5);
                    }
                    PredicateEvaluator fused = Evaluators.predicate(predicate, loops());
                    PredicateEvaluator plain = Evaluators.predicate(predicate, KERNELS);
                    for (int i = 0; i < 4; i++) {
                        Batch batch = batch(300, random);
                        assertThat(kept(fused, batch))
                                .as("%s", predicate)
                                .isEqualTo(kept(plain, batch));
                    }
                });
        assertThat(keptCount).isGreaterThan(50);
    }

    /// The values of the selected rows, or how that failed.
    private static Object outcome(ExprEvaluator evaluator, Batch batch) {
        try {
            Vector vector = evaluator.evaluate(batch);
            List<Object> values = new ArrayList<>();
            Rows rows = Rows.of(batch);
            for (int i = 0; i < rows.selectedCount(); i++) {
                values.add(JavaValues.value(vector, rows.row(i)));
            }
            return values;
        } catch (SqlException e) {
            return e.code() + ": " + e.getMessage();
        }
    }

    private static Object kept(PredicateEvaluator evaluator, Batch batch) {
        try {
            Rows rows = Rows.of(evaluator.filter(batch));
            return IntStream.range(0, rows.selectedCount()).mapToObj(rows::row).toList();
        } catch (SqlException e) {
            return e.code() + ": " + e.getMessage();
        }
    }

    private static Batch batch(int rowCount, Random random) {
        // Of many batches no row may fail.
        int edges = random.nextInt(3) == 0 ? 40 : 0;
        List<Vector> columns =
                RandomTerms.columnTypes().stream()
                        .map(type -> column(type, rowCount, edges, random))
                        .toList();
        int share = new int[] {1, 1, 2, 10}[random.nextInt(4)];
        int[] selection =
                IntStream.range(0, rowCount).filter(_ -> random.nextInt(share) == 0).toArray();
        return selection.length == rowCount
                ? new Batch(columns, rowCount)
                : new Batch(columns, rowCount, selection, selection.length);
    }

    private static Vector column(DataType type, int rowCount, int edges, Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> {
                int entryCount = random.nextInt(1, 9);
                int[] ids = random.ints(rowCount, 0, entryCount).toArray();
                FlatVector entries = flat(type, entryCount, edges, random);
                yield new DictionaryVector(entries, ids, rowCount);
            }
            case 1 -> new ConstantVector(flat(type, 1, edges, random), rowCount);
            default -> flat(type, rowCount, edges, random);
        };
    }

    /// Small numbers, one of `edges` an extreme one, and what is unlikely under nulls.
    private static FlatVector flat(DataType type, int rowCount, int edges, Random random) {
        long[] validity = random.nextInt(3) == 0 ? Bitmaps.allSet(rowCount) : null;
        Object values = Formulas.lane(type).newArray(rowCount);
        for (int row = 0; row < rowCount; row++) {
            boolean isNull = validity != null && random.nextInt(5) == 0;
            boolean edge = isNull || edges > 0 && random.nextInt(edges) == 0;
            if (isNull) {
                Bitmaps.clear(validity, row);
            }
            put(values, row, type, edge, random);
        }
        return LaneArrays.vector(type, values, validity, rowCount);
    }

    private static void put(Object values, int row, DataType type, boolean edge, Random random) {
        int small = random.nextInt(-20, 60);
        int which = random.nextInt(6);
        switch (values) {
            case boolean[] booleans -> booleans[row] = small < 10;
            case int[] ints ->
                    ints[row] =
                            edge
                                    ? new int[] {
                                                0,
                                                -1,
                                                Integer.MIN_VALUE,
                                                Integer.MAX_VALUE,
                                                1 << 30,
                                                7
                                            }
                                            [which]
                                    : small;
            case long[] longs -> longs[row] = edge ? edge(type, which) : small;
            case float[] floats -> floats[row] = edge ? (float) FLOATING[which] : small / 2f;
            case double[] doubles -> doubles[row] = edge ? FLOATING[which] : small / 4.0;
            default -> throw new IllegalArgumentException("No lane of " + type);
        }
    }

    private static final double[] FLOATING = {
        Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0, 1e308, -4.9e-324
    };

    private static long edge(DataType type, int which) {
        long most =
                type instanceof Decimal decimal
                        ? Int128.powerLow(decimal.precision()) - 1
                        : Long.MAX_VALUE;
        long least = type instanceof Decimal ? -most : Long.MIN_VALUE;
        return new long[] {0, -1, most, least, most / 3, 1}[which];
    }

    private static final Expr X = new Expr.Column(0, DataType.BIGINT);
    private static final Expr Y = new Expr.Column(1, DataType.BIGINT);

    private static Batch longs(long[] x, long[] y, long[] validityOfY) {
        return new Batch(
                List.of(
                        new LongVector(DataType.BIGINT, x),
                        new LongVector(DataType.BIGINT, y, validityOfY, y.length)),
                x.length);
    }

    private static Expr number(long value) {
        return new Expr.Literal(value, DataType.BIGINT);
    }

    @Test
    void what_is_wrong_in_one_row_is_told_of_that_row() {
        Expr formula = call("add", call("multiply", X, Y), number(1));
        ExprEvaluator fused = Evaluators.evaluator(formula, loops());
        Batch batch = longs(new long[] {1, 1L << 62, 5}, new long[] {2, 3, 4}, null);
        assertThat(outcome(fused, batch))
                .isEqualTo(
                        "NUMERIC_VALUE_OUT_OF_RANGE: bigint multiplication overflow:"
                                + " 4611686018427387904 * 3");
        assertThat(outcome(fused, new Batch(batch.columns(), 3, new int[] {0, 2}, 2)))
                .isEqualTo(List.of(3L, 21L));
        assertThat(runCount).isEqualTo(2);
    }

    @Test
    void an_operand_that_overflows_beside_a_null_fails_and_a_null_one_does_not() {
        Batch batch = longs(new long[] {Long.MAX_VALUE, 2}, new long[] {0, 3}, new long[] {0b10});
        Expr ofPresent = call("add", call("add", X, number(1)), Y);
        Expr ofNull = call("add", call("divide", X, Y), number(1));
        assertThat(outcome(Evaluators.evaluator(ofPresent, loops()), batch))
                .isEqualTo(
                        "NUMERIC_VALUE_OUT_OF_RANGE: bigint addition overflow:"
                                + " 9223372036854775807 + 1");
        List<Object> expected = new ArrayList<>();
        expected.add(null);
        expected.add(1L);
        assertThat(outcome(Evaluators.evaluator(ofNull, loops()), batch)).isEqualTo(expected);
        assertThat(keptCount).isZero();
    }

    @Test
    void what_concerns_one_dictionary_is_computed_for_its_entries() {
        FlatVector entries = new LongVector(DataType.BIGINT, new long[] {10, Long.MAX_VALUE});
        Batch batch = new Batch(List.of(new DictionaryVector(entries, new int[] {0, 0}, 2)), 2);
        Expr formula = call("multiply", call("add", X, number(1)), number(2));
        Vector value = Evaluators.evaluator(formula, loops()).evaluate(batch);
        assertThat(value).isInstanceOf(DictionaryVector.class);
        assertThat(JavaValues.values(value)).containsExactly(22L, 22L);
        assertThat(runCount).isZero();
    }

    @Test
    void constants_leave_a_dictionary_one_and_are_one_together() {
        FlatVector entries = new LongVector(DataType.BIGINT, new long[] {10, 20});
        Vector one = new ConstantVector(new LongVector(DataType.BIGINT, new long[] {1}), 3);
        Vector coded = new DictionaryVector(entries, new int[] {1, 0, 1}, 3);
        Expr formula = call("multiply", call("add", X, Y), number(2));
        Vector ofBoth =
                Evaluators.evaluator(formula, loops()).evaluate(new Batch(List.of(coded, one), 3));
        assertThat(ofBoth).isInstanceOf(DictionaryVector.class);
        assertThat(JavaValues.values(ofBoth)).containsExactly(42L, 22L, 42L);
        Vector ofConstants =
                Evaluators.evaluator(formula, loops()).evaluate(new Batch(List.of(one, one), 3));
        assertThat(ofConstants).isInstanceOf(ConstantVector.class);
        assertThat(JavaValues.values(ofConstants)).containsExactly(4L, 4L, 4L);
        assertThat(runCount).isZero();
    }

    @Test
    void loops_that_are_in_vain_too_often_are_given_up() {
        ExprEvaluator fused = Evaluators.evaluator(call("negate", call("divide", X, Y)), loops());
        Batch batch = longs(new long[] {6, 8}, new long[] {0, 2}, new long[] {0b10});
        for (int i = 0; i < 100; i++) {
            fused.evaluate(batch);
        }
        assertThat(keptCount).isZero();
        assertThat(runCount).isBetween(2, 20);
    }

    @Test
    void kernels_stay_where_no_class_can_be_made() {
        FusedLoops none =
                new FusedLoops(
                        0,
                        shape -> {
                            throw new IllegalStateException("No class");
                        },
                        Runnable::run);
        Expr formula = call("add", call("add", X, Y), number(1));
        Batch batch = longs(new long[] {1}, new long[] {2}, null);
        assertThat(outcome(Evaluators.evaluator(formula, KERNELS.withLoops(none)), batch))
                .isEqualTo(List.of(4L));
    }

    @Test
    void trees_of_one_shape_have_one_class() {
        List<Shape> written = new ArrayList<>();
        FusedLoops loops =
                new FusedLoops(
                        0,
                        shape -> {
                            written.add(shape);
                            return LoopWriter.write(shape);
                        },
                        Runnable::run);
        Batch batch = longs(new long[] {1}, new long[] {20}, null);
        Expr one = call("add", call("multiply", X, number(3)), Y);
        Expr other = call("add", call("multiply", Y, number(5)), X);
        FunctionContext context = KERNELS.withLoops(loops);
        assertThat(outcome(Evaluators.evaluator(one, context), batch)).isEqualTo(List.of(23L));
        assertThat(outcome(Evaluators.evaluator(other, context), batch)).isEqualTo(List.of(101L));
        assertThat(written).hasSize(1);
    }

    @Test
    void a_tree_of_more_calls_than_a_loop_may_have_is_several() {
        Expr formula = X;
        for (int i = 0; i < 3 * Terms.MAX_CALLS; i++) {
            formula = call("add", formula, i % 2 == 0 ? Y : number(i));
        }
        Batch batch = longs(new long[] {1, 2}, new long[] {3, 4}, null);
        assertThat(outcome(Evaluators.evaluator(formula, loops()), batch))
                .isEqualTo(outcome(Evaluators.evaluator(formula, KERNELS), batch));
        assertThat(keptCount).isEqualTo(3);
    }
}
