package dev.tarn.storage.parquet.encoding;

import dev.tarn.storage.parquet.encoding.simd.VectorUnpacking;

import java.util.Arrays;

/// Whether the loops with vector instructions are used.
///
/// They may be where the module `jdk.incubator.vector` is there, the machine has vectors of 256
/// bits and the system property `tarn.simd` is not `false`; that is decided once. Until C2 has
/// compiled them they are a thousand times slower than their scalar twins, so a thread of low
/// priority runs both first: when the answers agree and the vectors have been faster, they are used
/// from then on. `tarn.simd=always` leaves out the race.
final class Simd {
    /// Constant for C2, which leaves the vectors out where this is false.
    static final boolean POSSIBLE = isPossible();

    private static final boolean ALWAYS = "always".equals(System.getProperty("tarn.simd"));
    private static final int RACE_BLOCKS = 256;
    private static final int RACE_WIDTH = 10;
    private static final int ROUNDS = 400_000;
    private static final int WINS = 200;

    private static volatile boolean faster;

    static {
        if (POSSIBLE) {
            if (ALWAYS) {
                faster = agree();
            } else {
                Thread.ofPlatform()
                        .name("parquet-simd")
                        .daemon()
                        .priority(Thread.MIN_PRIORITY)
                        .start(() -> faster = agree() && winsRace());
            }
        }
    }

    private Simd() {}

    /// Whether vectors are used by now.
    static boolean isUsed() {
        return POSSIBLE && faster;
    }

    private static boolean isPossible() {
        boolean wanted = !"false".equals(System.getProperty("tarn.simd"));
        if (!wanted || ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
            return false;
        }
        try {
            return VectorUnpacking.fitsMachine();
        } catch (LinkageError | RuntimeException e) {
            // An incubating module may change under us; the scalar loops do the same.
            return false;
        }
    }

    /// Whether the twins unpack every width alike.
    private static boolean agree() {
        byte[] bytes = bytes(9 * 32);
        int[] expected = new int[9 * 8];
        int[] unpacked = new int[9 * 8];
        try {
            for (int width = 1; width <= 32; width++) {
                BitUnpacking.scalarBlocks(bytes, 1, width, expected, 0, 9);
                int done = VectorUnpacking.blocks(bytes, 1, width, unpacked, 0, 9);
                if (!Arrays.equals(unpacked, 0, 8 * done, expected, 0, 8 * done)) {
                    return false;
                }
            }
            return true;
        } catch (LinkageError | RuntimeException e) {
            return false;
        }
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length + 64];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 0x9e3779b9 >>> 24);
        }
        return bytes;
    }

    /// Whether vectors have become faster, within a bounded number of rounds. Both ways through
    /// them are run: that of narrow and that of wide numbers.
    private static boolean winsRace() {
        byte[] bytes = bytes(RACE_BLOCKS * 32);
        int[] target = new int[RACE_BLOCKS * 8];
        int wins = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            BitUnpacking.scalarBlocks(bytes, 0, RACE_WIDTH, target, 0, RACE_BLOCKS);
            long middle = System.nanoTime();
            VectorUnpacking.blocks(bytes, 0, RACE_WIDTH, target, 0, RACE_BLOCKS);
            long end = System.nanoTime();
            VectorUnpacking.blocks(bytes, 0, 27, target, 0, RACE_BLOCKS);
            long wide = System.nanoTime();
            boolean won = end - middle < middle - start && wide - end < 2 * (middle - start);
            wins = won ? wins + 1 : 0;
            if (wins == WINS) {
                return true;
            }
        }
        return false;
    }
}
