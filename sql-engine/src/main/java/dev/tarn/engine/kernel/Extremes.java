package dev.tarn.engine.kernel;

import dev.tarn.engine.kernel.simd.VectorExtremes;

/// Least and greatest of `values[from..to)`, which are one at least, by vector instructions if they
/// have proved faster.
///
/// Doubles are ordered as SQL orders them: -0.0 before 0.0, NaN after everything.
public final class Extremes {
    private Extremes() {}

    public static int least(int[] values, int from, int to) {
        if (to - from >= VectorExtremes.LEAST && Simd.isUsed()) {
            return VectorExtremes.least(values, from, to);
        }
        return leastOneByOne(values, from, to);
    }

    static int leastOneByOne(int[] values, int from, int to) {
        int least = values[from];
        for (int i = from + 1; i < to; i++) {
            least = Math.min(least, values[i]);
        }
        return least;
    }

    public static int greatest(int[] values, int from, int to) {
        if (to - from >= VectorExtremes.LEAST && Simd.isUsed()) {
            return VectorExtremes.greatest(values, from, to);
        }
        return greatestOneByOne(values, from, to);
    }

    static int greatestOneByOne(int[] values, int from, int to) {
        int greatest = values[from];
        for (int i = from + 1; i < to; i++) {
            greatest = Math.max(greatest, values[i]);
        }
        return greatest;
    }

    public static long least(long[] values, int from, int to) {
        if (to - from >= VectorExtremes.LEAST && Simd.isUsed()) {
            return VectorExtremes.least(values, from, to);
        }
        return leastOneByOne(values, from, to);
    }

    static long leastOneByOne(long[] values, int from, int to) {
        long least = values[from];
        for (int i = from + 1; i < to; i++) {
            least = Math.min(least, values[i]);
        }
        return least;
    }

    public static long greatest(long[] values, int from, int to) {
        if (to - from >= VectorExtremes.LEAST && Simd.isUsed()) {
            return VectorExtremes.greatest(values, from, to);
        }
        return greatestOneByOne(values, from, to);
    }

    static long greatestOneByOne(long[] values, int from, int to) {
        long greatest = values[from];
        for (int i = from + 1; i < to; i++) {
            greatest = Math.max(greatest, values[i]);
        }
        return greatest;
    }

    public static double least(double[] values, int from, int to) {
        double least =
                to - from >= VectorExtremes.LEAST && Simd.isUsed()
                        ? VectorExtremes.least(values, from, to)
                        : leastOneByOne(values, from, to);
        return Double.isNaN(least) ? leastBesideNaN(values, from, to) : least;
    }

    private static double leastOneByOne(double[] values, int from, int to) {
        double least = values[from];
        for (int i = from + 1; i < to; i++) {
            least = Math.min(least, values[i]);
        }
        return least;
    }

    private static double leastBesideNaN(double[] values, int from, int to) {
        double least = Double.NaN;
        for (int i = from; i < to; i++) {
            if (Double.compare(values[i], least) < 0) {
                least = values[i];
            }
        }
        return least;
    }

    /// NaN where one is among them, as [Math#max] has it.
    public static double greatest(double[] values, int from, int to) {
        if (to - from >= VectorExtremes.LEAST && Simd.isUsed()) {
            return VectorExtremes.greatest(values, from, to);
        }
        return greatestOneByOne(values, from, to);
    }

    static double greatestOneByOne(double[] values, int from, int to) {
        double greatest = values[from];
        for (int i = from + 1; i < to; i++) {
            greatest = Math.max(greatest, values[i]);
        }
        return greatest;
    }
}
