package dev.tarn.engine.kernel.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Least and greatest of `values[from..to)`, which are [#LEAST] or more, in four vectors at a time,
/// so that none waits for the one before. What is left behind the last four goes one by one.
public final class VectorExtremes {
    /// Values that are four vectors of any kind.
    public static final int LEAST = 32;

    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_256;
    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_256;
    private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_256;

    private VectorExtremes() {}

    public static int least(int[] values, int from, int to) {
        IntVector first = IntVector.fromArray(INTS, values, from);
        IntVector second = IntVector.fromArray(INTS, values, from + 8);
        IntVector third = IntVector.fromArray(INTS, values, from + 16);
        IntVector fourth = IntVector.fromArray(INTS, values, from + 24);
        int i = from + 32;
        for (; i <= to - 32; i += 32) {
            first = first.min(IntVector.fromArray(INTS, values, i));
            second = second.min(IntVector.fromArray(INTS, values, i + 8));
            third = third.min(IntVector.fromArray(INTS, values, i + 16));
            fourth = fourth.min(IntVector.fromArray(INTS, values, i + 24));
        }
        int least = first.min(second).min(third.min(fourth)).reduceLanes(VectorOperators.MIN);
        for (; i < to; i++) {
            least = Math.min(least, values[i]);
        }
        return least;
    }

    public static int greatest(int[] values, int from, int to) {
        IntVector first = IntVector.fromArray(INTS, values, from);
        IntVector second = IntVector.fromArray(INTS, values, from + 8);
        IntVector third = IntVector.fromArray(INTS, values, from + 16);
        IntVector fourth = IntVector.fromArray(INTS, values, from + 24);
        int i = from + 32;
        for (; i <= to - 32; i += 32) {
            first = first.max(IntVector.fromArray(INTS, values, i));
            second = second.max(IntVector.fromArray(INTS, values, i + 8));
            third = third.max(IntVector.fromArray(INTS, values, i + 16));
            fourth = fourth.max(IntVector.fromArray(INTS, values, i + 24));
        }
        int greatest = first.max(second).max(third.max(fourth)).reduceLanes(VectorOperators.MAX);
        for (; i < to; i++) {
            greatest = Math.max(greatest, values[i]);
        }
        return greatest;
    }

    public static long least(long[] values, int from, int to) {
        LongVector first = LongVector.fromArray(LONGS, values, from);
        LongVector second = LongVector.fromArray(LONGS, values, from + 4);
        LongVector third = LongVector.fromArray(LONGS, values, from + 8);
        LongVector fourth = LongVector.fromArray(LONGS, values, from + 12);
        int i = from + 16;
        for (; i <= to - 16; i += 16) {
            first = first.min(LongVector.fromArray(LONGS, values, i));
            second = second.min(LongVector.fromArray(LONGS, values, i + 4));
            third = third.min(LongVector.fromArray(LONGS, values, i + 8));
            fourth = fourth.min(LongVector.fromArray(LONGS, values, i + 12));
        }
        long least = first.min(second).min(third.min(fourth)).reduceLanes(VectorOperators.MIN);
        for (; i < to; i++) {
            least = Math.min(least, values[i]);
        }
        return least;
    }

    public static long greatest(long[] values, int from, int to) {
        LongVector first = LongVector.fromArray(LONGS, values, from);
        LongVector second = LongVector.fromArray(LONGS, values, from + 4);
        LongVector third = LongVector.fromArray(LONGS, values, from + 8);
        LongVector fourth = LongVector.fromArray(LONGS, values, from + 12);
        int i = from + 16;
        for (; i <= to - 16; i += 16) {
            first = first.max(LongVector.fromArray(LONGS, values, i));
            second = second.max(LongVector.fromArray(LONGS, values, i + 4));
            third = third.max(LongVector.fromArray(LONGS, values, i + 8));
            fourth = fourth.max(LongVector.fromArray(LONGS, values, i + 12));
        }
        long greatest = first.max(second).max(third.max(fourth)).reduceLanes(VectorOperators.MAX);
        for (; i < to; i++) {
            greatest = Math.max(greatest, values[i]);
        }
        return greatest;
    }

    /// NaN where one is among them.
    public static double least(double[] values, int from, int to) {
        DoubleVector first = DoubleVector.fromArray(DOUBLES, values, from);
        DoubleVector second = DoubleVector.fromArray(DOUBLES, values, from + 4);
        DoubleVector third = DoubleVector.fromArray(DOUBLES, values, from + 8);
        DoubleVector fourth = DoubleVector.fromArray(DOUBLES, values, from + 12);
        int i = from + 16;
        for (; i <= to - 16; i += 16) {
            first = first.min(DoubleVector.fromArray(DOUBLES, values, i));
            second = second.min(DoubleVector.fromArray(DOUBLES, values, i + 4));
            third = third.min(DoubleVector.fromArray(DOUBLES, values, i + 8));
            fourth = fourth.min(DoubleVector.fromArray(DOUBLES, values, i + 12));
        }
        double least = first.min(second).min(third.min(fourth)).reduceLanes(VectorOperators.MIN);
        for (; i < to; i++) {
            least = Math.min(least, values[i]);
        }
        return least;
    }

    /// NaN where one is among them.
    public static double greatest(double[] values, int from, int to) {
        DoubleVector first = DoubleVector.fromArray(DOUBLES, values, from);
        DoubleVector second = DoubleVector.fromArray(DOUBLES, values, from + 4);
        DoubleVector third = DoubleVector.fromArray(DOUBLES, values, from + 8);
        DoubleVector fourth = DoubleVector.fromArray(DOUBLES, values, from + 12);
        int i = from + 16;
        for (; i <= to - 16; i += 16) {
            first = first.max(DoubleVector.fromArray(DOUBLES, values, i));
            second = second.max(DoubleVector.fromArray(DOUBLES, values, i + 4));
            third = third.max(DoubleVector.fromArray(DOUBLES, values, i + 8));
            fourth = fourth.max(DoubleVector.fromArray(DOUBLES, values, i + 12));
        }
        double greatest = first.max(second).max(third.max(fourth)).reduceLanes(VectorOperators.MAX);
        for (; i < to; i++) {
            greatest = Math.max(greatest, values[i]);
        }
        return greatest;
    }
}
