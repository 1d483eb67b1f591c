package dev.tarn.storage.parquet.encoding.simd;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// Bit-packed numbers as ints, as many at a time as a vector has lanes.
///
/// Up to width 25 a number lies within four bytes: a shuffle brings those of each lane into it, a
/// shift and a mask take the rest away. Wider ones are put together from the two words they lie in.
/// C2 keeps the tables, which do not change in the loop, in registers.
public final class VectorUnpacking {
    private static final VectorShape SHAPE = VectorShape.preferredShape();
    private static final VectorSpecies<Integer> INTS = SHAPE.withLanes(int.class);
    private static final VectorSpecies<Byte> BYTES = SHAPE.withLanes(byte.class);
    private static final int LANES = INTS.length();
    private static final int LEAST_BITS = 256;
    private static final int BLOCK = 8;

    /// Widest numbers that lie within four bytes wherever they begin.
    private static final int WITHIN_FOUR_BYTES = 25;

    /// For each width and lane: where its four bytes are, and how far to shift them.
    private static final byte[][] NEAR_BYTES = new byte[33][];

    private static final int[][] NEAR_SHIFTS = new int[33][];

    /// For each width and lane: the words that its number begins and ends in, and how far to shift.
    private static final int[][] LOW_WORDS = new int[33][];

    private static final int[][] HIGH_WORDS = new int[33][];
    private static final int[][] LOW_SHIFTS = new int[33][];
    private static final int[][] HIGH_SHIFTS = new int[33][];

    static {
        for (int width = 1; width <= 32; width++) {
            fillNear(width);
            fillFar(width);
        }
    }

    private VectorUnpacking() {}

    private static void fillNear(int width) {
        byte[] bytes = new byte[BYTES.length()];
        int[] shifts = new int[LANES];
        for (int lane = 0; lane < LANES; lane++) {
            int bit = lane * width;
            shifts[lane] = bit & 7;
            for (int i = 0; i < 4; i++) {
                bytes[4 * lane + i] = (byte) Math.min((bit >>> 3) + i, bytes.length - 1);
            }
        }
        NEAR_BYTES[width] = bytes;
        NEAR_SHIFTS[width] = shifts;
    }

    private static void fillFar(int width) {
        int[] low = new int[LANES];
        int[] high = new int[LANES];
        int[] lowShifts = new int[LANES];
        int[] highShifts = new int[LANES];
        for (int lane = 0; lane < LANES; lane++) {
            int bit = lane * width;
            low[lane] = bit >>> 5;
            lowShifts[lane] = bit & 31;
            // A number at the start of a word is taken from it twice.
            high[lane] = (bit & 31) == 0 ? low[lane] : low[lane] + 1 & LANES - 1;
            highShifts[lane] = -bit & 31;
        }
        LOW_WORDS[width] = low;
        HIGH_WORDS[width] = high;
        LOW_SHIFTS[width] = lowShifts;
        HIGH_SHIFTS[width] = highShifts;
    }

    /// Whether this machine's vectors are wide enough to be worth it.
    public static boolean fitsMachine() {
        return SHAPE.vectorBitSize() >= LEAST_BITS;
    }

    /// Unpacks up to `blocks` blocks of 8 numbers of `width` bits, 1 to 32, that begin at
    /// `bytes[position]`; returns how many: those that whole vectors can be read for.
    public static int blocks(
            byte[] bytes, int position, int width, int[] target, int offset, int blocks) {
        int stepBytes = LANES * width / 8;
        int readable = bytes.length - BYTES.length() - position;
        if (readable < 0) {
            return 0;
        }
        int steps = Math.min(blocks * BLOCK / LANES, readable / stepBytes + 1);
        if (width <= WITHIN_FOUR_BYTES) {
            near(bytes, position, width, target, offset, steps);
        } else {
            far(bytes, position, width, target, offset, steps);
        }
        return steps * (LANES / BLOCK);
    }

    private static void near(
            byte[] bytes, int position, int width, int[] target, int offset, int steps) {
        ByteVector places = ByteVector.fromArray(BYTES, NEAR_BYTES[width], 0);
        IntVector shifts = IntVector.fromArray(INTS, NEAR_SHIFTS[width], 0);
        int mask = (1 << width) - 1;
        int stepBytes = LANES * width / 8;
        int at = position;
        int to = offset;
        for (int step = 0; step < steps; step++) {
            places.selectFrom(ByteVector.fromArray(BYTES, bytes, at))
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, shifts)
                    .lanewise(VectorOperators.AND, mask)
                    .intoArray(target, to);
            at += stepBytes;
            to += LANES;
        }
    }

    private static void far(
            byte[] bytes, int position, int width, int[] target, int offset, int steps) {
        IntVector low = IntVector.fromArray(INTS, LOW_WORDS[width], 0);
        IntVector high = IntVector.fromArray(INTS, HIGH_WORDS[width], 0);
        IntVector lowShifts = IntVector.fromArray(INTS, LOW_SHIFTS[width], 0);
        IntVector highShifts = IntVector.fromArray(INTS, HIGH_SHIFTS[width], 0);
        int mask = (int) ((1L << width) - 1);
        int stepBytes = LANES * width / 8;
        int at = position;
        int to = offset;
        for (int step = 0; step < steps; step++) {
            IntVector words = ByteVector.fromArray(BYTES, bytes, at).reinterpretAsInts();
            low.selectFrom(words)
                    .lanewise(VectorOperators.LSHR, lowShifts)
                    .lanewise(
                            VectorOperators.OR,
                            high.selectFrom(words).lanewise(VectorOperators.LSHL, highShifts))
                    .lanewise(VectorOperators.AND, mask)
                    .intoArray(target, to);
            at += stepBytes;
            to += LANES;
        }
    }
}
