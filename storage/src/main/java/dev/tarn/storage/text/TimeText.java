package dev.tarn.storage.text;

/// ISO 8601 dates and times out of UTF-8 bytes `data[from..to)`. Everything else is [Unparsable].
///
/// Days are counted by Howard Hinnant's `days_from_civil`
/// (<https://howardhinnant.github.io/date_algorithms.html>).
final class TimeText {
    private static final long SECONDS_PER_DAY = 86_400;
    private static final int[] DAYS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    /// Where `yyyy-MM-` and `HH:mm:ss` have their marks, and what stands there.
    private static final long DATE_MARKS = 0xFF0000FF00000000L;

    private static final long DASHES = DATE_MARKS & EightBytes.repeat((byte) '-');
    private static final long SLASHES = DATE_MARKS & EightBytes.repeat((byte) '/');
    private static final long TIME_MARKS = 0x0000FF0000FF0000L;
    private static final long COLONS = TIME_MARKS & EightBytes.repeat((byte) ':');

    private TimeText() {}

    /// Days since 1970-01-01 of `yyyy-MM-dd`, also with slashes.
    static int parseDate(byte[] data, int from, int to) {
        if (to - from != 10) {
            throw Unparsable.INSTANCE;
        }
        return date(data, from);
    }

    /// Of ten bytes.
    private static int date(byte[] data, int at) {
        long word = EightBytes.load(data, at);
        long marks = word & DATE_MARKS;
        long digits = word & ~DATE_MARKS | EightBytes.ZEROS & DATE_MARKS;
        if (marks != DASHES && marks != SLASHES || !EightBytes.areDigits(digits)) {
            throw Unparsable.INSTANCE;
        }
        long pairs = EightBytes.pairs(digits);
        int year = (int) (pairs & 0xFF) * 100 + (int) (pairs >>> 16 & 0xFF);
        int month = (int) (pairs >>> 40 & 0xFF);
        int day = two(data, at + 8);
        if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) {
            throw Unparsable.INSTANCE;
        }
        return epochDay(year, month, day);
    }

    /// Seconds since midnight of the eight bytes `HH:mm:ss`.
    private static int secondOfDay(byte[] data, int at) {
        long word = EightBytes.load(data, at);
        long digits = word & ~TIME_MARKS | EightBytes.ZEROS & TIME_MARKS;
        long pairs = EightBytes.pairs(digits);
        int hour = (int) (pairs & 0xFF);
        int minute = (int) (pairs >>> 24 & 0xFF);
        int second = (int) (pairs >>> 48 & 0xFF);
        boolean isTime =
                (word & TIME_MARKS) == COLONS
                        && EightBytes.areDigits(digits)
                        && hour < 24
                        && minute < 60
                        && second < 60;
        if (!isTime) {
            throw Unparsable.INSTANCE;
        }
        return hour * 3600 + minute * 60 + second;
    }

    private static int daysIn(int year, int month) {
        boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        return month == 2 && leap ? 29 : DAYS[month - 1];
    }

    private static int epochDay(int year, int month, int day) {
        int shifted = month <= 2 ? year - 1 : year;
        int era = Math.floorDiv(shifted, 400);
        int yearOfEra = shifted - era * 400;
        int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * 146_097 + dayOfEra - 719_468;
    }

    /// Units since midnight of `HH:mm[:ss[.fraction]]`; `unitsPerSecond` is a power of ten. Digits
    /// finer than the unit are rounded half up.
    static long parseTime(byte[] data, int from, int to, long unitsPerSecond) {
        long units = time(data, from, to, unitsPerSecond);
        if (units >= SECONDS_PER_DAY * unitsPerSecond) {
            throw Unparsable.INSTANCE;
        }
        return units;
    }

    private static long time(byte[] data, int from, int to, long unitsPerSecond) {
        if (to - from < 8) {
            return hourAndMinute(data, from, to) * 60L * unitsPerSecond;
        }
        long units = secondOfDay(data, from) * unitsPerSecond;
        int at = from + 8;
        return at < to ? units + fraction(data, at, to, unitsPerSecond) : units;
    }

    /// Minutes since midnight of `HH:mm`.
    private static int hourAndMinute(byte[] data, int from, int to) {
        if (to - from != 5 || data[from + 2] != ':') {
            throw Unparsable.INSTANCE;
        }
        int hour = two(data, from);
        int minute = two(data, from + 3);
        if (hour > 23 || minute > 59) {
            throw Unparsable.INSTANCE;
        }
        return hour * 60 + minute;
    }

    private static long fraction(byte[] data, int from, int to, long unitsPerSecond) {
        if (data[from] != '.' || to - from < 2) {
            throw Unparsable.INSTANCE;
        }
        long unit = unitsPerSecond;
        long value = 0;
        for (int at = from + 1; at < to; at++) {
            int digit = data[at] - '0';
            if (digit < 0 || digit > 9) {
                throw Unparsable.INSTANCE;
            }
            if (unit > 1) {
                unit /= 10;
                value += digit * unit;
            } else if (unit == 1) {
                value += digit >= 5 ? 1 : 0;
                unit = 0;
            }
        }
        return value;
    }

    /// Units since 1970-01-01T00:00 of a date, a date and a time apart by `T` or a blank, and,
    /// where `withZone`, an offset (`Z`, `+hh`, `+hh:mm`, `+hhmm`); without offset it is UTC. Where
    /// not `withZone`, an offset is unparsable.
    static long parseTimestamp(
            byte[] data, int from, int to, long unitsPerSecond, boolean withZone) {
        if (to - from < 10) {
            throw Unparsable.INSTANCE;
        }
        long seconds = date(data, from) * SECONDS_PER_DAY;
        int at = from + 10;
        if (at == to) {
            return scaled(seconds, unitsPerSecond, 0);
        }
        if (data[at] != ' ' && data[at] != 'T' && data[at] != 't') {
            throw Unparsable.INSTANCE;
        }
        at++;
        if (to - at == 8) {
            return scaled(seconds + secondOfDay(data, at), unitsPerSecond, 0);
        }
        int zone = zoneStart(data, at, to);
        if (zone < to) {
            if (!withZone) {
                throw Unparsable.INSTANCE;
            }
            seconds -= offsetSeconds(data, zone, to);
        }
        int timeEnd = zone;
        while (timeEnd > at && data[timeEnd - 1] == ' ') {
            timeEnd--;
        }
        return scaled(seconds, unitsPerSecond, time(data, at, timeEnd, unitsPerSecond));
    }

    /// Whether `data[from..to)`, a timestamp, has an offset.
    static boolean hasZone(byte[] data, int from, int to) {
        return to - from > 11 && zoneStart(data, from + 11, to) < to;
    }

    private static long scaled(long seconds, long unitsPerSecond, long units) {
        long whole;
        try {
            whole = Math.addExact(Math.multiplyExact(seconds, unitsPerSecond), units);
        } catch (ArithmeticException overflow) {
            throw Unparsable.INSTANCE;
        }
        return whole;
    }

    private static int zoneStart(byte[] data, int from, int to) {
        for (int at = from; at < to; at++) {
            if (data[at] == 'Z' || data[at] == 'z' || data[at] == '+' || data[at] == '-') {
                return at;
            }
        }
        return to;
    }

    private static long offsetSeconds(byte[] data, int from, int to) {
        int length = to - from;
        if (data[from] == 'Z' || data[from] == 'z') {
            if (length != 1) {
                throw Unparsable.INSTANCE;
            }
            return 0;
        }
        boolean colon = length == 6 && data[from + 3] == ':';
        if (length != 3 && length != 5 && !colon) {
            throw Unparsable.INSTANCE;
        }
        int hours = two(data, from + 1);
        int minutes = length == 3 ? 0 : two(data, to - 2);
        if (hours > 18 || minutes > 59) {
            throw Unparsable.INSTANCE;
        }
        long seconds = hours * 3600L + minutes * 60L;
        return data[from] == '-' ? -seconds : seconds;
    }

    private static int two(byte[] data, int at) {
        int tens = data[at] - '0';
        int ones = data[at + 1] - '0';
        if (tens < 0 || tens > 9 || ones < 0 || ones > 9) {
            throw Unparsable.INSTANCE;
        }
        return tens * 10 + ones;
    }
}
