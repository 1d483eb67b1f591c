package dev.tarn.storage.table;

/// Iceberg's bucket hash: Murmur3, 32 bits, x86 variant, seed 0.
///
/// Source: Iceberg spec, appendix B; Austin Appleby's MurmurHash3.
final class Murmur3 {
    private static final int C1 = 0xcc9e2d51;
    private static final int C2 = 0x1b873593;

    private Murmur3() {}

    /// Of a number, as eight bytes little endian.
    static int hash(long value) {
        int hash = mix(0, (int) value);
        hash = mix(hash, (int) (value >>> 32));
        return finish(hash, 8);
    }

    /// Of bytes.
    static int hash(byte[] bytes, int from, int length) {
        int hash = 0;
        int at = from;
        int blocksEnd = from + (length & ~3);
        for (; at < blocksEnd; at += 4) {
            hash =
                    mix(
                            hash,
                            bytes[at] & 0xff
                                    | (bytes[at + 1] & 0xff) << 8
                                    | (bytes[at + 2] & 0xff) << 16
                                    | bytes[at + 3] << 24);
        }
        int tail = 0;
        for (int i = 0; i < (length & 3); i++) {
            tail |= (bytes[at + i] & 0xff) << 8 * i;
        }
        if ((length & 3) != 0) {
            hash ^= Integer.rotateLeft(tail * C1, 15) * C2;
        }
        return finish(hash, length);
    }

    /// Of an unscaled decimal, as the fewest bytes of big-endian two's complement.
    static int hashDecimal(long high, long low) {
        byte[] bytes = new byte[16];
        for (int i = 0; i < 8; i++) {
            bytes[i] = (byte) (high >>> 56 - 8 * i);
            bytes[8 + i] = (byte) (low >>> 56 - 8 * i);
        }
        int from = 0;
        while (from < 15 && bytes[from] == bytes[from + 1] >> 7) {
            from++;
        }
        return hash(bytes, from, 16 - from);
    }

    private static int mix(int hash, int block) {
        int mixed = hash ^ Integer.rotateLeft(block * C1, 15) * C2;
        return Integer.rotateLeft(mixed, 13) * 5 + 0xe6546b64;
    }

    private static int finish(int hash, int length) {
        int mixed = hash ^ length;
        mixed = (mixed ^ mixed >>> 16) * 0x85ebca6b;
        mixed = (mixed ^ mixed >>> 13) * 0xc2b2ae35;
        return mixed ^ mixed >>> 16;
    }
}
