package dev.tarn.engine.function.cast;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Time;
import dev.tarn.columnar.DataType.Timestamp;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.Args.Bytes;
import dev.tarn.engine.function.BytesOut;
import dev.tarn.engine.function.FunctionContext;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.cast.Casts.Cast;
import dev.tarn.engine.kernel.CivilTime;
import dev.tarn.engine.kernel.Int128;
import dev.tarn.engine.kernel.TimeText;
import dev.tarn.engine.kernel.ZoneShift;

import org.jspecify.annotations.Nullable;

/// Conversions to and from dates, times and timestamps.
///
/// Fewer fractional digits round half up. A timestamp without zone is local time of the session's
/// zone when it becomes one with zone, and the other way round.
final class TimeCasts {
    private static final long MICROS_PER_DAY = CivilTime.MICROS_PER_DAY;

    private TimeCasts() {}

    static @Nullable Cast toDate(DataType from) {
        if (from == DataType.STRING) {
            return Cast.failing((values, rows, failures, context) ->
                    parseDates(Args.bytes(values), rows, failures));
        }
        if (!(from instanceof Timestamp type)) {
            return null;
        }
        return Cast.always((values, rows, failures, context) -> {
            long[] in = localMicros(values, type, rows, context);
            int[] out = new int[rows.rowCount()];
            for (int row = 0; row < out.length; row++) {
                out[row] = (int) Math.floorDiv(in[row], MICROS_PER_DAY);
            }
            return new IntVector(DataType.DATE, out);
        });
    }

    /// Microseconds of local time, cut, of timestamps of either kind; local means the session's
    /// zone. The vector's own array where nothing changes.
    static long[] localMicros(Vector values, Timestamp type, Rows rows, FunctionContext context) {
        long[] in = Args.longs(values);
        if (!type.nanos() && !type.withZone()) {
            return in;
        }
        long[] out = new long[rows.rowCount()];
        long unit = type.nanos() ? 1_000 : 1;
        for (int row = 0; row < out.length; row++) {
            out[row] = Math.floorDiv(in[row], unit);
        }
        if (type.withZone()) {
            ZoneShift shift = new ZoneShift(context.zone());
            for (int i = 0; i < rows.selectedCount(); i++) {
                int row = rows.row(i);
                out[row] = shift.toLocal(out[row]);
            }
        }
        return out;
    }

