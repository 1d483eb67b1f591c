package dev.tarn.engine.eval;

import static dev.tarn.engine.eval.Formulas.scale;
import static dev.tarn.engine.eval.Formulas.scaledUp;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Decimal;
import dev.tarn.engine.function.Coercions;
import dev.tarn.engine.fuse.Lane;
import dev.tarn.engine.fuse.Operation;
import dev.tarn.engine.kernel.Int128;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/// The formulas of casts between numbers that are a word each and keep their digits: to BIGINT,
/// REAL and DOUBLE, to decimals of no smaller scale.
final class ConversionFormulas {
    /// All whole numbers up to this are doubles, and so are all of that many digits.
    private static final long MAX_EXACT = 1L << 53;

    private static final int EXACT_DIGITS = 15;

    private ConversionFormulas() {}

    /// The formula of a cast; null if it has none. One that is not `checked` always fits.
    static @Nullable Formula of(DataType from, DataType to, boolean checked) {
        if (from == DataType.DOUBLE || from == DataType.REAL) {
            return floating(from, to);
        }
        boolean whole = from == DataType.INTEGER || from == DataType.BIGINT;
        if (!whole && !(from instanceof Decimal)) {
            return null;
        }
        if (to == DataType.DOUBLE || to == DataType.REAL) {
            return toFloating(from, to);
        }
        if (to instanceof Decimal decimal) {
            return toDecimal(from, decimal, checked);
        }
        return from == DataType.INTEGER && to == DataType.BIGINT
                ? Formula.of(Operation.INT_TO_LONG)
                : null;
    }

    private static @Nullable Formula floating(DataType from, DataType to) {
        if (from == DataType.REAL && to == DataType.DOUBLE) {
            return Formula.of(Operation.FLOAT_TO_DOUBLE);
        }
        return from == DataType.DOUBLE && to == DataType.REAL
                ? Formula.of(Operation.DOUBLE_TO_FLOAT)
                : null;
    }

    /// By way of DOUBLE, as kernels do. A decimal is its digits by a power of ten, where both are
    /// doubles.
    private static Formula toFloating(DataType from, DataType to) {
        return (shape, operands) -> {
            int number = operands[0];
            if (from instanceof Decimal decimal && decimal.precision() > EXACT_DIGITS) {
                int most = shape.constant(Lane.LONG, MAX_EXACT);
                number = shape.apply(Operation.LONG_WITHIN, number, most);
            }
            int result =
                    shape.apply(
                            from == DataType.INTEGER
                                    ? Operation.INT_TO_DOUBLE
                                    : Operation.LONG_TO_DOUBLE,
                            number);
            if (scale(from) > 0) {
                int power = shape.constant(Lane.DOUBLE, (double) Int128.powerLow(scale(from)));
                result = shape.apply(Operation.DIVIDE_DOUBLES, result, power);
            }
            return to == DataType.REAL ? shape.apply(Operation.DOUBLE_TO_FLOAT, result) : result;
        };
    }

    private static @Nullable Formula toDecimal(DataType from, Decimal to, boolean checked) {
        Decimal source = Objects.requireNonNull(Coercions.asDecimal(from));
        int digits = to.scale() - source.scale();
        if (digits < 0) {
            return null;
        }
        int wholeDigits = source.precision() - source.scale();
        boolean fits = !checked || wholeDigits <= to.precision() - to.scale();
        long most = (Int128.powerLow(to.precision()) - 1) / Int128.powerLow(digits);
        return (shape, operands) -> {
            int number =
                    from == DataType.INTEGER
                            ? shape.apply(Operation.INT_TO_LONG, operands[0])
                            : operands[0];
            if (!fits) {
                int bound = shape.constant(Lane.LONG, most);
                number = shape.apply(Operation.LONG_WITHIN, number, bound);
            }
            return scaledUp(shape, number, digits);
        };
    }
}
