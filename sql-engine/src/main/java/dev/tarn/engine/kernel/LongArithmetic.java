package dev.tarn.engine.kernel;

/// Arithmetic on the first `count` elements of long arrays.
///
/// Results wrap on overflow. A negative return value says that some element overflowed; which one,
/// and whether anyone asked for it, is for the caller to find out on a second, slow walk. That
/// keeps branches out of the loops, so that C2 can vectorize them.
public final class LongArithmetic {
    private LongArithmetic() {}

    public static long add(long[] left, long[] right, long[] sum, int count) {
        long overflow = 0;
        for (int i = 0; i < count; i++) {
            long a = left[i];
            long b = right[i];
            long r = a + b;
            sum[i] = r;
            overflow |= (a ^ r) & (b ^ r);
        }
        return overflow;
    }

    public static long subtract(long[] left, long[] right, long[] difference, int count) {
        long overflow = 0;
        for (int i = 0; i < count; i++) {
            long a = left[i];
            long b = right[i];
            long r = a - b;
            difference[i] = r;
            overflow |= (a ^ b) & (a ^ r);
        }
        return overflow;
    }

    public static long multiply(long[] left, long[] right, long[] product, int count) {
        long overflow = 0;
        for (int i = 0; i < count; i++) {
            long a = left[i];
            long b = right[i];
            long r = a * b;
            product[i] = r;
            long wrong = Math.multiplyHigh(a, b) ^ r >> 63;
            overflow |= wrong | -wrong;
        }
        return overflow;
    }

    /// Sums that are known to fit.
    public static void addUnchecked(long[] left, long[] right, long[] sum, int count) {
        for (int i = 0; i < count; i++) {
            sum[i] = left[i] + right[i];
        }
    }

    /// Differences that are known to fit.
    public static void subtractUnchecked(long[] left, long[] right, long[] out, int count) {
        for (int i = 0; i < count; i++) {
            out[i] = left[i] - right[i];
        }
    }

    /// Products that are known to fit.
    public static void multiplyUnchecked(long[] left, long[] right, long[] product, int count) {
        for (int i = 0; i < count; i++) {
            product[i] = left[i] * right[i];
        }
    }

    /// Products of `left[i]` and `entries[ids[i]]` that are known to fit.
    public static void multiplyCoded(
            long[] left, long[] entries, int[] ids, long[] product, int count) {
        for (int i = 0; i < count; i++) {
            product[i] = left[i] * entries[ids[i]];
        }
    }

    /// Products with one number that are known to fit.
    public static void scaleUnchecked(long[] values, long factor, long[] product, int count) {
        for (int i = 0; i < count; i++) {
            product[i] = values[i] * factor;
        }
    }

    /// 128-bit products, which cannot overflow.
    public static void multiplyWide(long[] left, long[] right, long[] high, long[] low, int count) {
        for (int i = 0; i < count; i++) {
            high[i] = Math.multiplyHigh(left[i], right[i]);
            low[i] = left[i] * right[i];
        }
    }

    /// Quotients by a positive divisor, rounded half away from zero.
    public static void divideRounded(long[] values, long divisor, long[] out, int count) {
        for (int i = 0; i < count; i++) {
            long value = values[i];
            long quotient = value / divisor;
            long rest = Math.abs(value - quotient * divisor);
            long sign = value >> 63 | 1;
            out[i] = rest >= divisor - rest ? quotient + sign : quotient;
        }
    }
}
