package dev.tarn.engine.kernel;

/// Comparisons of the first `count` elements of two arrays, one boolean each.
///
/// There are three: equal, less than, less than or equal. The other operators are these with sides
/// swapped, or [#negate]d. Floating point follows IEEE: a comparison with NaN is false, and not
/// equal is true.
public final class Comparisons {
    private Comparisons() {}

    public static void equal(boolean[] left, boolean[] right, boolean[] out, int count) {
        for (int i = 0; i < count; i++) {
            out[i] = left[i] == right[i];
        }
    }

    public static void equal(int[] left, int[] right, boolean[] out, int count) {
        for (int i = 0; i < count; i++) {
            out[i] = left[i] == right[i];
        }
    }

    public static void equal(long[] left, long[] right, boolean[] out, int count) {
        for (int i = 0; i < count; i++) {
            out[i] = left[i] == right[i];
        }
    }

    public static void equal(float[] left, float[] right, boolean[] out, int count) {
        for (int i = 0; i < count; i++) {
            out[i] = left[i] == right[i];
        }
    }

    public static void equal(double[] left, double[] right, boolean[] out, int count) {
        for (int i = 0; i < count; i++) {
            out[i] = left[i] == right[i];
        }
    }

    public static void less(boolean[] left, boolean[] right, boolean[] out, int count) {
        for (int i = 0; i < count; i++) {
            out[i] = !left[i] & right[i];
        }
    }

    public static void less(int[] left, int[] right, boolean[] out, int count) {
        for (int i = 0; i < count; i++) {
            out[i] = left[i] < right[i];
        }
    }

    public static void less(long[] left, long[] right, boolean[] out, int count) {
        for (int i = 0; i < count; i++) {
            out[i] = left[i] < right[i];
        }
    }

    public static void less(float[] left, float[] right, boolean[] out, int count) {
        for (int i = 0; i < count; i++) {
            out[i] = left[i] < right[i];
        }
    }

    public static void less(double[] left, double[] right, boolean[] out, int count) {
        for (int i = 0; i < count; i++) {
            out[i] = left[i] < right[i];
        }
    }

    public static void lessOrEqual(boolean[] left, boolean[] right, boolean[] out, int count) {
        for (int i = 0; i < count; i++) {
            out[i] = !left[i] | right[i];
        }
    }

    public static void lessOrEqual(int[] left, int[] right, boolean[] out, int count) {
        for (int i = 0; i < count; i++) {
            out[i] = left[i] <= right[i];
        }
    }

    public static void lessOrEqual(long[] left, long[] right, boolean[] out, int count) {
        for (int i = 0; i < count; i++) {
            out[i] = left[i] <= right[i];
        }
    }

    public static void lessOrEqual(float[] left, float[] right, boolean[] out, int count) {
        for (int i = 0; i < count; i++) {
            out[i] = left[i] <= right[i];
        }
    }

    public static void lessOrEqual(double[] left, double[] right, boolean[] out, int count) {
        for (int i = 0; i < count; i++) {
            out[i] = left[i] <= right[i];
        }
    }

    /// Turns every element over, in place.
    public static void negate(boolean[] values, int count) {
        for (int i = 0; i < count; i++) {
            values[i] = !values[i];
        }
    }
}
