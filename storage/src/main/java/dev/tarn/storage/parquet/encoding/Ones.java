package dev.tarn.storage.parquet.encoding;

/// Sets runs of bits.
public final class Ones {
    private Ones() {}

    /// Sets `count` bits from bit `from` on.
    public static void fill(long[] words, int from, int count) {
        int bit = from;
        int end = from + count;
        while (bit < end && (bit & 63) != 0) {
            words[bit >>> 6] |= 1L << bit;
            bit++;
        }
        while (end - bit >= 64) {
            words[bit >>> 6] = -1L;
            bit += 64;
        }
        while (bit < end) {
            words[bit >>> 6] |= 1L << bit;
            bit++;
        }
    }
}
