package dev.tarn.storage.parquet.encoding;

/// Values of one bit, packed from the lowest bit of each byte up. Callers check the packed range.
final class Bits {
    private Bits() {}

    /// The `count` bits, at most 64, at `bit`.
    private static long word(byte[] bytes, long bit, int count) {
        return BitUnpacking.one(bytes, bit, count);
    }

    /// Sets the bits of `words` from `from` on to the `count` bits at `bit`, where `words` has only
    /// zeros. Returns how many are 1.
    static int copy(byte[] bytes, long bit, long[] words, int from, int count) {
        int ones = 0;
        int done = 0;
        while (done < count) {
            int to = from + done;
            int length = Math.min(count - done, 64 - (to & 63));
            long word = word(bytes, bit + done, length);
            words[to >>> 6] |= word << to;
            ones += Long.bitCount(word);
            done += length;
        }
        return ones;
    }

    /// How many of the `count` bits at `bit` are 1.
    static int count(byte[] bytes, long bit, int count) {
        int ones = 0;
        for (int done = 0; done < count; done += 64) {
            ones += Long.bitCount(word(bytes, bit + done, Math.min(64, count - done)));
        }
        return ones;
    }

    /// The `count` bits at `bit` as booleans.
    static void unpack(byte[] bytes, long bit, boolean[] target, int offset, int count) {
        int done = 0;
        while (done < count) {
            int length = Math.min(64, count - done);
            long word = word(bytes, bit + done, length);
            for (int i = 0; i < length; i++) {
                target[offset + done + i] = (word >>> i & 1) != 0;
            }
            done += length;
        }
    }
}
