package dev.tarn.engine.join;

import org.jspecify.annotations.Nullable;

/// Walks two batches in order side by side and finds the rows whose keys are equal. Owned by one
/// driver.
///
/// A right batch has all rows of its keys. It is not left before a left row with a later key has
/// come, so that left rows of one key may be in any number of batches.
final class PairFinder {
    /// Steps that are taken one by one before they grow.
    private static final int SMALL_STEPS = 8;

    private final int[] leftRows;
    private final int[] rightRows;
    private final boolean marksOnly;
    private int count;

    /// Where the right rows of the current key end; -1 where that is not known.
    private int groupEnd = -1;

    /// The next right row of the current key for the current left row.
    private int inGroup;

    /// @param most pairs that are found at a time
    /// @param marksOnly whether it is enough to say of rows that they have a partner
    PairFinder(int most, boolean marksOnly) {
        this.leftRows = new int[most];
        this.rightRows = new int[most];
        this.marksOnly = marksOnly;
    }

    int count() {
        return count;
    }

    int[] leftRows() {
        return leftRows;
    }

    int[] rightRows() {
        return rightRows;
    }

    /// Finds the next pairs, until there are as many as fit, or one of the batches is done.
    void find(KeyedBatch left, KeyedBatch right) {
        count = 0;
        while (!left.isDone() && !right.isDone() && count < leftRows.length) {
            if (groupEnd < 0 && !findEqual(left, right)) {
                continue;
            }
            if (marksOnly) {
                mark(left, right);
            } else {
                pair(left, right);
            }
        }
        if (left.isDone()) {
            groupEnd = -1;
        }
    }

    /// Goes on to the next equal keys; false where there may be some further on.
    private boolean findEqual(KeyedBatch left, KeyedBatch right) {
        int compared = compare(left, left.row, right, right.row);
        if (compared < 0) {
            left.row = firstNotBefore(left, left.row + 1, right, right.row);
            return false;
        }
        if (compared > 0) {
            right.row = firstNotBefore(right, right.row + 1, left, left.row);
            return false;
        }
        if (left.equalsNothing(left.row)) {
            left.row++;
            return false;
        }
        groupEnd = right.groupEnd(right.row);
        inGroup = right.row;
        return true;
    }

    private static int compare(KeyedBatch a, int rowOfA, KeyedBatch b, int rowOfB) {
        long @Nullable [] of = a.words;
        long @Nullable [] to = b.words;
        return of != null && to != null
                ? Long.compare(of[rowOfA], to[rowOfB])
                : a.order.compare(rowOfA, b.order, rowOfB);
    }

    /// The first row of `rows` from `from` on that is not before the row `at` of `others`: first a
    /// few steps, then by steps that double, then by halves.
    private static int firstNotBefore(KeyedBatch rows, int from, KeyedBatch others, int at) {
        int end = rows.rowCount();
        int low = from;
        int near = Math.min(end, from + SMALL_STEPS);
        while (low < near && compare(rows, low, others, at) < 0) {
            low++;
        }
        if (low < near || low == end) {
            return low;
        }
        int step = SMALL_STEPS;
        int high = low;
        while (high < end && compare(rows, high, others, at) < 0) {
            low = high + 1;
            high += step;
            step <<= 1;
        }
        high = Math.min(high, end);
        while (low < high) {
            int middle = low + high >>> 1;
            if (compare(rows, middle, others, at) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private void mark(KeyedBatch left, KeyedBatch right) {
        if (!right.matched[right.row]) {
            for (int row = right.row; row < groupEnd; row++) {
                right.matched[row] = true;
            }
        }
        left.matched[left.row] = true;
        nextLeft(left, right);
    }

    private void pair(KeyedBatch left, KeyedBatch right) {
        int more = Math.min(groupEnd - inGroup, leftRows.length - count);
        for (int i = 0; i < more; i++) {
            leftRows[count + i] = left.row;
            rightRows[count + i] = inGroup + i;
        }
        count += more;
        inGroup += more;
        if (inGroup == groupEnd) {
            nextLeft(left, right);
        }
    }

    /// Goes to the next left row, which has the same right rows if its key is the same.
    private void nextLeft(KeyedBatch left, KeyedBatch right) {
        left.row++;
        inGroup = right.row;
        if (left.isDone() || compare(left, left.row, right, right.row) != 0) {
            groupEnd = -1;
        }
    }
}
