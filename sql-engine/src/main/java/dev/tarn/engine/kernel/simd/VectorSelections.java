package dev.tarn.engine.kernel.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

import org.jspecify.annotations.Nullable;

/// Rows that are kept, eight at a time: a comparison gives a bit for each, and a table the rows
/// whose bits are set.
///
/// Each loop looks at `0..count`, as far as whole steps of [#STEP] rows go, and gives the number of
/// rows kept, which it writes, ascending, into `kept`. That has room for `count` rows; behind those
/// kept it may hold anything. Where there is validity, rows whose bit is clear are not kept.
///
/// Source: Polychroniou, Raghavan, Ross, "Rethinking SIMD Vectorization for In-Memory Databases"
/// (SIGMOD 2015), selection scans.
public final class VectorSelections {
    /// Rows of one step.
    public static final int STEP = 8;

    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_256;
    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_256;
    private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_256;
    private static final int HALF = STEP / 2;
    private static final int HALF_BITS = 0xf;
    private static final int LEAST_BITS = 256;

    /// For each byte, the places of its set bits, ascending, and then anything.
    private static final int[] PLACES = places();

    private VectorSelections() {}

    private static int[] places() {
        int[] places = new int[256 * STEP];
        for (int bits = 0; bits < 256; bits++) {
            int at = bits * STEP;
            for (int bit = 0; bit < STEP; bit++) {
                if ((bits >>> bit & 1) != 0) {
                    places[at++] = bit;
                }
            }
        }
        return places;
    }

    /// Whether this machine's vectors are wide enough.
    public static boolean fitsMachine() {
        return VectorShape.preferredShape().vectorBitSize() >= LEAST_BITS;
    }

    /// Rows with `min <= values[row] <= max`.
    public static int inRange(
            int[] values, int min, int max, long @Nullable [] validity, int count, int[] kept) {
        IntVector least = IntVector.broadcast(INTS, min);
        IntVector most = IntVector.broadcast(INTS, max);
        int at = 0;
        for (int row = 0; row <= count - STEP; row += STEP) {
            IntVector step = IntVector.fromArray(INTS, values, row);
            VectorMask<Integer> out =
                    step.compare(VectorOperators.LT, least)
                            .or(step.compare(VectorOperators.GT, most));
            at = keep(~(int) out.toLong() & valid(validity, row), row, kept, at);
        }
        return at;
    }

    /// Rows with `min <= values[row] <= max`.
    public static int inRange(
            long[] values, long min, long max, long @Nullable [] validity, int count, int[] kept) {
        LongVector least = LongVector.broadcast(LONGS, min);
        LongVector most = LongVector.broadcast(LONGS, max);
        int at = 0;
        for (int row = 0; row <= count - STEP; row += STEP) {
            int low = within(LongVector.fromArray(LONGS, values, row), least, most);
            int high = within(LongVector.fromArray(LONGS, values, row + HALF), least, most);
            at = keep((low | high << HALF) & valid(validity, row), row, kept, at);
        }
        return at;
    }

    private static int within(LongVector values, LongVector least, LongVector most) {
        VectorMask<Long> out =
                values.compare(VectorOperators.LT, least)
                        .or(values.compare(VectorOperators.GT, most));
        return ~(int) out.toLong() & HALF_BITS;
    }

    /// Rows with `min <= values[row] <= max`; NaN is in no range.
    public static int inRange(
            double[] values,
            double min,
            double max,
            long @Nullable [] validity,
            int count,
            int[] kept) {
        DoubleVector least = DoubleVector.broadcast(DOUBLES, min);
        DoubleVector most = DoubleVector.broadcast(DOUBLES, max);
        int at = 0;
        for (int row = 0; row <= count - STEP; row += STEP) {
            int low = within(DoubleVector.fromArray(DOUBLES, values, row), least, most);
            int high = within(DoubleVector.fromArray(DOUBLES, values, row + HALF), least, most);
            at = keep((low | high << HALF) & valid(validity, row), row, kept, at);
        }
        return at;
    }

    private static int within(DoubleVector values, DoubleVector least, DoubleVector most) {
        VectorMask<Double> in =
                values.compare(VectorOperators.GE, least)
                        .and(values.compare(VectorOperators.LE, most));
        return (int) in.toLong();
    }

    /// Rows with `bits >>> ids[row] & 1`; ids are below 32.
    public static int whereBit(int[] ids, int bits, int count, int[] kept) {
        IntVector all = IntVector.broadcast(INTS, bits);
        int at = 0;
        for (int row = 0; row <= count - STEP; row += STEP) {
            IntVector step = IntVector.fromArray(INTS, ids, row);
            VectorMask<Integer> set =
                    all.lanewise(VectorOperators.LSHR, step)
                            .lanewise(VectorOperators.AND, 1)
                            .compare(VectorOperators.NE, 0);
            at = keep((int) set.toLong(), row, kept, at);
        }
        return at;
    }

    /// The same for the rows `selection[0..count)`, which may be `kept` itself.
    public static int whereBit(int[] ids, int bits, int[] selection, int count, int[] kept) {
        IntVector all = IntVector.broadcast(INTS, bits);
        int at = 0;
        for (int i = 0; i <= count - STEP; i += STEP) {
            IntVector rows = IntVector.fromArray(INTS, selection, i);
            VectorMask<Integer> set =
                    all.lanewise(
                                    VectorOperators.LSHR,
                                    IntVector.fromArray(INTS, ids, 0, selection, i))
                            .lanewise(VectorOperators.AND, 1)
                            .compare(VectorOperators.NE, 0);
            int found = (int) set.toLong();
            IntVector.fromArray(INTS, PLACES, found * STEP).selectFrom(rows).intoArray(kept, at);
            at += Integer.bitCount(found);
        }
        return at;
    }

    private static int valid(long @Nullable [] validity, int row) {
        return validity == null ? 0xff : (int) (validity[row >>> 6] >>> row) & 0xff;
    }

    private static int keep(int bits, int row, int[] kept, int at) {
        IntVector.fromArray(INTS, PLACES, bits * STEP)
                .lanewise(VectorOperators.ADD, row)
                .intoArray(kept, at);
        return at + Integer.bitCount(bits);
    }
}
