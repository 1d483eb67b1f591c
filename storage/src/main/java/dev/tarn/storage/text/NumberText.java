package dev.tarn.storage.text;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Numbers and booleans out of UTF-8 bytes `data[from..to)`. Nothing around the number is accepted.
/// Everything that is not one is [Unparsable].
///
/// Doubles: a mantissa below 2^53 and a power of ten up to 22 are both exact, so one multiplication
/// or division rounds once (Clinger, "How to read floating point numbers accurately", 1990); the
/// rest goes to the JDK.
final class NumberText {
    private static final int MAX_LONG_DIGITS = 18;
    private static final long MAX_EXACT_MANTISSA = 1L << 53;
    private static final long POINTS = EightBytes.repeat((byte) '.');
    private static final double[] POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
        1e17, 1e18, 1e19, 1e20, 1e21, 1e22
    };
    private static final long[] LONG_POWERS = new long[19];

    static {
        LONG_POWERS[0] = 1;
        for (int i = 1; i < LONG_POWERS.length; i++) {
            LONG_POWERS[i] = 10 * LONG_POWERS[i - 1];
        }
    }

    private NumberText() {}

    /// A signed 64-bit integer; overflow is unparsable.
    static long parseLong(byte[] data, int from, int to) {
        int at = from;
        boolean negative = at < to && data[at] == '-';
        if (negative || at < to && data[at] == '+') {
            at++;
        }
        if (at == to) {
            throw Unparsable.INSTANCE;
        }
        int count = to - at;
        if (count <= 8 && to >= 8) {
            long word = EightBytes.tail(data, to, count);
            if (!EightBytes.areDigits(word)) {
                throw Unparsable.INSTANCE;
            }
            long value = EightBytes.number(word);
            return negative ? -value : value;
        }
        if (count > MAX_LONG_DIGITS) {
            return parseBigLong(data, at, to, negative);
        }
        long value = 0;
        while (at < to) {
            int digit = data[at++] - '0';
            if (digit < 0 || digit > 9) {
                throw Unparsable.INSTANCE;
            }
            value = value * 10 + digit;
        }
        return negative ? -value : value;
    }

    private static long parseBigLong(byte[] data, int from, int to, boolean negative) {
        long value = 0;
        long floor = negative ? Long.MIN_VALUE : -Long.MAX_VALUE;
        for (int at = from; at < to; at++) {
            int digit = data[at] - '0';
            if (digit < 0 || digit > 9 || value < floor / 10 || value * 10 < floor + digit) {
                throw Unparsable.INSTANCE;
            }
            value = value * 10 - digit;
        }
        return negative ? value : -value;
    }

    /// A signed 32-bit integer; overflow is unparsable.
    static int parseInt(byte[] data, int from, int to) {
        long value = parseLong(data, from, to);
        if (value != (int) value) {
            throw Unparsable.INSTANCE;
        }
        return (int) value;
    }

    /// A decimal number with an optional exponent, or `nan`, `inf` or `infinity` in any case.
    static double parseDouble(byte[] data, int from, int to) {
        int at = from;
        boolean negative = at < to && data[at] == '-';
        if (negative || at < to && data[at] == '+') {
            at++;
        }
        int count = to - at;
        if (count >= 1 && count <= 8 && to >= 8) {
            long word = EightBytes.tail(data, to, count);
            long point = EightBytes.zeroBytes(word ^ POINTS);
            long digits = withoutPoint(word, point);
            if (EightBytes.areDigits(digits) && (count > 1 || point == 0)) {
                double value = EightBytes.number(digits) / POWERS[8 - EightBytes.first(point)];
                return negative ? -value : value;
            }
        }
        return parseLongDouble(data, from, at, to);
    }

    /// `word` without the first point that `point` marks: what is behind it moves up to it, and a
    /// `0` goes to the end, so that the number is ten times that of the digits. The same word where
    /// there is none. No branch: whether a number has a point is hard to foretell.
    private static long withoutPoint(long word, long point) {
        long bit = (point & -point) >>> 7;
        long before = bit - 1;
        long behind = ~(before | bit * 0xFF);
        long zero = (bit | -bit) >> 63 & (long) '0' << 56;
        return word & before | (word & behind) >>> 8 | zero;
    }

    /// @param start behind the sign
    private static double parseLongDouble(byte[] data, int from, int start, int to) {
        boolean negative = start > from && data[from] == '-';
        int at = start;
        long mantissa = 0;
        int digits = 0;
        int fraction = 0;
        boolean point = false;
        for (; at < to; at++) {
            int digit = data[at] - '0';
            if (digit >= 0 && digit <= 9) {
                mantissa = mantissa * 10 + digit;
                digits++;
                fraction += point ? 1 : 0;
            } else if (data[at] == '.' && !point) {
                point = true;
            } else {
                return parseOtherDouble(data, from, to);
            }
        }
        if (digits == 0) {
            throw Unparsable.INSTANCE;
        }
        if (digits > MAX_LONG_DIGITS || mantissa > MAX_EXACT_MANTISSA || fraction > 22) {
            return parseOtherDouble(data, from, to);
        }
        double value = mantissa / POWERS[fraction];
        return negative ? -value : value;
    }

    private static double parseOtherDouble(byte[] data, int from, int to) {
        String text = new String(data, from, to - from, StandardCharsets.ISO_8859_1);
        byte last = to > from ? data[to - 1] : 0;
        boolean number = last >= '0' && last <= '9' || last == '.';
        if (!number) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "nan" -> Double.NaN;
                case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
                case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
                default -> throw Unparsable.INSTANCE;
            };
        }
        if (data[from] <= ' ' || text.indexOf('x') >= 0 || text.indexOf('X') >= 0) {
            throw Unparsable.INSTANCE;
        }
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw Unparsable.INSTANCE;
        }
    }

    /// The unscaled value of a decimal of `precision` (at most 18) and `scale`; digits beyond the
    /// scale are rounded half up, values beyond the precision are unparsable.
    static long parseShortDecimal(byte[] data, int from, int to, int precision, int scale) {
        int at = from;
        boolean negative = at < to && data[at] == '-';
        if (negative || at < to && data[at] == '+') {
            at++;
        }
        long value = 0;
        int digits = 0;
        int fraction = 0;
        boolean point = false;
        for (; at < to; at++) {
            int digit = data[at] - '0';
            if (digit >= 0 && digit <= 9) {
                value = value * 10 + digit;
                digits++;
                fraction += point ? 1 : 0;
            } else if (data[at] == '.' && !point) {
                point = true;
            } else {
                break;
            }
        }
        if (at < to
                || digits == 0
                || digits + scale - fraction > MAX_LONG_DIGITS
                || fraction > scale) {
            return parseLongDecimal(data, from, to, precision, scale).longValueExact();
        }
        value *= LONG_POWERS[scale - fraction];
        if (value >= LONG_POWERS[precision]) {
            throw Unparsable.INSTANCE;
        }
        return negative ? -value : value;
    }

    /// The unscaled value of a decimal of any precision, rounded and checked as above.
    static BigInteger parseLongDecimal(byte[] data, int from, int to, int precision, int scale) {
        String text = new String(data, from, to - from, StandardCharsets.ISO_8859_1);
        try {
            BigDecimal exact = new BigDecimal(text);
            if ((long) exact.precision() - exact.scale() > precision - scale) {
                throw Unparsable.INSTANCE;
            }
            BigDecimal value = exact.setScale(scale, RoundingMode.HALF_UP);
            if (value.precision() > precision) {
                throw Unparsable.INSTANCE;
            }
            return value.unscaledValue();
        } catch (NumberFormatException e) {
            throw Unparsable.INSTANCE;
        }
    }

    /// `true` or `false`, also as `t`, `f`, `yes`, `no`, `y`, `n`, `1`, `0`; in any case.
    static boolean parseBoolean(byte[] data, int from, int to) {
        if (to - from <= 5) {
            switch (new String(data, from, to - from, StandardCharsets.ISO_8859_1)
                    .toLowerCase(Locale.ROOT)) {
                case "true", "t", "yes", "y", "1" -> {
                    return true;
                }
                case "false", "f", "no", "n", "0" -> {
                    return false;
                }
                default -> throw Unparsable.INSTANCE;
            }
        }
        throw Unparsable.INSTANCE;
    }
}
