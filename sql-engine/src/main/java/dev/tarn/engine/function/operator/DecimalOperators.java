package dev.tarn.engine.function.operator;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Decimal;
import dev.tarn.columnar.Int128Vector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.Args.Decimals;
import dev.tarn.engine.function.Coercions;
import dev.tarn.engine.function.OverloadedFamily.Builder;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFunction;
import dev.tarn.engine.function.operator.ArithmeticOperators.Operation;
import dev.tarn.engine.kernel.Int128;
import dev.tarn.engine.kernel.LongArithmetic;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;

/// Arithmetic on decimals, with Trino's result types.
///
/// The sides keep their own precision and scale; the kernels bring them to one scale. A result type
/// of at most 18 digits is computed in longs without checks, because its precision bounds it; one
/// that had to be cut to 38 digits is checked for every row. Division rounds half away from zero.
final class DecimalOperators {
    private DecimalOperators() {}

    static void addTo(Builder builder, Operation operation) {
        builder.binder(2, 2, types -> bind(operation, types.get(0), types.get(1)));
    }

    static void addNegateTo(Builder builder) {
        builder.binder(
                1,
                1,
                types ->
                        types.getFirst() instanceof Decimal type
                                ? Optional.of(
                                        ScalarFunction.of(
                                                "negate",
                                                List.of(type),
                                                type,
                                                (arguments, rows, context) ->
                                                        negate(type, arguments.get(0), rows)))
                                : Optional.empty());
    }

    private static Optional<ScalarFunction> bind(
            Operation operation, DataType left, DataType right) {
        if (!(left instanceof Decimal) && !(right instanceof Decimal)) {
            return Optional.empty();
        }
        Decimal a = Coercions.asDecimal(left == DataType.UNKNOWN ? right : left);
        Decimal b = Coercions.asDecimal(right == DataType.UNKNOWN ? left : right);
        if (a == null || b == null) {
            return Optional.empty();
        }
        int digits = resultDigits(operation, a, b);
        int scale = resultScale(operation, a, b);
        if (scale > Decimal.MAX_PRECISION) {
            return Optional.empty();
        }
        Decimal result =
                new Decimal(Math.max(scale, Math.min(Decimal.MAX_PRECISION, digits)), scale);
        boolean capped = digits > Decimal.MAX_PRECISION;
        Decimals128 wide = new Decimals128(operation, a, b, result, capped);
        ScalarFunction function =
                ScalarFunction.of(
                        operation.familyName(),
                        List.of(a, b),
                        result,
                        isShort(a) && isShort(b) && isShort(result)
                                ? (arguments, rows, context) -> shorts(wide, arguments, rows)
                                : (arguments, rows, context) -> wide.apply(arguments, rows));
        boolean divides = operation == Operation.DIVIDE || operation == Operation.MODULUS;
        return Optional.of(divides || capped ? function.failing() : function);
    }

    private static boolean isShort(Decimal type) {
        return type.precision() <= Decimal.MAX_LONG_PRECISION;
    }

    private static int resultDigits(Operation operation, Decimal a, Decimal b) {
        int wholeA = a.precision() - a.scale();
        int wholeB = b.precision() - b.scale();
        int scale = Math.max(a.scale(), b.scale());
        return switch (operation) {
            case ADD, SUBTRACT -> Math.max(wholeA, wholeB) + scale + 1;
            case MULTIPLY -> a.precision() + b.precision();
            case DIVIDE -> a.precision() + b.scale() + Math.max(b.scale() - a.scale(), 0);
            case MODULUS -> Math.max(1, Math.min(wholeA, wholeB) + scale);
        };
    }

    private static int resultScale(Operation operation, Decimal a, Decimal b) {
        return operation == Operation.MULTIPLY
                ? a.scale() + b.scale()
                : Math.max(a.scale(), b.scale());
    }

    /// Sides and result in longs; nothing can overflow but the dividend's scaling, which then goes
    /// the wide way.
    private static Vector shorts(Decimals128 wide, List<Vector> arguments, Rows rows) {
        Operation operation = wide.operation;
        if (operation == Operation.DIVIDE || operation == Operation.MODULUS) {
            return wide.apply(arguments, rows);
        }
        int count = rows.rowCount();
        long[] left = Args.longs(arguments.get(0));
        long[] right = Args.longs(arguments.get(1));
        long[] out = new long[count];
        if (operation == Operation.MULTIPLY) {
            LongArithmetic.multiplyUnchecked(left, right, out, count);
            return new LongVector(wide.result, out);
        }
        left = scaled(left, wide.result.scale() - wide.left.scale(), count);
        right = scaled(right, wide.result.scale() - wide.right.scale(), count);
        if (operation == Operation.ADD) {
            LongArithmetic.addUnchecked(left, right, out, count);
        } else {
            LongArithmetic.subtractUnchecked(left, right, out, count);
        }
        return new LongVector(wide.result, out);
    }

    private static long[] scaled(long[] values, int digits, int count) {
        if (digits == 0) {
            return values;
        }
        long[] scaled = new long[count];
        LongArithmetic.scaleUnchecked(values, Int128.powerLow(digits), scaled, count);
        return scaled;
    }

    private static Vector negate(Decimal type, Vector argument, Rows rows) {
        int count = rows.rowCount();
        Decimals values = Args.decimals(argument);
        long[] low = new long[count];
        for (int i = 0; i < count; i++) {
            low[i] = -values.low(i);
        }
        if (isShort(type)) {
            return new LongVector(type, low);
        }
        long[] high = new long[count];
        for (int i = 0; i < count; i++) {
            high[i] = Int128.negatedHigh(values.high(i), values.low(i));
        }
        return new Int128Vector(type, high, low, null, count);
    }

