package dev.tarn.engine.function.cast;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Timestamp;
import dev.tarn.engine.function.BytesOut;
import dev.tarn.engine.kernel.CivilTime;
import dev.tarn.engine.kernel.Int128;

/// Writes dates, times and timestamps as SQL does: `YYYY-MM-DD HH:MM:SS.ffffff`, and ` UTC` after
/// those with zone, which are kept in UTC.
final class TimestampText {
    private TimestampText() {}

    static String of(long value, Timestamp type) {
        BytesOut out = new BytesOut(1, 40);
        append(out, value, type);
        return out.finish(DataType.STRING, null).string(0);
    }

    static String ofDate(int days) {
        BytesOut out = new BytesOut(1, 16);
        appendDate(out, days);
        return out.finish(DataType.STRING, null).string(0);
    }

    static void append(BytesOut out, long value, Timestamp type) {
        long day = type.nanos() ? CivilTime.NANOS_PER_DAY : CivilTime.MICROS_PER_DAY;
        appendDate(out, Math.floorDiv(value, day));
        out.append((byte) ' ');
        appendTime(out, Math.floorMod(value, day), type.precision());
        if (type.withZone()) {
            out.append(" UTC");
        }
    }

    static void appendDate(BytesOut out, long days) {
        long civil = CivilTime.civil(days);
        int year = CivilTime.year(civil);
        if (year < 0) {
            out.append((byte) '-');
        } else if (year > 9999) {
            out.append((byte) '+');
        }
        int magnitude = Math.abs(year);
        if (magnitude > 9999) {
            out.appendLong(magnitude);
        } else {
            out.appendPadded(magnitude, 4);
        }
        int at = out.size();
        byte[] target = out.extend(6);
        target[at] = '-';
        twoDigits(target, at + 1, CivilTime.month(civil));
        target[at + 3] = '-';
        twoDigits(target, at + 4, CivilTime.day(civil));
    }

    private static void twoDigits(byte[] target, int at, int value) {
        target[at] = (byte) ('0' + value / 10);
        target[at + 1] = (byte) ('0' + value % 10);
    }

    /// `value` counts microseconds of the day, or nanoseconds above precision 6.
    static void appendTime(BytesOut out, long value, int precision) {
        int unitDigits = precision > 6 ? 9 : 6;
        long perSecond = Int128.powerLow(unitDigits);
        long seconds = value / perSecond;
        out.appendPadded(seconds / 3600, 2);
        out.append((byte) ':');
        out.appendPadded(seconds / 60 % 60, 2);
        out.append((byte) ':');
        out.appendPadded(seconds % 60, 2);
        if (precision > 0) {
            out.append((byte) '.');
            long fraction = value % perSecond / Int128.powerLow(unitDigits - precision);
            out.appendPadded(fraction, precision);
        }
    }
}
