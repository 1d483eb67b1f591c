package dev.tarn.engine.kernel;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.ZoneId;

/// Reads dates, times and timestamps from ASCII text: `[-]YYYY-M-D`, `H:MM[:SS[.f…]]`, both with a
/// space or `T` between them, and a zone after that. Reused from row to row; not thread-safe.
public final class TimeText {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /// Days since 1970-01-01.
    public long days;

    /// Nanoseconds since midnight.
    public long nanos;

    /// The zone that was named, null where none was.
    public @Nullable ZoneId zone;

    private byte[] data = {};
    private int at;
    private int to;

    /// Reads a date and nothing else.
    public boolean parseDate(byte[] text, int from, int end) {
        start(text, from, end);
        return date() && at == to;
    }

    /// Reads a time and nothing else.
    public boolean parseTime(byte[] text, int from, int end) {
        start(text, from, end);
        return time() && at == to;
    }

    /// Reads a date, a time after it if there is one, and a zone after that if there is one.
    public boolean parseTimestamp(byte[] text, int from, int end) {
        start(text, from, end);
        if (!date()) {
            return false;
        }
        if (at < to && (data[at] == ' ' || data[at] == 'T')) {
            at++;
            boolean digit = at < to && isDigit(data[at]);
            if (digit && !time()) {
                return false;
            }
        }
        return at == to || zone();
    }

    private void start(byte[] text, int from, int end) {
        data = text;
        at = from;
        to = end;
        while (at < to && data[at] == ' ') {
            at++;
        }
        while (to > at && data[to - 1] == ' ') {
            to--;
        }
        days = 0;
        nanos = 0;
        zone = null;
    }

    private boolean date() {
        boolean negative = at < to && data[at] == '-';
        if (at < to && (data[at] == '-' || data[at] == '+')) {
            at++;
        }
        int yearFrom = at;
        int year = number(6);
        if (year < 0 || at - yearFrom < 4 || !take('-')) {
            return false;
        }
        int month = number(2);
        if (month < 1 || month > 12 || !take('-')) {
            return false;
        }
        int day = number(2);
        long signedYear = negative ? -year : year;
        if (day < 1 || day > CivilTime.daysInMonth(signedYear, month)) {
            return false;
        }
        days = CivilTime.days(signedYear, month, day);
        return true;
    }

    private boolean time() {
        int hour = number(2);
        if (hour < 0 || hour > 23 || !take(':')) {
            return false;
        }
        int minute = number(2);
        if (minute < 0 || minute > 59) {
            return false;
        }
        int second = 0;
        long fraction = 0;
        if (at < to && data[at] == ':') {
            at++;
            second = number(2);
            if (second < 0 || second > 59) {
                return false;
            }
            if (at < to && data[at] == '.') {
                at++;
                fraction = fraction();
                if (fraction < 0) {
                    return false;
                }
            }
        }
        nanos = (hour * 3600L + minute * 60L + second) * NANOS_PER_SECOND + fraction;
        return true;
    }

    /// Digits after the point as nanoseconds, half away from zero beyond the ninth.
    private long fraction() {
        int from = at;
        long value = 0;
        long weight = NANOS_PER_SECOND;
        boolean roundUp = false;
        for (; at < to && isDigit(data[at]) && at - from < 12; at++) {
            weight /= 10;
            value += weight * (data[at] - '0');
            roundUp |= at - from == 9 && data[at] >= '5';
        }
        return at == from ? -1 : value + (roundUp ? 1 : 0);
    }

    private boolean zone() {
        while (at < to && data[at] == ' ') {
            at++;
        }
        try {
            zone = ZoneId.of(new String(data, at, to - at, StandardCharsets.US_ASCII));
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    /// A number of at most `maxDigits`, -1 where there is none.
    private int number(int maxDigits) {
        int from = at;
        int value = 0;
        for (; at < to && at - from < maxDigits && isDigit(data[at]); at++) {
            value = value * 10 + data[at] - '0';
        }
        return at == from ? -1 : value;
    }

    private boolean take(char c) {
        return at < to && data[at++] == c;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }
}
