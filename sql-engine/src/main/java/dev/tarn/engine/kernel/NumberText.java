package dev.tarn.engine.kernel;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/// Numbers in ASCII text.
public final class NumberText {
    private static final double[] POWERS = new double[23];

    static {
        double power = 1;
        for (int i = 0; i < POWERS.length; i++) {
            POWERS[i] = power;
            power *= 10;
        }
    }

    private NumberText() {}

    /// What [#parseLong] gives for text that is no number; a number too, so ask [#isLong] then.
    public static final long NO_LONG = Long.MIN_VALUE;

    /// The whole number that `data[from..to)` is, an optional sign and digits; [#NO_LONG] where it
    /// is none or too large.
    public static long parseLong(byte[] data, int from, int to) {
        int at = from;
        boolean negative = at < to && data[at] == '-';
        if (at < to && (data[at] == '-' || data[at] == '+')) {
            at++;
        }
        if (at == to) {
            return NO_LONG;
        }
        // Collected as a negative number, because there is one more of those.
        long value = 0;
        for (; at < to; at++) {
            int digit = data[at] - '0';
            if (digit < 0 || digit > 9 || value < Long.MIN_VALUE / 10) {
                return NO_LONG;
            }
            value = value * 10 - digit;
            if (value > 0) {
                return NO_LONG;
            }
        }
        return !negative && value == Long.MIN_VALUE ? NO_LONG : negative ? value : -value;
    }

    /// Whether text for which [#parseLong] gave [#NO_LONG] says just that.
    public static boolean isLong(byte[] data, int from, int to) {
        return to - from >= 20
                && "-9223372036854775808"
                        .equals(
                                "-"
                                        + new String(
                                                        data,
                                                        from,
                                                        to - from,
                                                        StandardCharsets.US_ASCII)
                                                .replaceFirst("^-0*", ""))
                && data[from] == '-';
    }

    /// The double that `data[from..to)` is; NaN where it is none, unless it says so itself
    /// ([#isNan]). Correctly rounded: short numbers by one exact operation, others by the JDK.
    public static double parseDouble(byte[] data, int from, int to) {
        int at = from;
        boolean negative = at < to && data[at] == '-';
        if (at < to && (data[at] == '-' || data[at] == '+')) {
            at++;
        }
        long digits = 0;
        int count = 0;
        int scale = 0;
        boolean point = false;
        for (; at < to; at++) {
            byte b = data[at];
            if (b == '.' && !point) {
                point = true;
            } else if (b >= '0' && b <= '9') {
                digits = digits * 10 + (b - '0');
                count++;
                scale += point ? 1 : 0;
            } else {
                break;
            }
        }
        if (at == to && count > 0 && count <= 15 && scale < POWERS.length) {
            double value = digits / POWERS[scale];
            return negative ? -value : value;
        }
        return parseSlowly(data, from, to);
    }

    private static double parseSlowly(byte[] data, int from, int to) {
        String text = new String(data, from, to - from, StandardCharsets.ISO_8859_1);
        switch (text) {
            case "Infinity", "+Infinity" -> {
                return Double.POSITIVE_INFINITY;
            }
            case "-Infinity" -> {
                return Double.NEGATIVE_INFINITY;
            }
            default -> {}
        }
        for (int i = 0; i < text.length(); i++) {
            if ("0123456789.eE+-".indexOf(text.charAt(i)) < 0) {
                return Double.NaN;
            }
        }
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /// Whether the text is `NaN`.
    public static boolean isNan(byte[] data, int from, int to) {
        int at = from < to && (data[from] == '-' || data[from] == '+') ? from + 1 : from;
        return to - at == 3 && data[at] == 'N' && data[at + 1] == 'a' && data[at + 2] == 'N';
    }

    /// Parses a decimal with `scale` digits after the point, half away from zero, into `out`; false
    /// where the text is no number or needs more than 38 digits.
    public static boolean parseDecimal(byte[] data, int from, int to, int scale, Int128 out) {
        int at = from;
        boolean negative = at < to && data[at] == '-';
        if (at < to && (data[at] == '-' || data[at] == '+')) {
            at++;
        }
        long digits = 0;
        int count = 0;
        int fraction = 0;
        boolean point = false;
        for (; at < to && count <= 18; at++) {
            byte b = data[at];
            if (b == '.' && !point) {
                point = true;
            } else if (b >= '0' && b <= '9') {
                digits = digits * 10 + (b - '0');
                count++;
                fraction += point ? 1 : 0;
            } else {
                break;
            }
        }
        if (at == to && count > 0 && count <= 18) {
            out.set(0, digits);
            boolean fits = out.rescale(scale - fraction);
            if (negative) {
                out.set(Int128.negatedHigh(out.high, out.low), -out.low);
            }
            return fits;
        }
        return parseLongDecimal(data, from, to, scale, out);
    }

    private static boolean parseLongDecimal(byte[] data, int from, int to, int scale, Int128 out) {
        try {
            BigDecimal value =
                    new BigDecimal(new String(data, from, to - from, StandardCharsets.ISO_8859_1));
            return store(value, scale, out);
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /// Rounds `value` half away from zero to `scale` digits into `out`; false where it needs more
    /// than 38.
    public static boolean store(BigDecimal value, int scale, Int128 out) {
        if ((long) value.precision() - value.scale() > Int128.MAX_DIGITS) {
            return false;
        }
        if ((long) value.precision() - value.scale() < -Int128.MAX_DIGITS - 1) {
            out.set(0, 0);
            return true;
        }
        BigDecimal rounded = value.setScale(scale, java.math.RoundingMode.HALF_UP);
        if (rounded.precision() > Int128.MAX_DIGITS && rounded.signum() != 0) {
            return false;
        }
        out.set(rounded.unscaledValue());
        return true;
    }

    /// A double as SQL writes approximate numbers: one digit, point, digits, `E`, exponent.
    public static String scientific(double value) {
        if (value == 0) {
            return 1 / value > 0 ? "0E0" : "-0E0";
        }
        return Double.isFinite(value)
                ? scientific(new BigDecimal(Double.toString(value)))
                : Double.toString(value);
    }

    /// See [#scientific(double)].
    public static String scientific(float value) {
        if (value == 0) {
            return 1 / value > 0 ? "0E0" : "-0E0";
        }
        return Float.isFinite(value)
                ? scientific(new BigDecimal(Float.toString(value)))
                : Float.toString(value);
    }

    private static String scientific(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        String digits = stripped.unscaledValue().abs().toString();
        int exponent = stripped.precision() - stripped.scale() - 1;
        return (value.signum() < 0 ? "-" : "")
                + digits.charAt(0)
                + '.'
                + (digits.length() == 1 ? "0" : digits.substring(1))
                + 'E'
                + exponent;
    }
}
