package dev.tarn.engine.order;

import dev.tarn.columnar.FlatVector;
import dev.tarn.engine.physical.SortKey;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/// The order of rows by sort keys, as levels of comparison; sorts row numbers by it.
///
/// Stable. Words are sorted by radix, a byte at a time from the lowest on, leaving out bytes in
/// which no two rows differ; rows with equal words go on to the next level. Few rows, and whole
/// strings, are merge-sorted by comparison. Ranges that do not overlap may be prepared and sorted
/// by different threads at once.
public final class SortOrder {
    private static final int SMALLEST_RADIX_RANGE = 256;
    private static final int LARGEST_INSERTION_RANGE = 16;

    private final SortLevel[] levels;

    /// Where the levels of each key end.
    private final int[] ends;

    /// An order by `keys` of rows whose columns `columns` gives.
    public SortOrder(List<SortKey> keys, IntFunction<FlatVector> columns) {
        this(keys, columns, false);
    }

    private SortOrder(List<SortKey> keys, IntFunction<FlatVector> columns, boolean amongOthers) {
        List<SortLevel> found = new ArrayList<>();
        ends = new int[keys.size()];
        for (int key = 0; key < ends.length; key++) {
            SortKey by = keys.get(key);
            FlatVector values = columns.apply(by.ordinal());
            SortLevel.add(values, by, amongOthers || values.validity() != null, found);
            ends[key] = found.size();
        }
        levels = found.toArray(SortLevel[]::new);
    }

    /// An order of `rowCount` rows that are one piece of many: they are ready to be compared, also
    /// with rows of other pieces.
    public static SortOrder ofPiece(
            List<SortKey> keys, IntFunction<FlatVector> columns, int rowCount) {
        SortOrder piece = new SortOrder(keys, columns, true);
        for (SortLevel level : piece.levels) {
            level.prepare(0, rowCount);
        }
        return piece;
    }

    /// Heap that the levels of `rowCount` rows take at most.
    public static long sizeBytes(List<SortKey> keys, int rowCount) {
        return 16L * rowCount * keys.size();
    }

    /// A word for each row by which alone rows of pieces compare: the only key is a number, a time
    /// or a boolean, and no row has a null in it. Null where more than that decides.
    public long @Nullable [] onlyWords() {
        SortLevel last = levels[levels.length - 1];
        return ends.length == 1
                        && last instanceof SortLevel.Words words
                        && words.part() == SortLevel.Part.VALUE
                        && words.values().validity() == null
                ? words.words()
                : null;
    }

    /// Makes the rows `from..to` comparable without sorting them.
    public void prepare(int from, int to) {
        for (SortLevel level : levels) {
            level.prepare(from, to);
        }
    }

    /// Sorts the rows `from..to` into `order[from..to)`.
    public void sort(int[] order, int from, int to) {
        prepare(from, to);
        for (int row = from; row < to; row++) {
            order[row] = row;
        }
        int count = to - from;
        new Range(order, new int[count], new long[count], new long[count], from).sort(0, count, 0);
    }

    /// Negative if the row `left` comes before `right`, 0 if the keys are equal.
    public int compare(int left, int right) {
        return compare(left, right, 0);
    }