    private static IntVector parseDates(Bytes in, Rows rows, Failures failures) {
        int[] out = new int[rows.rowCount()];
        TimeText text = new TimeText();
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            if (!text.parseDate(in.data(), in.from(row), in.to(row))) {
                failures.invalid(row, TextCasts.string(in, row));
            }
            out[row] = (int) text.days;
        }
        return new IntVector(DataType.DATE, out);
    }

    static @Nullable Cast toTime(DataType from, Time to) {
        return switch (from) {
            case Time time ->
                    Cast.always((values, rows, failures, context) -> {
                        long[] in = Args.longs(values);
                        long[] out = new long[rows.rowCount()];
                        long day = unitsPerDay(to.precision());
                        for (int row = 0; row < out.length; row++) {
                            out[row] = rescale(in[row], time.precision(), to.precision()) % day;
                        }
                        return new LongVector(to, out);
                    });
            case Timestamp timestamp ->
                    Cast.always((values, rows, failures, context) -> {
                        long[] in = localMicros(values, timestamp, rows, context);
                        long[] out = new long[rows.rowCount()];
                        long day = unitsPerDay(to.precision());
                        for (int row = 0; row < out.length; row++) {
                            long ofDay = Math.floorMod(in[row], MICROS_PER_DAY);
                            out[row] = rescale(ofDay, 6, to.precision()) % day;
                        }
                        return new LongVector(to, out);
                    });
            case DataType.Simple simple when simple == DataType.STRING ->
                    Cast.failing((values, rows, failures, context) ->
                            parseTimes(Args.bytes(values), to, rows, failures));
            default -> null;
        };
    }

    private static LongVector parseTimes(Bytes in, Time to, Rows rows, Failures failures) {
        long[] out = new long[rows.rowCount()];
        TimeText text = new TimeText();
        long day = unitsPerDay(to.precision());
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            if (!text.parseTime(in.data(), in.from(row), in.to(row))) {
                failures.invalid(row, TextCasts.string(in, row));
            }
            out[row] = rescale(text.nanos, 9, to.precision()) % day;
        }
        return new LongVector(to, out);
    }

    private static long unitsPerDay(int precision) {
        return precision > 6 ? CivilTime.NANOS_PER_DAY : MICROS_PER_DAY;
    }

    /// A count in the unit of precision `from` as one in the unit of `to`, rounded half up to `to`
    /// digits. Wraps where nanoseconds do not fit.
    static long rescale(long value, int from, int to) {
        int fromDigits = from > 6 ? 9 : 6;
        int toDigits = to > 6 ? 9 : 6;
        long result = value;
        if (to < from) {
            long step = Int128.powerLow(fromDigits - to);
            result = Math.floorDiv(value + step / 2, step) * step;
        }
        return fromDigits == toDigits
                ? result
                : fromDigits > toDigits ? Math.floorDiv(result, 1_000L) : result * 1_000;
    }

    static @Nullable Cast toTimestamp(DataType from, Timestamp to) {
        return switch (from) {
            case Timestamp timestamp ->
                    new Cast(
                            (values, rows, failures, context) ->
                                    timestamps(values, timestamp, to, rows, failures, context),
                            to.nanos() && !timestamp.nanos());
            case DataType.Simple simple when simple == DataType.DATE ->
                    new Cast(
                            (values, rows, failures, context) ->
                                    fromDates(Args.ints(values), to, rows, failures, context),
                            to.nanos());
            case DataType.Simple simple when simple == DataType.STRING ->
                    Cast.failing((values, rows, failures, context) ->
                            parseTimestamps(values, to, rows, failures, context));
            default -> null;
        };
    }

    /// Whether microseconds do not fit a long of nanoseconds.
    private static boolean beyondNanos(long micros) {
        return micros > Long.MAX_VALUE / 1_000 || micros < -Long.MAX_VALUE / 1_000;
    }

    private static LongVector timestamps(
            Vector values,
            Timestamp from,
            Timestamp to,
            Rows rows,
            Failures failures,
            FunctionContext context) {
        long[] in = Args.longs(values);
        long[] out = new long[rows.rowCount()];
        ZoneShift shift = from.withZone() == to.withZone() ? null : new ZoneShift(context.zone());
        boolean widens = to.nanos() && !from.nanos();
        long unit = from.nanos() ? 1_000 : 1;
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            long value = in[row];
            if (shift != null) {
                long micros = Math.floorDiv(value, unit);
                long shifted = to.withZone() ? shift.toUtc(micros) : shift.toLocal(micros);
                value += (shifted - micros) * unit;
            }
            if (widens && beyondNanos(value)) {
                failures.outOfRange(row, TimestampText.of(in[row], from));
                continue;
            }
            out[row] = rescale(value, from.precision(), to.precision());
        }
        return new LongVector(to, out);
    }

    private static LongVector fromDates(
            int[] in, Timestamp to, Rows rows, Failures failures, FunctionContext context) {
        long[] out = new long[rows.rowCount()];
        ZoneShift shift = to.withZone() ? new ZoneShift(context.zone()) : null;
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            long micros = in[row] * MICROS_PER_DAY;
            if (shift != null) {
                micros = shift.toUtc(micros);
            }
            if (to.nanos() && beyondNanos(micros)) {
                failures.outOfRange(row, TimestampText.ofDate(in[row]));
                continue;
            }
            out[row] = to.nanos() ? micros * 1_000 : micros;
        }
        return new LongVector(to, out);
    }

    private static LongVector parseTimestamps(
            Vector values, Timestamp to, Rows rows, Failures failures, FunctionContext context) {
        Bytes in = Args.bytes(values);
        long[] out = new long[rows.rowCount()];
        TimeText text = new TimeText();
        ZoneShift session = new ZoneShift(context.zone());
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            boolean valid = text.parseTimestamp(in.data(), in.from(row), in.to(row));
            if (!valid || text.zone != null && !to.withZone()) {
                failures.invalid(row, TextCasts.string(in, row));
                continue;
            }
            long micros = text.days * MICROS_PER_DAY;
            if (to.nanos() && Math.abs(micros) > Long.MAX_VALUE / 1_000 - MICROS_PER_DAY) {
                failures.outOfRange(row, TextCasts.string(in, row));
                continue;
            }
            if (to.withZone()) {
                long timeMicros = text.nanos / 1_000;
                ZoneShift shift = text.zone == null ? session : new ZoneShift(text.zone);
                micros = shift.toUtc(micros + timeMicros) - timeMicros;
            }
            long ofDay = rescale(text.nanos, 9, to.precision());
            out[row] = (to.nanos() ? micros * 1_000 : micros) + ofDay;
        }
        return new LongVector(to, out);
    }

    static Vector datesToText(Vector values, Rows rows) {
        int[] in = Args.ints(values);
        BytesOut out = new BytesOut(rows.rowCount(), rows.selectedCount() * 10);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            out.start(row);
            TimestampText.appendDate(out, in[row]);
        }
        return out.finish(DataType.STRING, null);
    }

    static Vector timesToText(Vector values, Time type, Rows rows) {
        long[] in = Args.longs(values);
        BytesOut out = new BytesOut(rows.rowCount(), rows.selectedCount() * 16);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            out.start(row);
            TimestampText.appendTime(out, in[row], type.precision());
        }
        return out.finish(DataType.STRING, null);
    }

    static Vector timestampsToText(Vector values, Timestamp type, Rows rows) {
        long[] in = Args.longs(values);
        BytesOut out = new BytesOut(rows.rowCount(), rows.selectedCount() * 30);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            out.start(row);
            TimestampText.append(out, in[row], type);
        }
        return out.finish(DataType.STRING, null);
    }
}
