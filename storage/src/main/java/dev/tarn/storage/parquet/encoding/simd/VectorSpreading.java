package dev.tarn.storage.parquet.encoding.simd;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Dense numbers put into the slots that have one, eight at a time: a table tells, for each eight
/// validity bits, which of the next numbers goes into which lane.
public final class VectorSpreading {
    private static final int LANES = 8;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_256;

    /// For each eight bits and each lane, how many bits below it are set.
    private static final int[] SOURCES = new int[256 * LANES];

    static {
        for (int bits = 0; bits < 256; bits++) {
            for (int lane = 0; lane < LANES; lane++) {
                SOURCES[bits * LANES + lane] = Integer.bitCount(bits & (1 << lane) - 1);
            }
        }
    }

    private VectorSpreading() {}

    /// Fills the slots `base..base + 64` of `ids`, from the last on, out of the numbers that end at
    /// `dense`, at most `base + 64`, where `bits` has a one, and with `absent` elsewhere; returns
    /// where the numbers that are left end.
    public static int ids(int[] ids, int dense, long bits, int base, int absent) {
        IntVector nothing = IntVector.broadcast(INTS, absent);
        IntVector lanes = IntVector.broadcast(INTS, 0).addIndex(1);
        int left = dense;
        for (int slot = Long.SIZE - LANES; slot >= 0; slot -= LANES) {
            int part = (int) (bits >>> slot) & 0xff;
            left -= Integer.bitCount(part);
            VectorMask<Integer> present =
                    IntVector.broadcast(INTS, part)
                            .lanewise(VectorOperators.LSHR, lanes)
                            .lanewise(VectorOperators.AND, 1)
                            .compare(VectorOperators.NE, 0);
            IntVector spread =
                    IntVector.fromArray(INTS, SOURCES, part * LANES)
                            .selectFrom(IntVector.fromArray(INTS, ids, left));
            nothing.blend(spread, present).intoArray(ids, base + slot);
        }
        return left;
    }
}
