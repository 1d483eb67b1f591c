package dev.tarn.engine.function.cast;

import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Decimal;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.FloatVector;
import dev.tarn.columnar.IntVector;
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

/// Conversions to whole numbers, floating-point numbers and booleans; [DecimalCasts] has the
/// others.
///
/// To whole numbers and to fewer digits rounds half away from zero, as SQL engines do; what is then
/// out of range fails.
final class NumberCasts {
    /// The powers of ten that are doubles, 10^0 to 10^22.
    private static final double[] POWERS = new double[23];

    static {
        for (int digits = 0; digits < POWERS.length; digits++) {
            POWERS[digits] = Double.parseDouble("1e" + digits);
        }
    }

    private NumberCasts() {}

    static @Nullable Cast toBoolean(DataType from) {
        if (from == DataType.STRING) {
            return Cast.failing((values, rows, failures, context) ->
                    parseBooleans(Args.bytes(values), rows, failures));
        }
        if (!Coercions.isNumeric(from)) {
            return null;
        }
        return Cast.always((values, rows, failures, context) -> {
            boolean[] out = new boolean[rows.rowCount()];
            switch (from.physical()) {
                case INT -> {
                    int[] in = Args.ints(values);
                    for (int row = 0; row < out.length; row++) {
                        out[row] = in[row] != 0;
                    }
                }
                case FLOAT, DOUBLE -> {
                    double[] in = doubles(from, values, rows);
                    for (int row = 0; row < out.length; row++) {
                        out[row] = in[row] != 0;
                    }
                }
                default -> {
                    Decimals in = Args.decimals(values);
                    for (int row = 0; row < out.length; row++) {
                        out[row] = (in.high(row) | in.low(row)) != 0;
                    }
                }
            }
            return new BooleanVector(DataType.BOOLEAN, out);
        });
    }