    /// As [#compare(int, int)], where both are pieces and `right` is a row of `other`.
    public int compare(int left, SortOrder other, int right) {
        for (int level = 0; level < levels.length; level++) {
            int order = levels[level].compare(left, other.levels[level], right);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /// Whether the rows `left` and `right`, both sorted, agree in the first `keyCount` keys.
    public boolean isEqual(int left, int right, int keyCount) {
        int end = keyCount == 0 ? 0 : ends[keyCount - 1];
        for (int level = 0; level < end; level++) {
            if (levels[level].compare(left, right) != 0) {
                return false;
            }
        }
        return true;
    }

    /// Whether the row `left` and the row `right` of `other`, both pieces, agree in the first
    /// `keyCount` keys.
    public boolean isEqual(int left, SortOrder other, int right, int keyCount) {
        int end = keyCount == 0 ? 0 : ends[keyCount - 1];
        for (int level = 0; level < end; level++) {
            if (levels[level].compare(left, other.levels[level], right) != 0) {
                return false;
            }
        }
        return true;
    }

    private int compare(int left, int right, int firstLevel) {
        for (int level = firstLevel; level < levels.length; level++) {
            int order = levels[level].compare(left, right);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /// One range that is being sorted: the rows at `order[base..]`, and room to move them about.
    private final class Range {
        private final int[] order;
        private final int[] spareRows;
        private final long[] words;
        private final long[] spareWords;
        private final int base;

        Range(int[] order, int[] spareRows, long[] words, long[] spareWords, int base) {
            this.order = order;
            this.spareRows = spareRows;
            this.words = words;
            this.spareWords = spareWords;
            this.base = base;
        }

        /// Sorts `order[base + from..base + to)`, whose rows are equal before `level`.
        void sort(int from, int to, int level) {
            if (to - from < 2 || level == levels.length) {
                return;
            }
            if (to - from < SMALLEST_RADIX_RANGE
                    || !(levels[level] instanceof SortLevel.Words sorted)) {
                mergeSort(from, to, level);
                return;
            }
            sortWords(sorted.words(), from, to);
            if (level + 1 < levels.length) {
                sortTies(sorted.words(), from, to, level + 1);
            }
        }

        private void sortTies(long[] byRow, int from, int to, int level) {
            int start = from;
            for (int at = from + 1; at <= to; at++) {
                if (at == to || byRow[order[base + at]] != byRow[order[base + start]]) {
                    sort(start, at, level);
                    start = at;
                }
            }
        }

        private void sortWords(long[] byRow, int from, int to) {
            long differing = 0;
            long first = byRow[order[base + from]];
            for (int at = from; at < to; at++) {
                long word = byRow[order[base + at]];
                // Unsigned from here on, so that the highest byte sorts like the others.
                words[at] = word ^ Long.MIN_VALUE;
                differing |= word ^ first;
            }
            int[] rows = order;
            int rowsBase = base;
            int[] otherRows = spareRows;
            int otherBase = 0;
            long[] keys = words;
            long[] otherKeys = spareWords;
            for (int shift = 0; shift < 64; shift += 8) {
                if ((differing >>> shift & 0xFF) == 0) {
                    continue;
                }
                int[] next = starts(keys, from, to, shift);
                for (int at = from; at < to; at++) {
                    int target = next[(int) (keys[at] >>> shift) & 0xFF]++;
                    otherKeys[target] = keys[at];
                    otherRows[otherBase + target] = rows[rowsBase + at];
                }
                int[] swappedRows = rows;
                rows = otherRows;
                otherRows = swappedRows;
                int swappedBase = rowsBase;
                rowsBase = otherBase;
                otherBase = swappedBase;
                long[] swappedKeys = keys;
                keys = otherKeys;
                otherKeys = swappedKeys;
            }
            if (rows != order) {
                System.arraycopy(rows, from, order, base + from, to - from);
            }
        }

        private int[] starts(long[] keys, int from, int to, int shift) {
            int[] counts = new int[257];
            for (int at = from; at < to; at++) {
                counts[((int) (keys[at] >>> shift) & 0xFF) + 1]++;
            }
            counts[0] = from;
            for (int digit = 0; digit < 256; digit++) {
                counts[digit + 1] += counts[digit];
            }
            return counts;
        }

        private void mergeSort(int from, int to, int level) {
            if (to - from <= LARGEST_INSERTION_RANGE) {
                insertionSort(from, to, level);
                return;
            }
            int middle = from + to >>> 1;
            mergeSort(from, middle, level);
            mergeSort(middle, to, level);
            if (compare(order[base + middle - 1], order[base + middle], level) <= 0) {
                return;
            }
            System.arraycopy(order, base + from, spareRows, from, middle - from);
            int left = from;
            int right = middle;
            for (int at = from; left < middle; at++) {
                boolean takeLeft =
                        right == to || compare(spareRows[left], order[base + right], level) <= 0;
                order[base + at] = takeLeft ? spareRows[left++] : order[base + right++];
            }
        }

        private void insertionSort(int from, int to, int level) {
            for (int at = from + 1; at < to; at++) {
                int row = order[base + at];
                int target = at;
                while (target > from && compare(order[base + target - 1], row, level) > 0) {
                    order[base + target] = order[base + target - 1];
                    target--;
                }
                order[base + target] = row;
            }
        }
    }
}
