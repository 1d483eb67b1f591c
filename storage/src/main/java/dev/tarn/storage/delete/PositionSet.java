package dev.tarn.storage.delete;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// Positions of deleted rows in one data file: a bit each, in pages of 65,536 positions that exist
/// only where something is deleted. Filled by one thread, then read by any.
final class PositionSet {
    private static final int PAGE_BITS = 16;
    private static final int PAGE_WORDS = 1 << PAGE_BITS - 6;
    private static final long MOST_POSITION = (long) Integer.MAX_VALUE << PAGE_BITS;

    private long[] @Nullable [] pages = new long[4] @Nullable [];
    private int pageCount;
    private long count;

    /// Adds a position.
    ///
    /// @throws IllegalArgumentException if it is not one that a file can have
    void add(long position) {
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
        count += (words[bit >>> 6] >>> bit & 1) ^ 1;
        words[bit >>> 6] |= 1L << bit;
    }

    boolean contains(long position) {
        int page = (int) (position >>> PAGE_BITS);
        if (page >= pages.length) {
            return false;
        }
        long[] words = pages[page];
        int bit = (int) position & (1 << PAGE_BITS) - 1;
        return words != null && (words[bit >>> 6] >>> bit & 1) != 0;
    }

    /// Positions in the set.
    long count() {
        return count;
    }

    long sizeBytes() {
        return 8L * PAGE_WORDS * pageCount + 8L * pages.length;
    }
}
