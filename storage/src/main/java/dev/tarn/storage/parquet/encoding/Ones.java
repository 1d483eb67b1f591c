package dev.tarn.storage.parquet.encoding;

import java.util.Arrays;

/// Sets runs of bits.
public final class Ones {
    private Ones() {}

    /// Sets `count` bits from bit `from` on.
    public static void fill(long[] words, int from, int count) {
        if (count <= 0) {
            return;
        }
        int first = from >>> 6;
        int last = (from + count - 1) >>> 6;
        long head = -1L << from;
        long tail = -1L >>> -(from + count);
        if (first == last) {
            words[first] |= head & tail;
            return;
        }
        words[first] |= head;
        Arrays.fill(words, first + 1, last, -1L);
        words[last] |= tail;
    }
}
