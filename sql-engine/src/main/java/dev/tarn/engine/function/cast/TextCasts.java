package dev.tarn.engine.function.cast;

import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Decimal;
import dev.tarn.columnar.DataType.Fixed;
import dev.tarn.columnar.IntervalText;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.Args.Bytes;
import dev.tarn.engine.function.Args.Decimals;
import dev.tarn.engine.function.BytesOut;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.cast.Casts.Cast;
import dev.tarn.engine.kernel.Int128;
import dev.tarn.engine.kernel.NumberText;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/// Conversions to text and between kinds of bytes.
final class TextCasts {
    private TextCasts() {}

    static @Nullable Cast toText(DataType from) {
        return switch (from) {
            case Decimal decimal ->
                    Cast.always(
                            (values, rows, failures, context) -> decimals(values, decimal, rows));
            case DataType.Time time ->
                    Cast.always((values, rows, failures, context) ->
                            TimeCasts.timesToText(values, time, rows));
            case DataType.Timestamp timestamp ->
                    Cast.always((values, rows, failures, context) ->
                            TimeCasts.timestampsToText(values, timestamp, rows));
            case DataType.Simple simple ->
                    switch (simple) {
                        case BOOLEAN ->
                                Cast.always((values, rows, failures, context) ->
                                        booleans(values, rows));
                        case TINYINT, SMALLINT, INTEGER ->
                                Cast.always(
                                        (values, rows, failures, context) -> ints(values, rows));
                        case BIGINT ->
                                Cast.always(
                                        (values, rows, failures, context) -> longs(values, rows));
                        case REAL ->
                                Cast.always(
                                        (values, rows, failures, context) -> floats(values, rows));
                        case DOUBLE ->
                                Cast.always(
                                        (values, rows, failures, context) -> doubles(values, rows));
                        case DATE ->
                                Cast.always((values, rows, failures, context) ->
                                        TimeCasts.datesToText(values, rows));
                        case UUID ->
                                Cast.always(
                                        (values, rows, failures, context) -> uuids(values, rows));
                        case INTERVAL_YEAR_MONTH, INTERVAL_DAY_SECOND ->
                                Cast.always((values, rows, failures, context) ->
                                        intervals(values, rows));
                        case STRING, BINARY, VARIANT, UNKNOWN -> null;
                    };
            case Fixed ignored -> null;
            case DataType.Shape ignored -> null;
            case DataType.ListOf ignored -> null;
            case DataType.MapOf ignored -> null;
            case DataType.StructOf ignored -> null;
        };
    }

