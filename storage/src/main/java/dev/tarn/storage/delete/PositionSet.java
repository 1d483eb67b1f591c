package dev.tarn.storage.delete;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.function.LongConsumer;

/// Positions of rows in one data file: a bit each, in pages of 65,536 positions that exist only
/// where there is one. Filled by one thread, then read by any.
public final class PositionSet {
    private static final int PAGE_BITS = 16;
    private static final int PAGE_WORDS = 1 << PAGE_BITS - 6;
    private static final long MOST_POSITION = (long) Integer.MAX_VALUE << PAGE_BITS;

    private long[] @Nullable [] pages = new long[4] @Nullable [];
    private int pageCount;
    private long count;

    /// Adds a position; false if it was there.
    ///
    /// @throws IllegalArgumentException if it is not one that a file can have
    public boolean add(long position) {
        if (position < 0 || position >= MOST_POSITION) {
            throw new IllegalArgumentException(
                    "Position %d is not one of a row".formatted(position));
        }
        int page = (int) (position >>> PAGE_BITS);
        if (page >= pages.length) {
            pages = Arrays.copyOf(pages, Math.max(page + 1, 2 * pages.length));
        }
        long[] words = pages[page];
        if (words == null) {
            words = new long[PAGE_WORDS];
            pages[page] = words;
            pageCount++;
        }
        int bit = (int) position & (1 << PAGE_BITS) - 1;
        boolean isNew = (words[bit >>> 6] >>> bit & 1) == 0;
        count += isNew ? 1 : 0;
        words[bit >>> 6] |= 1L << bit;
        return isNew;
    }

    /// Adds all of `other`; false if one of them was there.
    public boolean addAll(PositionSet other) {
        long before = count;
        other.forEach(this::add);
        return count == before + other.count;
    }

    /// Gives all positions, lowest first.
    public void forEach(LongConsumer positions) {
        for (int page = 0; page < pages.length; page++) {
            long[] words = pages[page];
            for (int word = 0; words != null && word < PAGE_WORDS; word++) {
                for (long left = words[word]; left != 0; left &= left - 1) {
                    positions.accept(
                            ((long) page << PAGE_BITS)
                                    + (word << 6)
                                    + Long.numberOfTrailingZeros(left));
                }
            }
        }
    }

    public boolean contains(long position) {
        int page = (int) (position >>> PAGE_BITS);
        if (page >= pages.length) {
            return false;
        }
        long[] words = pages[page];
        int bit = (int) position & (1 << PAGE_BITS) - 1;
        return words != null && (words[bit >>> 6] >>> bit & 1) != 0;
    }

    /// Positions in the set.
    public long count() {
        return count;
    }

    public long sizeBytes() {
        return 8L * PAGE_WORDS * pageCount + 8L * pages.length;
    }
}
