package dev.tarn.engine.agg;

import dev.tarn.engine.columns.KeyBatch;
import dev.tarn.engine.columns.KeyStore;

import org.jspecify.annotations.Nullable;

/// Where the groups of SINGLE keys stand that are close together: pages of slots, one for each word
/// of a range, with its group + 1, or 0. No hash, no probing, no key beside it; and keys that come
/// in order are looked up in order. Pages are made where there are keys.
///
/// Kept while there are at most `MAX_SLOTS_A_KEY` slots for each key, which take no more memory
/// than hashing. Not thread-safe.
final class DirectSlots {
    private static final int PAGE_BITS = 11;
    private static final int PAGE_SLOTS = 1 << PAGE_BITS;

    /// Slots for each key and row of the next batch, at most; an entry of the directory is two.
    private static final int MAX_SLOTS_A_KEY = 16;

    private static final long MAX_SLOTS = 1 << 28;

    /// Number of the first page: the words on it are `firstPage << PAGE_BITS` and on.
    private long firstPage;

    private int[] @Nullable [] pages;
    private int pageCount;

    private DirectSlots(long firstPage, int directorySize) {
        this.firstPage = firstPage;
        this.pages = new int[directorySize][];
    }

    /// Slots for `keys` and those of `batch`; null where they are too far apart.
    static @Nullable DirectSlots of(KeyStore keys, KeyBatch batch) {
        Span span = Span.of(keys).and(Span.of(batch));
        long budget = mostSlots(keys, batch);
        if (span.least > span.most || 2 * span.pageCount() > budget) {
            return null;
        }
        DirectSlots made = new DirectSlots(span.least >> PAGE_BITS, (int) span.pageCount());
        for (int key = 0; key < keys.count; key++) {
            if (key != keys.nullKey) {
                if (!made.addPage(keys.words[key] >> PAGE_BITS, budget)) {
                    return null;
                }
                made.put(keys.words[key], key);
            }
        }
        return made.cover(keys, batch) ? made : null;
    }

    private void put(long word, int key) {
        int[] page = pages[(int) ((word >> PAGE_BITS) - firstPage)];
        if (page != null) {
            page[(int) word & PAGE_SLOTS - 1] = key + 1;
        }
    }

    private static long mostSlots(KeyStore keys, KeyBatch batch) {
        return Math.min(MAX_SLOTS, MAX_SLOTS_A_KEY * ((long) keys.count + batch.count));
    }

    /// Heap that slots for `keys` and those of `batch` take at most.
    static long mostBytes(KeyStore keys, KeyBatch batch) {
        return 6 * mostSlots(keys, batch);
    }

    /// Makes slots for the keys of `batch`; false where they are too far from the others, and then
    /// this is of no more use.
    boolean cover(KeyStore keys, KeyBatch batch) {
        Span wanted = Span.of(batch);
        if (wanted.least > wanted.most) {
            return true;
        }
        long budget = mostSlots(keys, batch);
        if (!widen(wanted, budget)) {
            return false;
        }
        if (wanted.pageCount() <= batch.count >>> 4) {
            long last = wanted.most >> PAGE_BITS;
            for (long page = wanted.least >> PAGE_BITS; page <= last; page++) {
                if (!addPage(page, budget)) {
                    return false;
                }
            }
            return true;
        }
        for (int row = 0; row < batch.count; row++) {
            if (!(batch.hasNulls && batch.isNull[row])
                    && !addPage(batch.words[row] >> PAGE_BITS, budget)) {
                return false;
            }
        }
        return true;
    }

    /// Makes the directory reach over `wanted`, and half as far again.
    private boolean widen(Span wanted, long budget) {
        long first = Math.min(firstPage, wanted.least >> PAGE_BITS);
        long end = Math.max(firstPage + pages.length, (wanted.most >> PAGE_BITS) + 1);
        long size = end - first;
        if (size == pages.length) {
            return true;
        }
        if (2 * size + (long) pageCount * PAGE_SLOTS > budget) {
            return false;
        }
        int[][] wider = new int[(int) (size + (first < firstPage ? 0 : size >>> 1))][];
        System.arraycopy(pages, 0, wider, (int) (firstPage - first), pages.length);
        pages = wider;
        firstPage = first;
        return true;
    }

    private boolean addPage(long number, long budget) {
        int at = (int) (number - firstPage);
        if (pages[at] == null) {
            if (2L * pages.length + (pageCount + 1L) * PAGE_SLOTS > budget) {
                return false;
            }
            pages[at] = new int[PAGE_SLOTS];
            pageCount++;
        }
        return true;
    }

    /// Writes the group of each key in `batch`, which is covered, to `groups`; new keys are added
    /// to `keys`.
    void findOrAdd(KeyStore keys, KeyBatch batch, int[] groups) {
        long[] words = batch.words;
        int[] @Nullable [] directory = pages;
        long first = firstPage;
        for (int row = 0; row < batch.count; row++) {
            if (batch.hasNulls && batch.isNull[row]) {
                if (keys.nullKey < 0) {
                    keys.nullKey = keys.append(batch, row);
                }
                groups[row] = keys.nullKey;
                continue;
            }
            long word = words[row];
            int[] page = directory[(int) ((word >> PAGE_BITS) - first)];
            if (page == null) {
                throw new IllegalStateException("No page for " + word);
            }
            int slot = (int) word & PAGE_SLOTS - 1;
            int group = page[slot];
            if (group == 0) {
                group = keys.append(batch, row) + 1;
                page[slot] = group;
            }
            groups[row] = group - 1;
        }
    }

    /// The least word that the directory reaches.
    long least() {
        return firstPage << PAGE_BITS;
    }

    /// How many words the directory reaches over.
    long width() {
        return (long) pages.length << PAGE_BITS;
    }

    long slotCount() {
        return (long) pageCount * PAGE_SLOTS;
    }

    long sizeBytes() {
        return 8L * pages.length + 4L * PAGE_SLOTS * pageCount;
    }

    /// The words that some rows have, from `least` to `most`; none where least is greater.
    private record Span(long least, long most) {
        static Span of(KeyBatch batch) {
            long least = Long.MAX_VALUE;
            long most = Long.MIN_VALUE;
            long[] words = batch.words;
            if (!batch.hasNulls) {
                for (int row = 0; row < batch.count; row++) {
                    least = Math.min(least, words[row]);
                    most = Math.max(most, words[row]);
                }
                return new Span(least, most);
            }
            for (int row = 0; row < batch.count; row++) {
                if (!batch.isNull[row]) {
                    least = Math.min(least, words[row]);
                    most = Math.max(most, words[row]);
                }
            }
            return new Span(least, most);
        }

        static Span of(KeyStore keys) {
            long least = Long.MAX_VALUE;
            long most = Long.MIN_VALUE;
            for (int key = 0; key < keys.count; key++) {
                if (key != keys.nullKey) {
                    least = Math.min(least, keys.words[key]);
                    most = Math.max(most, keys.words[key]);
                }
            }
            return new Span(least, most);
        }

        Span and(Span other) {
            return new Span(Math.min(least, other.least), Math.max(most, other.most));
        }

        /// How many pages there are from the least word to the most.
        long pageCount() {
            return (most >> PAGE_BITS) - (least >> PAGE_BITS) + 1;
        }
    }
}
