package dev.tarn.engine.function.cast;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Decimal;
import dev.tarn.columnar.Int128Vector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.Args.Bytes;
import dev.tarn.engine.function.Args.Decimals;
import dev.tarn.engine.function.Coercions;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.cast.Casts.Cast;
import dev.tarn.engine.kernel.DoubleArithmetic;
import dev.tarn.engine.kernel.Int128;
import dev.tarn.engine.kernel.LongArithmetic;
import dev.tarn.engine.kernel.NumberText;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.Objects;

/// Conversions to decimals.
///
/// To fewer digits behind the point rounds half away from zero, as SQL engines do; what then has
/// too many before it fails.
final class DecimalCasts {

    private DecimalCasts() {}

    static @Nullable Cast toDecimal(DataType from, Decimal to) {
        return switch (from) {
            case Decimal decimal ->
                    new Cast(
                            (values, rows, failures, context) ->
                                    rescaled(values, decimal.scale(), to, rows, failures),
                            !holds(to, decimal));
            case DataType.Simple simple ->
                    switch (simple) {
                        case STRING ->
                                Cast.failing((values, rows, failures, context) ->
                                        parseDecimals(values, to, rows, failures));
                        case BOOLEAN ->
                                Cast.failing((values, rows, failures, context) ->
                                        rescaled(
                                                new LongVector(
                                                        DataType.BIGINT,
                                                        NumberCasts.fromBooleans(
                                                                Args.booleans(values), rows)),
                                                0,
                                                to,
                                                rows,
                                                failures));
                        case TINYINT, SMALLINT, INTEGER, BIGINT -> {
                            Decimal whole = Objects.requireNonNull(Coercions.asDecimal(from));
                            yield new Cast(
                                    (values, rows, failures, context) ->
                                            rescaled(
                                                    whole(whole, NumberCasts.longs(values)),
                                                    0,
                                                    to,
                                                    rows,
                                                    failures),
                                    !holds(to, whole));
                        }
                        case REAL, DOUBLE ->
                                Cast.failing((values, rows, failures, context) ->
                                        roundedDecimals(from, values, to, rows, failures));
                        default -> null;
                    };
            default -> null;
        };
    }

    private static boolean holds(Decimal to, Decimal from) {
        return to.scale() >= from.scale()
                && to.precision() - to.scale() >= from.precision() - from.scale();
    }

    private static Vector decimals(Decimal to, long[] high, long[] low) {
        return to.physical() == DataType.Physical.LONG
                ? new LongVector(to, low)
                : new Int128Vector(to, high, low, null, low.length);
    }

    private static Vector rescaled(
            Vector values, int scale, Decimal to, Rows rows, Failures failures) {
        boolean checked = !holds(to, typeOf(values, scale));
        Decimals in = Args.decimals(values);
        if (in.highs() == null
                && to.physical() == DataType.Physical.LONG
                && Math.abs(to.scale() - scale) <= Decimal.MAX_LONG_PRECISION) {
            return rescaledLongs(in.lows(), scale, to, rows, checked ? failures : null);
        }
        long[] high = new long[rows.rowCount()];
        long[] low = new long[rows.rowCount()];
        Int128 value = new Int128();
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            value.set(in.high(row), in.low(row));
            if (!value.rescale(to.scale() - scale) || !value.fits(to.precision())) {
                // Where every value of the type fits, this one stands under a null.
                if (checked) {
                    failures.outOfRange(
                            row,
                            new BigDecimal(Int128.toBigInteger(in.high(row), in.low(row)), scale)
                                    .toPlainString());
                }
                value.set(0, 0);
            }
            high[row] = value.high;
            low[row] = value.low;
        }
        return decimals(to, high, low);
    }

    /// The same where both sides are longs; nothing is checked without `failures`.
    private static Vector rescaledLongs(
            long[] in, int scale, Decimal to, Rows rows, @Nullable Failures failures) {
        int digits = to.scale() - scale;
        long power = Int128.powerLow(Math.abs(digits));
        long most = Int128.powerLow(to.precision()) - 1;
        long[] out = new long[rows.rowCount()];
        if (digits >= 0) {
            LongArithmetic.scaleUnchecked(in, power, out, out.length);
            most /= power;
        } else {
            LongArithmetic.divideRounded(in, power, out, out.length);
        }
        if (failures != null) {
            long[] bounded = digits >= 0 ? in : out;
            for (int i = 0; i < rows.selectedCount(); i++) {
                int row = rows.row(i);
                if (bounded[row] > most || bounded[row] < -most) {
                    failures.outOfRange(row, BigDecimal.valueOf(in[row], scale).toPlainString());
                    out[row] = 0;
                }
            }
        }
        return new LongVector(to, out);
    }

    /// Whole numbers as a decimal of `type`, whose longs they are.
    private static Vector whole(Decimal type, long[] values) {
        if (type.physical() == DataType.Physical.LONG) {
            return new LongVector(type, values);
        }
        long[] high = new long[values.length];
        for (int row = 0; row < high.length; row++) {
            high[row] = values[row] >> 63;
        }
        return new Int128Vector(type, high, values, null, values.length);
    }

    private static Decimal typeOf(Vector values, int scale) {
        return values.type() instanceof Decimal decimal ? decimal : new Decimal(19, scale);
    }

    private static Vector parseDecimals(Vector values, Decimal to, Rows rows, Failures failures) {
        Bytes in = Args.bytes(values);
        long[] high = new long[rows.rowCount()];
        long[] low = new long[rows.rowCount()];
        Int128 value = new Int128();
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            int from = TextCasts.trimmedFrom(in, row);
            int end = TextCasts.trimmedTo(in, row, from);
            if (!NumberText.parseDecimal(in.data(), from, end, to.scale(), value)
                    || !value.fits(to.precision())) {
                failures.invalid(row, TextCasts.string(in, row));
                value.set(0, 0);
            }
            high[row] = value.high;
            low[row] = value.low;
        }
        return decimals(to, high, low);
    }

    private static Vector roundedDecimals(
            DataType from, Vector values, Decimal to, Rows rows, Failures failures) {
        double[] in = NumberCasts.doubles(from, values, rows);
        long[] high = new long[rows.rowCount()];
        long[] low = new long[rows.rowCount()];
        double power = to.scale() <= Decimal.MAX_LONG_PRECISION ? Int128.powerLow(to.scale()) : 0;
        long limit = Int128.powerLow(Math.min(to.precision(), Decimal.MAX_LONG_PRECISION));
        Int128 value = new Int128();
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            double number = in[row];
            if (from == DataType.DOUBLE && to.physical() == DataType.Physical.LONG) {
                long near = DoubleArithmetic.unscaled(number, power);
                if (near > -limit && near < limit) {
                    high[row] = near >> 63;
                    low[row] = near;
                    continue;
                }
            }
            if (!Double.isFinite(number)) {
                failures.invalid(row, number);
                continue;
            }
            String digits =
                    from == DataType.REAL
                            ? Float.toString((float) number)
                            : Double.toString(number);
            if (!NumberText.store(new BigDecimal(digits), to.scale(), value)
                    || !value.fits(to.precision())) {
                failures.outOfRange(row, digits);
                value.set(0, 0);
            }
            high[row] = value.high;
            low[row] = value.low;
        }
        return decimals(to, high, low);
    }
}