    private static BooleanVector parseBooleans(Bytes in, Rows rows, Failures failures) {
        boolean[] out = new boolean[rows.rowCount()];
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            switch (TextCasts.string(in, row).strip().toLowerCase(java.util.Locale.ROOT)) {
                case "true", "t", "1" -> out[row] = true;
                case "false", "f", "0" -> out[row] = false;
                default -> failures.invalid(row, TextCasts.string(in, row));
            }
        }
        return new BooleanVector(DataType.BOOLEAN, out);
    }

    static @Nullable Cast toInteger(DataType from, DataType to) {
        long min = min(to);
        if (from == DataType.BOOLEAN) {
            return Cast.always((values, rows, failures, context) ->
                    integers(to, fromBooleans(Args.booleans(values), rows)));
        }
        if (from == DataType.STRING) {
            return Cast.failing((values, rows, failures, context) ->
                    integers(to, parseLongs(Args.bytes(values), rows, min, failures)));
        }
        return switch (from) {
            case Decimal decimal ->
                    Cast.failing((values, rows, failures, context) ->
                            integers(to, whole(values, decimal, rows, min, failures)));
            case DataType.Simple simple ->
                    switch (simple) {
                        case TINYINT, SMALLINT, INTEGER, BIGINT ->
                                new Cast(
                                        (values, rows, failures, context) ->
                                                min(from) < min
                                                        ? narrow(
                                                                to,
                                                                longs(values),
                                                                rows,
                                                                min,
                                                                failures)
                                                        : widen(to, values, rows),
                                        min(from) < min);
                        case REAL, DOUBLE ->
                                Cast.failing((values, rows, failures, context) ->
                                        integers(
                                                to,
                                                rounded(
                                                        doubles(from, values, rows),
                                                        rows,
                                                        min,
                                                        failures)));
                        default -> null;
                    };
            default -> null;
        };
    }

    private static long min(DataType type) {
        if (type == DataType.BIGINT) {
            return Long.MIN_VALUE;
        }
        if (type == DataType.TINYINT) {
            return Byte.MIN_VALUE;
        }
        return type == DataType.SMALLINT ? Short.MIN_VALUE : Integer.MIN_VALUE;
    }

    private static Vector integers(DataType to, long[] values) {
        if (to == DataType.BIGINT) {
            return new LongVector(to, values);
        }
        int[] out = new int[values.length];
        for (int row = 0; row < out.length; row++) {
            out[row] = (int) values[row];
        }
        return new IntVector(to, out);
    }

    /// Any integers as longs; the vector's own array for BIGINT.
    static long[] longs(Vector values) {
        if (values.type().physical() == DataType.Physical.LONG) {
            return Args.longs(values);
        }
        int[] in = Args.ints(values);
        long[] out = new long[in.length];
        for (int row = 0; row < out.length; row++) {
            out[row] = in[row];
        }
        return out;
    }

    static long[] fromBooleans(boolean[] in, Rows rows) {
        long[] out = new long[rows.rowCount()];
        for (int row = 0; row < out.length; row++) {
            out[row] = in[row] ? 1 : 0;
        }
        return out;
    }

    private static Vector widen(DataType to, Vector values, Rows rows) {
        return to == DataType.BIGINT
                ? new LongVector(to, longs(values), null, rows.rowCount())
                : new IntVector(to, Args.ints(values), null, rows.rowCount());
    }

    private static Vector narrow(DataType to, long[] in, Rows rows, long min, Failures failures) {
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            if (in[row] < min || in[row] > -1 - min) {
                failures.outOfRange(row, in[row]);
            }
        }
        int[] out = new int[rows.rowCount()];
        for (int row = 0; row < out.length; row++) {
            out[row] = (int) in[row];
        }
        return new IntVector(to, out);
    }

    private static long[] rounded(double[] in, Rows rows, long min, Failures failures) {
        long[] out = new long[rows.rowCount()];
        double limit = -(double) min;
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            double value = in[row];
            // Math.round goes up at halves; rounding the magnitude goes away from zero.
            double whole = Math.copySign(roundedMagnitude(Math.abs(value)), value);
            if (Double.isNaN(value)) {
                failures.invalid(row, value);
            } else if (whole < -limit || whole >= limit) {
                failures.outOfRange(row, value);
            } else {
                out[row] = (long) whole;
            }
        }
        return out;
    }

    private static double roundedMagnitude(double value) {
        double floor = Math.floor(value);
        return value - floor >= 0.5 ? floor + 1 : floor;
    }

    private static long[] whole(
            Vector values, Decimal type, Rows rows, long min, Failures failures) {
        Decimals in = Args.decimals(values);
        long[] out = new long[rows.rowCount()];
        if (in.highs() == null && type.scale() <= Decimal.MAX_LONG_PRECISION) {
            LongArithmetic.divideRounded(in.lows(), Int128.powerLow(type.scale()), out, out.length);
            for (int i = 0; i < rows.selectedCount(); i++) {
                int row = rows.row(i);
                if (out[row] < min || out[row] > -1 - min) {
                    failures.outOfRange(row, decimal(in, type, row));
                }
            }
            return out;
        }
        Int128 value = new Int128();
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            value.set(in.high(row), in.low(row));
            value.scaleDown(type.scale());
            if (value.high != value.low >> 63 || value.low < min || value.low > -1 - min) {
                failures.outOfRange(row, decimal(in, type, row));
            }
            out[row] = value.low;
        }
        return out;
    }

    private static long[] parseLongs(Bytes in, Rows rows, long min, Failures failures) {
        long[] out = new long[rows.rowCount()];
        byte[] data = in.data();
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            int from = TextCasts.trimmedFrom(in, row);
            int to = TextCasts.trimmedTo(in, row, from);
            long value = NumberText.parseLong(data, from, to);
            if (value == NumberText.NO_LONG && !NumberText.isLong(data, from, to)
                    || value < min
                    || value > -1 - min) {
                failures.invalid(row, TextCasts.string(in, row));
            }
            out[row] = value;
        }
        return out;
    }

    static @Nullable Cast toFloating(DataType from, DataType to) {
        if (from == DataType.STRING) {
            return Cast.failing((values, rows, failures, context) ->
                    floating(to, parseDoubles(Args.bytes(values), rows, failures)));
        }
        if (from == DataType.BOOLEAN || Coercions.isNumeric(from)) {
            return Cast.always(
                    (values, rows, failures, context) -> floating(to, doubles(from, values, rows)));
        }
        return null;
    }

    private static Vector floating(DataType to, double[] values) {
        if (to == DataType.DOUBLE) {
            return new DoubleVector(to, values);
        }
        float[] out = new float[values.length];
        for (int row = 0; row < out.length; row++) {
            out[row] = (float) values[row];
        }
        return new FloatVector(to, out);
    }

    private static double[] parseDoubles(Bytes in, Rows rows, Failures failures) {
        double[] out = new double[rows.rowCount()];
        byte[] data = in.data();
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            int from = TextCasts.trimmedFrom(in, row);
            int to = TextCasts.trimmedTo(in, row, from);
            double value = NumberText.parseDouble(data, from, to);
            if (Double.isNaN(value) && !NumberText.isNan(data, from, to)) {
                failures.invalid(row, TextCasts.string(in, row));
            }
            out[row] = value;
        }
        return out;
    }

    /// Any numbers or booleans as doubles, nearest value.
    static double[] doubles(DataType from, Vector values, Rows rows) {
        double[] out = new double[rows.rowCount()];
        switch (from) {
            case Decimal type -> ofDecimals(Args.decimals(values), type.scale(), rows, out);
            case DataType.Simple simple -> {
                switch (simple.physical()) {
                    case BOOLEAN -> {
                        boolean[] in = Args.booleans(values);
                        for (int row = 0; row < out.length; row++) {
                            out[row] = in[row] ? 1 : 0;
                        }
                    }
                    case INT -> {
                        int[] in = Args.ints(values);
                        for (int row = 0; row < out.length; row++) {
                            out[row] = in[row];
                        }
                    }
                    case LONG -> {
                        long[] in = Args.longs(values);
                        for (int row = 0; row < out.length; row++) {
                            out[row] = in[row];
                        }
                    }
                    case FLOAT -> {
                        float[] in = Args.floats(values);
                        for (int row = 0; row < out.length; row++) {
                            out[row] = in[row];
                        }
                    }
                    default -> System.arraycopy(Args.doubles(values), 0, out, 0, out.length);
                }
            }
            default -> throw new IllegalArgumentException("Not a number: " + from);
        }
        return out;
    }

    private static void ofDecimals(Decimals in, int scale, Rows rows, double[] out) {
        boolean exact = scale < POWERS.length && in.highs() == null;
        if (exact && DoubleArithmetic.ofUnscaled(in.lows(), POWERS[scale], out, out.length)) {
            return;
        }
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            out[row] = toDouble(in.high(row), in.low(row), scale);
        }
    }

    /// The double nearest to an unscaled value; exact division where both sides are exact.
    static double toDouble(long high, long low, int scale) {
        if (high == low >> 63 && DoubleArithmetic.isExact(low) && scale < POWERS.length) {
            return low / POWERS[scale];
        }
        return new BigDecimal(Int128.toBigInteger(high, low), scale).doubleValue();
    }

    private static String decimal(Decimals values, Decimal type, int row) {
        return new BigDecimal(Int128.toBigInteger(values.high(row), values.low(row)), type.scale())
                .toPlainString();
    }
}
