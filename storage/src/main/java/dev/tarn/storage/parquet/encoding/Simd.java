package dev.tarn.storage.parquet.encoding;

import dev.tarn.storage.parquet.encoding.simd.VectorUnpacking;

import java.util.Arrays;

/// Whether the loops with vector instructions are used: decided once, when the first page is
/// decoded. They are where the module `jdk.incubator.vector` is there, the machine has vectors of
/// 256 bits, the loops pass a test against their scalar twins, and the system property `tarn.simd`
/// is not `false`.
final class Simd {
    /// Constant for C2, which leaves the other side out.
    static final boolean ENABLED = isUsable();

    private static final int TESTED_BLOCKS = 9;

    private Simd() {}

    private static boolean isUsable() {
        boolean wanted = !"false".equals(System.getProperty("tarn.simd"));
        if (!wanted || ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
            return false;
        }
        try {
            return VectorUnpacking.fitsMachine() && unpacksAsScalar();
        } catch (LinkageError | RuntimeException e) {
            // An incubating module may change under us; the scalar loops do the same.
            return false;
        }
    }

    private static boolean unpacksAsScalar() {
        byte[] bytes = new byte[TESTED_BLOCKS * 32 + 64];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 0x9e3779b9 >>> 24);
        }
        int[] expected = new int[TESTED_BLOCKS * 8];
        int[] unpacked = new int[TESTED_BLOCKS * 8];
        for (int width = 1; width <= 32; width++) {
            BitUnpacking.scalarBlocks(bytes, 1, width, expected, 0, TESTED_BLOCKS);
            int done = VectorUnpacking.blocks(bytes, 1, width, unpacked, 0, TESTED_BLOCKS);
            if (!Arrays.equals(unpacked, 0, 8 * done, expected, 0, 8 * done)) {
                return false;
            }
        }
        return true;
    }
}
