package dev.tarn.engine.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongBinaryOperator;

final class LoopWriterTest {
    private static final long[] EDGES = {
        0,
        1,
        -1,
        2,
        -2,
        3,
        1000,
        -1000,
        1L << 31,
        -(1L << 31),
        3_037_000_500L,
        -3_037_000_500L,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        Long.MAX_VALUE - 1,
        Long.MIN_VALUE + 1
    };

    private static FusedLoop loop(Operation operation, boolean selected) {
        ShapeBuilder shape = new ShapeBuilder();
        int left = shape.input(operation.operand());
        int right = operation.arity() == 2 ? shape.input(operation.operand()) : left;
        shape.apply(operation, left, right);
        return LoopWriter.write(new Shape(shape.values(), selected));
    }

    /// Compares with a method that throws where the result is wrong.
    private static void check(Operation operation, LongBinaryOperator exact) {
        FusedLoop loop = loop(operation, false);
        for (long left : EDGES) {
            for (long right : EDGES) {
                long[] out = new long[1];
                Object[] inputs = {new long[] {left}, new long[] {right}};
                long found = loop.run(inputs, new long[0], out, null, 1);
                String what = operation + " of " + left + " and " + right;
                try {
                    long expected = exact.applyAsLong(left, right);
                    assertThat(found).as(what).isNotNegative();
                    assertThat(out[0]).as(what).isEqualTo(expected);
                } catch (ArithmeticException e) {
                    assertThat(found).as(what).isNegative();
                }
            }
        }
    }

    @Test
    void checks_tell_of_every_wrong_result_and_of_no_other() {
        check(Operation.ADD_LONGS_EXACT, Math::addExact);
        check(Operation.SUBTRACT_LONGS_EXACT, Math::subtractExact);
        check(Operation.MULTIPLY_LONGS_EXACT, Math::multiplyExact);
        check(Operation.DIVIDE_LONGS_EXACT, Math::divideExact);
        check(Operation.MODULUS_LONGS_EXACT, (a, b) -> a % b);
        check(Operation.NEGATE_LONG_EXACT, (a, _) -> Math.negateExact(a));
        check(Operation.ABS_LONG_EXACT, (a, _) -> Math.absExact(a));
    }

    @Test
    void a_number_beyond_its_bound_is_found() {
        FusedLoop loop = loop(Operation.LONG_WITHIN, false);
        long most = 999;
        for (long number : new long[] {0, 999, -999, 1000, -1000, Long.MAX_VALUE, Long.MIN_VALUE}) {
            long[] out = new long[1];
            Object[] inputs = {new long[] {number}, new long[] {most}};
            long found = loop.run(inputs, new long[0], out, null, 1);
            assertThat(found < 0).as("%d", number).isEqualTo(number > most || number < -most);
            assertThat(out[0]).isEqualTo(number);
        }
    }

    @Test
    void listed_rows_are_computed_and_no_others() {
        FusedLoop loop = loop(Operation.DIVIDE_LONGS_EXACT, true);
        long[] out = {7, 7, 7, 7};
        Object[] inputs = {new long[] {10, 20, 30, 40}, new long[] {0, 5, 0, -4}};
        assertThat(loop.run(inputs, new long[0], out, new int[] {1, 3}, 2)).isNotNegative();
        assertThat(out).containsExactly(7, 4, 7, -10);
        assertThat(loop.run(inputs, new long[0], out, new int[] {1, 2}, 2)).isNegative();
    }

    @Test
    void constants_are_those_of_the_call() {
        ShapeBuilder shape = new ShapeBuilder();
        int sum =
                shape.apply(
                        Operation.ADD_FLOATS,
                        shape.constant(Lane.FLOAT, 1.5f),
                        shape.input(Lane.FLOAT));
        shape.apply(Operation.ADD_FLOATS, sum, shape.constant(Lane.FLOAT, 1.5f));
        assertThat(shape.constants()).hasSize(1);
        FusedLoop loop = LoopWriter.write(new Shape(shape.values(), false));
        float[] out = new float[2];
        Object[] inputs = {new float[] {1, -4}};
        loop.run(inputs, shape.constants(), out, null, 2);
        assertThat(out).containsExactly(4, -1);
        loop.run(inputs, new long[] {Lane.FLOAT.bits(10)}, out, null, 2);
        assertThat(out).containsExactly(21, 16);
    }

    @Test
    void a_formula_that_is_too_long_for_one_loop_is_several() {
        ShapeBuilder shape = new ShapeBuilder();
        int x = shape.input(Lane.DOUBLE);
        int y = shape.input(Lane.DOUBLE);
        int twice = shape.apply(Operation.ADD_DOUBLES, x, x);
        int number = twice;
        for (int i = 0; i < 40; i++) {
            number = shape.apply(Operation.ADD_DOUBLES, number, i % 2 == 0 ? y : twice);
        }
        for (boolean selected : new boolean[] {false, true}) {
            Shape whole = new Shape(shape.values(), selected);
            assertThat(Segment.of(whole)).hasSizeBetween(3, 5);
            List<Object> arrays = new ArrayList<>();
            arrays.add(new double[] {1, 2, 3});
            arrays.add(new double[] {10, 20, 30});
            whole.rooms().forEach(lane -> arrays.add(lane.newArray(2)));
            double[] out = new double[3];
            LoopWriter.write(whole).run(arrays.toArray(), new long[0], out, new int[] {1, 2}, 2);
            double[] expected = selected ? new double[] {0, 484, 726} : new double[] {242, 484, 0};
            assertThat(out).containsExactly(expected);
        }
    }

    @Test
    void operands_of_another_lane_are_refused() {
        ShapeBuilder shape = new ShapeBuilder();
        int number = shape.input(Lane.LONG);
        assertThatThrownBy(() -> shape.apply(Operation.SQRT, number))
                .hasMessage("SQRT of LONG and LONG");
    }
}
