package dev.tarn.engine.function.operator;

import dev.tarn.columnar.ConstantVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Decimal;
import dev.tarn.columnar.DictionaryVector;
import dev.tarn.columnar.Int128Vector;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.ScalarFunction;
import dev.tarn.engine.kernel.Int128;
import dev.tarn.engine.kernel.LongArithmetic;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;

/// Arithmetic on bigints and decimals of which the planner has proven that no value, and no side
/// brought to the result's scale, has more than 18 digits, whatever their types allow.
///
/// The functions stand for `+ - *` and casts, never fail, and compute in longs without checks;
/// results for other values than those promised are wrong. What stands under nulls may wrap. They
/// have no SQL name: the planner puts them in the place of those that have.
public final class FittingOperators {
    private FittingOperators() {}

    /// The operators that have a form without checks.
    public enum Operation {
        ADD,
        SUBTRACT,
        MULTIPLY
    }

    /// What `function` does if it is `+`, `-` or `*` on integers or decimals; else null.
    public static @Nullable Operation operation(ScalarFunction function) {
        DataType type = function.resultType();
        boolean exact =
                type instanceof Decimal
                        || type == DataType.BIGINT
                        || type == DataType.INTEGER
                        || type == DataType.SMALLINT
                        || type == DataType.TINYINT;
        return !exact || function.parameterTypes().size() != 2
                ? null
                : switch (function.name()) {
                    case "add" -> Operation.ADD;
                    case "subtract" -> Operation.SUBTRACT;
                    case "multiply" -> Operation.MULTIPLY;
                    default -> null;
                };
    }

    /// Whether `arithmetic` is cheaper than `function`: it checks, or computes in 128 bits.
    public static boolean isFitted(ScalarFunction function) {
        return operation(function) != null
                && (function.resultType() == DataType.BIGINT || isWide(function.resultType()));
    }

    /// By how many digits `function` scales a side of `type` up.
    public static int scaleUp(ScalarFunction function, DataType type) {
        return operation(function) != Operation.MULTIPLY
                        && function.resultType() instanceof Decimal result
                        && type instanceof Decimal side
                ? result.scale() - side.scale()
                : 0;
    }

    /// `left operation right`, all three BIGINT, or decimals of at most 18 digits.
    public static ScalarFunction arithmetic(
            Operation operation, DataType left, DataType right, DataType result) {
        String name = "fitting_" + operation.name().toLowerCase(java.util.Locale.ROOT);
        long leftFactor = operation == Operation.MULTIPLY ? 1 : factor(left, result);
        long rightFactor = operation == Operation.MULTIPLY ? 1 : factor(right, result);
        return ScalarFunction.of(
                name,
                List.of(left, right),
                result,
                (arguments, rows, context) -> {
                    Vector a = arguments.get(0);
                    Vector b = arguments.get(1);
                    int count = rows.rowCount();
                    long[] out = new long[count];
                    switch (operation) {
                        case ADD ->
                                LongArithmetic.addUnchecked(
                                        times(a, leftFactor), times(b, rightFactor), out, count);
                        case SUBTRACT ->
                                LongArithmetic.subtractUnchecked(
                                        times(a, leftFactor), times(b, rightFactor), out, count);
                        case MULTIPLY -> multiply(a, b, out, count);
                    }
                    return new LongVector(result, out);
                });
    }

    private static long factor(DataType side, DataType result) {
        return side instanceof Decimal from && result instanceof Decimal to
                ? Int128.powerLow(to.scale() - from.scale())
                : 1;
    }

    /// The values, each times `factor`.
    private static long[] times(Vector vector, long factor) {
        long[] values = Args.longs(vector);
        if (factor == 1) {
            return values;
        }
        long[] scaled = new long[vector.length()];
        LongArithmetic.scaleUnchecked(values, factor, scaled, scaled.length);
        return scaled;
    }

    /// A side that is a dictionary or one number is not spread into rows first.
    private static void multiply(Vector left, Vector right, long[] out, int count) {
        if (right instanceof DictionaryVector coded
                && coded.dictionary() instanceof LongVector entries) {
            LongArithmetic.multiplyCoded(
                    Args.longs(left), entries.values(), coded.ids(), out, count);
        } else if (left instanceof DictionaryVector coded
                && coded.dictionary() instanceof LongVector entries) {
            LongArithmetic.multiplyCoded(
                    Args.longs(right), entries.values(), coded.ids(), out, count);
        } else if (right instanceof ConstantVector(LongVector one, int _)) {
            LongArithmetic.scaleUnchecked(Args.longs(left), one.values()[0], out, count);
        } else if (left instanceof ConstantVector(LongVector one, int _)) {
            LongArithmetic.scaleUnchecked(Args.longs(right), one.values()[0], out, count);
        } else {
            LongArithmetic.multiplyUnchecked(Args.longs(left), Args.longs(right), out, count);
        }
    }

    /// An integer or a decimal of at most 18 digits as such a decimal of `digits` more digits after
    /// the point.
    public static ScalarFunction scaled(DataType from, Decimal to, int digits) {
        long factor = Int128.powerLow(digits);
        return ScalarFunction.of(
                "fitting_cast",
                List.of(from),
                to,
                (arguments, rows, context) -> {
                    Vector values = arguments.getFirst();
                    if (from.physical() == DataType.Physical.INT) {
                        return new LongVector(to, scaledInts(values, factor));
                    }
                    return values.flatten() instanceof LongVector flat && factor == 1
                            ? new LongVector(to, flat.values(), flat.validity(), flat.length())
                            : new LongVector(to, times(values, factor));
                });
    }

    private static long[] scaledInts(Vector values, long factor) {
        IntVector ints = (IntVector) values.flatten();
        long[] scaled = new long[ints.length()];
        for (int row = 0; row < scaled.length; row++) {
            scaled[row] = ints.values()[row] * factor;
        }
        return scaled;
    }

    /// The same number in fewer digits; nothing is copied.
    public static ScalarFunction narrowed(Decimal from, Decimal to) {
        return ScalarFunction.of(
                "narrow",
                List.of(from),
                to,
                (arguments, rows, context) -> {
                    Int128Vector wide = (Int128Vector) arguments.getFirst().flatten();
                    return new LongVector(to, wide.low(), wide.validity(), wide.length());
                });
    }

    /// The same number in more digits.
    public static ScalarFunction widened(Decimal from, Decimal to) {
        return ScalarFunction.of(
                "widen",
                List.of(from),
                to,
                (arguments, rows, context) -> widened(to, arguments.getFirst()));
    }

    private static Vector widened(Decimal to, Vector values) {
        LongVector flat = (LongVector) values.flatten();
        long[] low = flat.values();
        int count = flat.length();
        long[] high = new long[count];
        for (int row = 0; row < count; row++) {
            high[row] = low[row] >> 63;
        }
        return new Int128Vector(
                to,
                high,
                low.length == count ? low : Arrays.copyOf(low, count),
                flat.validity(),
                count);
    }

    private static boolean isWide(DataType type) {
        return type instanceof Decimal decimal && decimal.precision() > Decimal.MAX_LONG_PRECISION;
    }
}
