package dev.tarn.engine.kernel;

/// Arithmetic on the first `count` elements of int arrays for the integers up to 32 bits, whose
/// results must lie within `min..max`. See [LongArithmetic] for the return value.
public final class IntArithmetic {
    private IntArithmetic() {}

    public static long add(int[] left, int[] right, int[] sum, int count, int min, int max) {
        long overflow = 0;
        for (int i = 0; i < count; i++) {
            long r = (long) left[i] + right[i];
            sum[i] = (int) r;
            overflow |= r - min | max - r;
        }
        return overflow;
    }

    public static long subtract(int[] left, int[] right, int[] out, int count, int min, int max) {
        long overflow = 0;
        for (int i = 0; i < count; i++) {
            long r = (long) left[i] - right[i];
            out[i] = (int) r;
            overflow |= r - min | max - r;
        }
        return overflow;
    }

    public static long multiply(int[] left, int[] right, int[] out, int count, int min, int max) {
        long overflow = 0;
        for (int i = 0; i < count; i++) {
            long r = (long) left[i] * right[i];
            out[i] = (int) r;
            overflow |= r - min | max - r;
        }
        return overflow;
    }
}
