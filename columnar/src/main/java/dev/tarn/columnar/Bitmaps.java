package dev.tarn.columnar;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// Loops over bitmaps kept as `long` words, lowest bit first. A null bitmap has every bit set.
public final class Bitmaps {
    private Bitmaps() {}

    /// Words that `bitCount` bits need.
    public static int wordCount(int bitCount) {
        return (bitCount + 63) >>> 6;
    }

    /// A bitmap of `bitCount` bits, all clear.
    public static long[] allClear(int bitCount) {
        return new long[wordCount(bitCount)];
    }

    /// A bitmap of `bitCount` bits, all set; bits beyond the count in the last word are clear.
    public static long[] allSet(int bitCount) {
        long[] words = new long[wordCount(bitCount)];
        Arrays.fill(words, -1L);
        if ((bitCount & 63) != 0) {
            words[words.length - 1] = (1L << bitCount) - 1;
        }
        return words;
    }

    public static boolean isSet(long @Nullable [] words, int bit) {
        return words == null || (words[bit >>> 6] >>> bit & 1) != 0;
    }

    public static void set(long[] words, int bit) {
        words[bit >>> 6] |= 1L << bit;
    }

    public static void clear(long[] words, int bit) {
        words[bit >>> 6] &= ~(1L << bit);
    }

    /// Number of set bits among the first `bitCount`.
    public static int count(long @Nullable [] words, int bitCount) {
        if (words == null) {
            return bitCount;
        }
        int count = 0;
        int full = bitCount >>> 6;
        for (int word = 0; word < full; word++) {
            count += Long.bitCount(words[word]);
        }
        if ((bitCount & 63) != 0) {
            count += Long.bitCount(words[full] & ((1L << bitCount) - 1));
        }
        return count;
    }

    /// The first set bit of `from..to`; `to` where there is none.
    public static int nextSet(long @Nullable [] words, int from, int to) {
        return words == null ? from : next(words, 0, from, to);
    }

    /// The first clear bit of `from..to`; `to` where there is none.
    public static int nextClear(long @Nullable [] words, int from, int to) {
        return words == null ? to : next(words, -1, from, to);
    }

    /// The first bit that differs from `flip`.
    private static int next(long[] words, long flip, int from, int to) {
        if (from >= to) {
            return to;
        }
        int word = from >>> 6;
        long bits = (words[word] ^ flip) & -1L << from;
        while (bits == 0 && (word + 1) << 6 < to) {
            bits = words[++word] ^ flip;
        }
        return bits == 0 ? to : Math.min(to, (word << 6) + Long.numberOfTrailingZeros(bits));
    }

    /// Bits set in both, over `bitCount` bits; null where both are null. The result may be one of
    /// the two.
    public static long @Nullable [] and(
            long @Nullable [] left, long @Nullable [] right, int bitCount) {
        if (left == null) {
            return right;
        }
        if (right == null) {
            return left;
        }
        long[] both = new long[wordCount(bitCount)];
        for (int word = 0; word < both.length; word++) {
            both[word] = left[word] & right[word];
        }
        return both;
    }

    /// The bits at `rows[0..count)`, in that order; null where every one of them is set.
    public static long @Nullable [] take(long @Nullable [] words, int[] rows, int count) {
        if (words == null) {
            return null;
        }
        long[] taken = allClear(count);
        int set = 0;
        for (int i = 0; i < count; i++) {
            int row = rows[i];
            long bit = words[row >>> 6] >>> row & 1;
            taken[i >>> 6] |= bit << i;
            set += (int) bit;
        }
        return set == count ? null : taken;
    }
}
