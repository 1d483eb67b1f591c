package dev.tarn.engine.kernel;

/// IEEE arithmetic on the first `count` elements of double and float arrays. Never fails: division
/// by zero gives an infinity or NaN, as in Trino.
public final class DoubleArithmetic {
    private static final long MAX_EXACT = 1L << 53;

    private DoubleArithmetic() {}

    /// Whether a double holds `value` exactly, as it does all up to 2^53.
    public static boolean isExact(long value) {
        return value >= -MAX_EXACT && value <= MAX_EXACT;
    }

    /// `values[i] / power`, which is the double nearest to it where both are exact; false if one of
    /// the values is not, which leaves `out` of no use.
    public static boolean ofUnscaled(long[] values, double power, double[] out, int count) {
        long beyond = 0;
        for (int i = 0; i < count; i++) {
            long value = values[i];
            out[i] = value / power;
            beyond |= MAX_EXACT + value | MAX_EXACT - value;
        }
        return beyond >= 0;
    }

    /// The long nearest to `number * power`, or `Long.MIN_VALUE` where the error of the product may
    /// decide it: so near to a half, or beyond 2^46. The power is exact.
    public static long unscaled(double number, double power) {
        double product = Math.abs(number) * power;
        if (!(product < 1L << 46)) {
            return Long.MIN_VALUE;
        }
        long whole = (long) product;
        double fraction = product - whole;
        if (Math.abs(fraction - 0.5) < 0x1p-6) {
            return Long.MIN_VALUE;
        }
        long nearest = fraction > 0.5 ? whole + 1 : whole;
        return number < 0 ? -nearest : nearest;
    }

    public static void add(double[] left, double[] right, double[] out, int count) {
        for (int i = 0; i < count; i++) {
            out[i] = left[i] + right[i];
        }
    }

    public static void subtract(double[] left, double[] right, double[] out, int count) {
        for (int i = 0; i < count; i++) {
            out[i] = left[i] - right[i];
        }
    }

    public static void multiply(double[] left, double[] right, double[] out, int count) {
        for (int i = 0; i < count; i++) {
            out[i] = left[i] * right[i];
        }
    }

    public static void divide(double[] left, double[] right, double[] out, int count) {
        for (int i = 0; i < count; i++) {
            out[i] = left[i] / right[i];
        }
    }

    public static void modulus(double[] left, double[] right, double[] out, int count) {
        for (int i = 0; i < count; i++) {
            out[i] = left[i] % right[i];
        }
    }

    public static void add(float[] left, float[] right, float[] out, int count) {
        for (int i = 0; i < count; i++) {
            out[i] = left[i] + right[i];
        }
    }

    public static void subtract(float[] left, float[] right, float[] out, int count) {
        for (int i = 0; i < count; i++) {
            out[i] = left[i] - right[i];
        }
    }

    public static void multiply(float[] left, float[] right, float[] out, int count) {
        for (int i = 0; i < count; i++) {
            out[i] = left[i] * right[i];
        }
    }

    public static void divide(float[] left, float[] right, float[] out, int count) {
        for (int i = 0; i < count; i++) {
            out[i] = left[i] / right[i];
        }
    }

    public static void modulus(float[] left, float[] right, float[] out, int count) {
        for (int i = 0; i < count; i++) {
            out[i] = left[i] % right[i];
        }
    }
}
