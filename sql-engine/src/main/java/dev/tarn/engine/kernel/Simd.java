package dev.tarn.engine.kernel;

import dev.tarn.columnar.SimdRace;
import dev.tarn.engine.kernel.simd.VectorExtremes;
import dev.tarn.engine.kernel.simd.VectorSelections;

import java.util.Arrays;

/// Whether rows are picked, and extremes found, with vector instructions.
public final class Simd {
    private static final int RACE_ROWS = 2048;
    private static final int SOME_BITS = 0x9e3779b9;

    private static final SimdRace RACE = SimdRace.start("kernel-simd", new Loops());

    /// Constant for C2, which leaves the vectors out where this is false.
    static final boolean POSSIBLE = RACE.isPossible();

    private Simd() {}

    /// Whether vectors are used by now.
    public static boolean isUsed() {
        return POSSIBLE && RACE.isWon();
    }

    private static final class Loops implements SimdRace.Twins {
        private final long[] longs = new long[RACE_ROWS];
        private final int[] ints = new int[RACE_ROWS];
        private final double[] doubles = new double[RACE_ROWS];
        private final int[] kept = new int[RACE_ROWS];
        private final int[] expected = new int[RACE_ROWS];
        private final int[] ids = new int[RACE_ROWS];
        private final int[] whereBit = new int[RACE_ROWS];

        Loops() {
            for (int row = 0; row < RACE_ROWS; row++) {
                longs[row] = (long) row * 0x9e3779b97f4a7c15L >> 56;
                ints[row] = (int) longs[row];
                doubles[row] = longs[row];
                ids[row] = ints[row] & 31;
            }
        }

        @Override
        public boolean fitMachine() {
            return VectorSelections.fitsMachine();
        }

        @Override
        public boolean agree() {
            int count = RangeSelections.rowsInRange(longs, -9, 40, null, 0, RACE_ROWS, expected, 0);
            int bits = Selections.rowsWhereBit(ids, SOME_BITS, 0, RACE_ROWS, whereBit, 0);
            return extremesAgree()
                    && VectorSelections.whereBit(ids, SOME_BITS, RACE_ROWS, kept) == bits
                    && Arrays.equals(kept, 0, bits, whereBit, 0, bits)
                    && isExpected(
                            VectorSelections.inRange(longs, -9, 40, null, RACE_ROWS, kept), count)
                    && isExpected(
                            VectorSelections.inRange(ints, -9, 40, null, RACE_ROWS, kept), count)
                    && isExpected(
                            VectorSelections.inRange(doubles, -9, 40, null, RACE_ROWS, kept),
                            count);
        }

        private boolean extremesAgree() {
            return VectorExtremes.least(longs, 1, RACE_ROWS)
                            == Extremes.leastOneByOne(longs, 1, RACE_ROWS)
                    && VectorExtremes.greatest(ints, 1, RACE_ROWS)
                            == Extremes.greatestOneByOne(ints, 1, RACE_ROWS)
                    && VectorExtremes.greatest(doubles, 1, RACE_ROWS)
                            == Extremes.greatestOneByOne(doubles, 1, RACE_ROWS);
        }

        private boolean isExpected(int count, int expectedCount) {
            return Arrays.equals(kept, 0, count, expected, 0, expectedCount);
        }

        @Override
        public boolean vectorsWin() {
            return selectionsWin() && extremesWin();
        }

        private boolean extremesWin() {
            long start = System.nanoTime();
            double sum = Extremes.leastOneByOne(longs, 0, RACE_ROWS);
            long scalar = System.nanoTime();
            sum += VectorExtremes.least(longs, 0, RACE_ROWS);
            long vectorLongs = System.nanoTime();
            sum += VectorExtremes.least(ints, 0, RACE_ROWS);
            long vectorInts = System.nanoTime();
            sum += VectorExtremes.least(doubles, 0, RACE_ROWS);
            long vectorDoubles = System.nanoTime();
            return !Double.isNaN(sum)
                    && vectorLongs - scalar < scalar - start
                    && vectorInts - vectorLongs < scalar - start
                    && vectorDoubles - vectorInts < scalar - start;
        }

        private boolean selectionsWin() {
            long start = System.nanoTime();
            RangeSelections.rowsInRange(ints, -9, 40, null, 0, RACE_ROWS, kept, 0);
            long scalarInts = System.nanoTime();
            VectorSelections.inRange(ints, -9, 40, null, RACE_ROWS, kept);
            long vectorInts = System.nanoTime();
            RangeSelections.rowsInRange(longs, -9, 40, null, 0, RACE_ROWS, kept, 0);
            long scalarLongs = System.nanoTime();
            VectorSelections.inRange(longs, -9, 40, null, RACE_ROWS, kept);
            long vectorLongs = System.nanoTime();
            VectorSelections.inRange(doubles, -9, 40, null, RACE_ROWS, kept);
            long vectorDoubles = System.nanoTime();
            VectorSelections.whereBit(ids, SOME_BITS, RACE_ROWS, kept);
            long vectorBits = System.nanoTime();
            return vectorInts - scalarInts < scalarInts - start
                    && vectorLongs - scalarLongs < scalarLongs - vectorInts
                    && vectorDoubles - vectorLongs < scalarLongs - vectorInts
                    && vectorBits - vectorDoubles < scalarInts - start;
        }
    }
}