    /// One operator for given types, in 128-bit arithmetic.
    private record Decimals128(
            Operation operation, Decimal left, Decimal right, Decimal result, boolean capped) {

        Vector apply(List<Vector> arguments, Rows rows) {
            Decimals a = Args.decimals(arguments.get(0));
            Decimals b = Args.decimals(arguments.get(1));
            long[] high = new long[rows.rowCount()];
            long[] low = new long[rows.rowCount()];
            switch (operation) {
                case ADD -> add(a, b, high, low, rows, false);
                case SUBTRACT -> add(a, b, high, low, rows, true);
                case MULTIPLY -> multiply(a, b, high, low, rows);
                case DIVIDE -> divide(a, b, high, low, rows);
                case MODULUS -> modulus(a, b, high, low, rows);
            }
            return isShort(result)
                    ? new LongVector(result, low)
                    : new Int128Vector(result, high, low, null, rows.rowCount());
        }

        private void add(
                Decimals a, Decimals b, long[] high, long[] low, Rows rows, boolean subtract) {
            int scaleA = result.scale() - left.scale();
            int scaleB = result.scale() - right.scale();
            Int128 sum = new Int128();
            for (int i = 0; i < rows.selectedCount(); i++) {
                int row = rows.row(i);
                sum.set(b.high(row), b.low(row));
                boolean fits = sum.scaleUp(scaleB);
                long otherHigh = sum.high;
                long otherLow = sum.low;
                sum.set(a.high(row), a.low(row));
                fits &= sum.scaleUp(scaleA);
                fits &=
                        subtract
                                ? sum.subtract(sum.high, sum.low, otherHigh, otherLow)
                                : sum.add(sum.high, sum.low, otherHigh, otherLow);
                store(sum, fits, a, b, row, high, low);
            }
        }

        private void multiply(Decimals a, Decimals b, long[] high, long[] low, Rows rows) {
            if (a.highs() == null && b.highs() == null) {
                LongArithmetic.multiplyWide(a.lows(), b.lows(), high, low, rows.rowCount());
                return;
            }
            Int128 product = new Int128();
            for (int i = 0; i < rows.selectedCount(); i++) {
                int row = rows.row(i);
                boolean fits = product.multiply(a.high(row), a.low(row), b.high(row), b.low(row));
                store(product, fits, a, b, row, high, low);
            }
        }

        private void divide(Decimals a, Decimals b, long[] high, long[] low, Rows rows) {
            int digits = result.scale() - left.scale() + right.scale();
            Int128 quotient = new Int128();
            for (int i = 0; i < rows.selectedCount(); i++) {
                int row = rows.row(i);
                checkDivisor(a, b, row);
                boolean fits =
                        digits <= Int128.MAX_DIGITS
                                ? quotient.divide(
                                        a.high(row), a.low(row), digits, b.high(row), b.low(row))
                                : divideFar(quotient, a, b, row, digits);
                store(quotient, fits, a, b, row, high, low);
            }
        }

        /// Division of a dividend that needs more than 38 further digits, which only a divisor with
        /// a very great scale brings about.
        private static boolean divideFar(
                Int128 quotient, Decimals a, Decimals b, int row, int digits) {
            BigDecimal dividend =
                    new BigDecimal(Int128.toBigInteger(a.high(row), a.low(row)), -digits);
            BigDecimal divisor = new BigDecimal(Int128.toBigInteger(b.high(row), b.low(row)));
            BigInteger exact = dividend.divide(divisor, 0, RoundingMode.HALF_UP).toBigInteger();
            if (exact.bitLength() > 127) {
                return false;
            }
            quotient.set(exact);
            return true;
        }

        private void modulus(Decimals a, Decimals b, long[] high, long[] low, Rows rows) {
            int scaleA = Math.max(0, right.scale() - left.scale());
            int scaleB = Math.max(0, left.scale() - right.scale());
            Int128 rest = new Int128();
            for (int i = 0; i < rows.selectedCount(); i++) {
                int row = rows.row(i);
                checkDivisor(a, b, row);
                rest.set(b.high(row), b.low(row));
                if (!rest.scaleUp(scaleB)) {
                    // A divisor beyond 128 bits is greater than the dividend, which is the rest.
                    rest.set(a.high(row), a.low(row));
                } else {
                    rest.remainder(a.high(row), a.low(row), scaleA, rest.high, rest.low);
                }
                store(rest, true, a, b, row, high, low);
            }
        }

        private void store(
                Int128 value,
                boolean fits,
                Decimals a,
                Decimals b,
                int row,
                long[] high,
                long[] low) {
            if (!fits || !value.fits(result.precision())) {
                if (capped) {
                    throw overflow(a, b, row);
                }
                // Only what stands under a null can be out of its type's range.
                value.set(0, 0);
            }
            high[row] = value.high;
            low[row] = value.low;
        }

        private void checkDivisor(Decimals a, Decimals b, int row) {
            if (b.high(row) == 0 && b.low(row) == 0) {
                throw ArithmeticOperators.divisionByZero(operation, decimal(a, left, row));
            }
        }

        private SqlException overflow(Decimals a, Decimals b, int row) {
            return ArithmeticOperators.overflow(
                    result, operation, decimal(a, left, row), decimal(b, right, row));
        }

        private static String decimal(Decimals values, Decimal type, int row) {
            return new BigDecimal(
                            Int128.toBigInteger(values.high(row), values.low(row)), type.scale())
                    .toPlainString();
        }
    }
}