    private static Vector booleans(Vector values, Rows rows) {
        boolean[] in = Args.booleans(values);
        BytesOut out = new BytesOut(rows.rowCount(), rows.selectedCount() * 5);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            out.start(row);
            out.append(in[row] ? "true" : "false");
        }
        return out.finish(DataType.STRING, null);
    }

    private static Vector ints(Vector values, Rows rows) {
        int[] in = Args.ints(values);
        BytesOut out = new BytesOut(rows.rowCount(), rows.selectedCount() * 8);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            out.start(row);
            out.appendLong(in[row]);
        }
        return out.finish(DataType.STRING, null);
    }

    private static Vector longs(Vector values, Rows rows) {
        long[] in = Args.longs(values);
        BytesOut out = new BytesOut(rows.rowCount(), rows.selectedCount() * 12);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            out.start(row);
            out.appendLong(in[row]);
        }
        return out.finish(DataType.STRING, null);
    }

    private static Vector floats(Vector values, Rows rows) {
        float[] in = Args.floats(values);
        BytesOut out = new BytesOut(rows.rowCount(), rows.selectedCount() * 12);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            out.start(row);
            out.append(NumberText.scientific(in[row]));
        }
        return out.finish(DataType.STRING, null);
    }

    private static Vector doubles(Vector values, Rows rows) {
        double[] in = Args.doubles(values);
        BytesOut out = new BytesOut(rows.rowCount(), rows.selectedCount() * 20);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            out.start(row);
            out.append(NumberText.scientific(in[row]));
        }
        return out.finish(DataType.STRING, null);
    }

    private static Vector decimals(Vector values, Decimal type, Rows rows) {
        Decimals in = Args.decimals(values);
        BytesOut out = new BytesOut(rows.rowCount(), rows.selectedCount() * 12);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            out.start(row);
            long high = in.high(row);
            long low = in.low(row);
            if (high == low >> 63 && low != Long.MIN_VALUE) {
                appendDecimal(out, low, type.scale());
            } else {
                BigInteger unscaled = Int128.toBigInteger(high, low);
                out.append(new java.math.BigDecimal(unscaled, type.scale()).toPlainString());
            }
        }
        return out.finish(DataType.STRING, null);
    }

    private static void appendDecimal(BytesOut out, long unscaled, int scale) {
        if (unscaled < 0) {
            out.append((byte) '-');
        }
        long magnitude = Math.abs(unscaled);
        if (scale == 0) {
            out.appendLong(magnitude);
            return;
        }
        long power = scale <= 18 ? Int128.powerLow(scale) : Long.MAX_VALUE;
        out.appendLong(scale <= 18 ? magnitude / power : 0);
        out.append((byte) '.');
        out.appendPadded(scale <= 18 ? magnitude % power : magnitude, scale);
    }

    private static Vector intervals(Vector values, Rows rows) {
        long[] in = Args.longs(values);
        BytesOut out = new BytesOut(rows.rowCount(), rows.selectedCount() * 16);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            out.start(row);
            out.append(IntervalText.of(values.type(), in[row]));
        }
        return out.finish(DataType.STRING, null);
    }

    private static Vector uuids(Vector values, Rows rows) {
        Bytes in = Args.bytes(values);
        BytesOut out = new BytesOut(rows.rowCount(), rows.selectedCount() * 36);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            out.start(row);
            for (int at = in.from(row); at < in.to(row); at++) {
                int within = at - in.from(row);
                if (within == 4 || within == 6 || within == 8 || within == 10) {
                    out.append((byte) '-');
                }
                out.append((byte) Character.forDigit(in.data()[at] >> 4 & 15, 16));
                out.append((byte) Character.forDigit(in.data()[at] & 15, 16));
            }
        }
        return out.finish(DataType.STRING, null);
    }

    static @Nullable Cast toBinary(DataType from, DataType to) {
        if (from.physical() != DataType.Physical.BYTES) {
            return null;
        }
        if (from == DataType.STRING) {
            return to == DataType.UUID
                    ? Cast.failing((values, rows, failures, context) ->
                            parseUuids(Args.bytes(values), rows, failures))
                    : null;
        }
        int length = to instanceof Fixed(int fixed) ? fixed : to == DataType.UUID ? 16 : -1;
        Casts.Converter relabel =
                (values, rows, failures, context) -> {
                    Bytes in = Args.bytes(values);
                    for (int i = 0; i < rows.selectedCount() && length >= 0; i++) {
                        int row = rows.row(i);
                        if (in.to(row) - in.from(row) != length) {
                            failures.invalid(row, "of " + (in.to(row) - in.from(row)) + " bytes");
                        }
                    }
                    BytesVector flat = (BytesVector) values.flatten();
                    return new BytesVector(
                            to, flat.data(), flat.offsets(), flat.validity(), rows.rowCount());
                };
        return new Cast(relabel, length >= 0);
    }

    private static Vector parseUuids(Bytes in, Rows rows, Failures failures) {
        BytesOut out = new BytesOut(rows.rowCount(), rows.selectedCount() * 16);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            out.start(row);
            String text = string(in, row);
            try {
                if (text.length() != 36) {
                    throw new IllegalArgumentException();
                }
                UUID uuid = UUID.fromString(text);
                out.append(
                        java.nio.ByteBuffer.allocate(16)
                                .putLong(uuid.getMostSignificantBits())
                                .putLong(uuid.getLeastSignificantBits())
                                .array());
            } catch (IllegalArgumentException e) {
                failures.invalid(row, text);
            }
        }
        return out.finish(DataType.UUID, null);
    }

    /// The text of one row, for messages and slow ways.
    static String string(Bytes in, int row) {
        return new String(
                in.data(), in.from(row), in.to(row) - in.from(row), StandardCharsets.UTF_8);
    }

    static int trimmedFrom(Bytes in, int row) {
        int from = in.from(row);
        while (from < in.to(row) && isSpace(in.data()[from])) {
            from++;
        }
        return from;
    }

    static int trimmedTo(Bytes in, int row, int from) {
        int to = in.to(row);
        while (to > from && isSpace(in.data()[to - 1])) {
            to--;
        }
        return to;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b >= '\t' && b <= '\r';
    }
}
