package dev.tarn.engine.function.math;

import static dev.tarn.columnar.DataType.INTEGER;

import dev.tarn.columnar.ConstantVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Decimal;
import dev.tarn.columnar.Int128Vector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.Args.Decimals;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFunction;
import dev.tarn.engine.function.math.RoundingFunctions.Operation;
import dev.tarn.engine.kernel.Int128;
import dev.tarn.engine.kernel.LongArithmetic;

import java.util.List;
import java.util.Optional;

/// abs, sign, round, ceil, floor and truncate of decimals: in 128 bits, or in loops over longs
/// where all are to be rounded to the same digit and fit.
final class DecimalRounding {
    private DecimalRounding() {}

    /// Divides by `10^digits` as the operation rounds.
    static void drop(Operation operation, Int128 value, int digits) {
        long powerHigh = Int128.powerHigh(digits);
        long powerLow = Int128.powerLow(digits);
        long high = value.high;
        long low = value.low;
        switch (operation) {
            case ROUND -> value.divide(high, low, 0, powerHigh, powerLow);
            case TRUNCATE, ABS, SIGN -> value.truncatingDivide(high, low, 0, powerHigh, powerLow);
            case CEIL, FLOOR -> {
                value.remainder(high, low, 0, powerHigh, powerLow);
                int rest = value.high < 0 ? -1 : (value.high | value.low) == 0 ? 0 : 1;
                value.truncatingDivide(high, low, 0, powerHigh, powerLow);
                if (operation == Operation.CEIL && rest > 0) {
                    value.add(value.high, value.low, 0, 1);
                } else if (operation == Operation.FLOOR && rest < 0) {
                    value.subtract(value.high, value.low, 0, 1);
                }
            }
        }
    }

    /// Abs, sign and rounding to whole numbers; empty for other types.
    static Optional<ScalarFunction> bind(Operation operation, String name, DataType type) {
        if (!(type instanceof Decimal decimal)) {
            return Optional.empty();
        }
        int whole = decimal.precision() - decimal.scale();
        int carry = Math.min(1, decimal.scale());
        Decimal result =
                switch (operation) {
                    case ABS -> decimal;
                    case SIGN -> new Decimal(1, 0);
                    case ROUND, CEIL, FLOOR ->
                            new Decimal(Math.min(Decimal.MAX_PRECISION, whole + carry), 0);
                    case TRUNCATE -> new Decimal(Math.max(1, whole), 0);
                };
        return Optional.of(
                ScalarFunction.of(
                        name,
                        List.of(type),
                        result,
                        (arguments, rows, context) -> {
                            Decimals in = Args.decimals(arguments.getFirst());
                            long[] high = new long[rows.rowCount()];
                            long[] low = new long[rows.rowCount()];
                            Int128 value = new Int128();
                            for (int i = 0; i < rows.selectedCount(); i++) {
                                int row = rows.row(i);
                                value.set(in.high(row), in.low(row));
                                apply(operation, value, decimal.scale());
                                high[row] = value.high;
                                low[row] = value.low;
                            }
                            return decimals(result, high, low);
                        }));
    }

    private static void apply(Operation operation, Int128 value, int scale) {
        switch (operation) {
            case ABS -> {
                if (value.high < 0) {
                    value.set(Int128.negatedHigh(value.high, value.low), -value.low);
                }
            }
            case SIGN -> {
                long sign = value.high < 0 ? -1 : (value.high | value.low) == 0 ? 0 : 1;
                value.set(sign >> 63, sign);
            }
            case ROUND, CEIL, FLOOR, TRUNCATE -> {
                if (scale > 0) {
                    drop(operation, value, scale);
                }
            }
        }
    }

    private static Vector decimals(Decimal type, long[] high, long[] low) {
        return type.physical() == DataType.Physical.LONG
                ? new LongVector(type, low)
                : new Int128Vector(type, high, low, null, low.length);
    }

    /// Rounding to a number of digits; empty for other types.
    static Optional<ScalarFunction> bindDigits(
            Operation operation, String name, List<DataType> types) {
        if (!(types.get(0) instanceof Decimal decimal)) {
            return Optional.empty();
        }
        int more = operation == Operation.ROUND ? 1 : 0;
        Decimal result =
                new Decimal(
                        Math.min(Decimal.MAX_PRECISION, decimal.precision() + more),
                        decimal.scale());
        return Optional.of(
                ScalarFunction.of(
                                name,
                                List.of(decimal, INTEGER),
                                result,
                                (arguments, rows, context) ->
                                        toDigits(operation, decimal, result, arguments, rows))
                        .failing());
    }

    private static Vector toDigits(
            Operation operation, Decimal type, Decimal result, List<Vector> arguments, Rows rows) {
        Decimals in = Args.decimals(arguments.get(0));
        int[] digits = Args.ints(arguments.get(1));
        boolean longs = in.highs() == null && result.physical() == DataType.Physical.LONG;
        if (longs && arguments.get(1) instanceof ConstantVector && digits.length > 0) {
            int dropped = Math.max(0, type.scale() - Math.max(-100, digits[0]));
            if (dropped <= Decimal.MAX_LONG_PRECISION) {
                return new LongVector(result, rounded(operation, in.lows(), dropped, rows));
            }
        }
        long[] high = new long[rows.rowCount()];
        long[] low = new long[rows.rowCount()];
        Int128 value = new Int128();
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            value.set(in.high(row), in.low(row));
            long dropped = (long) type.scale() - digits[row];
            if (dropped > Int128.MAX_DIGITS) {
                value.set(0, 0);
            } else if (dropped > 0) {
                drop(operation, value, (int) dropped);
                if (!value.scaleUp((int) dropped) || !value.fits(result.precision())) {
                    throw new SqlException(
                            ErrorCode.NUMERIC_VALUE_OUT_OF_RANGE,
                            "Rounding to %d digits is out of range for %s"
                                    .formatted(digits[row], result));
                }
            }
            high[row] = value.high;
            low[row] = value.low;
        }
        return decimals(result, high, low);
    }

    /// Unscaled values whose last `dropped` digits become zeros. One more digit than before is
    /// enough for any.
    private static long[] rounded(Operation operation, long[] in, int dropped, Rows rows) {
        long power = Int128.powerLow(dropped);
        long[] out = new long[rows.rowCount()];
        if (operation == Operation.ROUND) {
            LongArithmetic.divideRounded(in, power, out, out.length);
        } else {
            for (int row = 0; row < out.length; row++) {
                out[row] = in[row] / power;
            }
        }
        LongArithmetic.scaleUnchecked(out, power, out, out.length);
        return out;
    }
}
