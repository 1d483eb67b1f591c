package dev.tarn.storage.parquet.encoding;

import dev.tarn.columnar.SimdRace;
import dev.tarn.storage.parquet.encoding.simd.VectorSpreading;
import dev.tarn.storage.parquet.encoding.simd.VectorUnpacking;

import java.util.Arrays;

/// Whether bits are unpacked, and ids put between nulls, with vector instructions.
final class Simd {
    private static final int RACE_BLOCKS = 256;
    private static final int RACE_WIDTH = 10;
    private static final int RACE_WIDE = 27;

    private static final SimdRace RACE = SimdRace.start("parquet-simd", new Unpacking());

    /// Constant for C2, which leaves the vectors out where this is false.
    static final boolean POSSIBLE = RACE.isPossible();

    private Simd() {}

    /// Whether vectors are used by now.
    static boolean isUsed() {
        return POSSIBLE && RACE.isWon();
    }

    private static final class Unpacking implements SimdRace.Twins {
        private final byte[] bytes = new byte[RACE_BLOCKS * 32 + 64];
        private final int[] target = new int[RACE_BLOCKS * 8];

        Unpacking() {
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (i * 0x9e3779b9 >>> 24);
            }
        }

        @Override
        public boolean fitMachine() {
            return VectorUnpacking.fitsMachine();
        }

        /// Over every width.
        @Override
        public boolean agree() {
            int[] expected = new int[9 * 8];
            int[] unpacked = new int[9 * 8];
            byte[] some = Arrays.copyOf(bytes, 9 * 32 + 64);
            for (int width = 1; width <= 32; width++) {
                BitUnpacking.scalarBlocks(some, 1, width, expected, 0, 9);
                int done = VectorUnpacking.blocks(some, 1, width, unpacked, 0, 9);
                if (!Arrays.equals(unpacked, 0, 8 * done, expected, 0, 8 * done)) {
                    return false;
                }
            }
            return spreadAlike();
        }

        private boolean spreadAlike() {
            int[] scalar = Arrays.copyOf(target, 128);
            Arrays.setAll(scalar, i -> i + 1);
            int[] vectors = scalar.clone();
            long bits = 0x9e3779b97f4a7c15L;
            int left = Spreading.scalarIds(scalar, 90, bits, 128, -1);
            return VectorSpreading.ids(vectors, 90, bits, 64, -1) == left
                    && Arrays.equals(scalar, vectors);
        }

        /// Both ways through the vectors are run: that of narrow and that of wide numbers.
        @Override
        public boolean vectorsWin() {
            long start = System.nanoTime();
            BitUnpacking.scalarBlocks(bytes, 0, RACE_WIDTH, target, 0, RACE_BLOCKS);
            long middle = System.nanoTime();
            VectorUnpacking.blocks(bytes, 0, RACE_WIDTH, target, 0, RACE_BLOCKS);
            long end = System.nanoTime();
            VectorUnpacking.blocks(bytes, 0, RACE_WIDE, target, 0, RACE_BLOCKS);
            long wide = System.nanoTime();
            return end - middle < middle - start && wide - end < 2 * (middle - start);
        }
    }
}
