package dev.tarn.engine.join;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.FlatVector;
import dev.tarn.engine.order.SortOrder;
import dev.tarn.engine.physical.SortKey;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Rows in the order of a merge join's keys, where the join is in them, and which of them have
/// found a partner. No selection. Owned by one driver.
final class KeyedBatch {
    final Batch batch;
    final SortOrder order;

    /// What the rows compare by where one word each decides, else null.
    final long @Nullable [] words;

    final boolean[] matched;

    /// The first row that is not done.
    int row;

    private final boolean @Nullable [] nulls;

    /// Rows that `keys` are the order of.
    ///
    /// @param strict columns whose nulls equal nothing
    KeyedBatch(Batch batch, List<SortKey> keys, List<Integer> strict) {
        this.batch = batch;
        this.order = SortOrder.ofPiece(keys, at -> batch.column(at).flatten(), batch.rowCount());
        this.words = order.onlyWords();
        this.matched = new boolean[batch.rowCount()];
        this.nulls = nulls(batch, strict);
    }

    private static boolean @Nullable [] nulls(Batch batch, List<Integer> strict) {
        boolean[] found = null;
        for (int column : strict) {
            FlatVector values = batch.column(column).flatten();
            if (values.validity() == null) {
                continue;
            }
            found = found == null ? new boolean[batch.rowCount()] : found;
            for (int row = 0; row < found.length; row++) {
                found[row] |= values.isNull(row);
            }
        }
        return found;
    }

    int rowCount() {
        return batch.rowCount();
    }

    boolean isDone() {
        return row == batch.rowCount();
    }

    /// Whether the key of a row has a null, so that no other key equals it.
    boolean equalsNothing(int at) {
        return nulls != null && nulls[at];
    }

    /// The first row from `from` on whose key is not that of `from`.
    int groupEnd(int from) {
        int end = from + 1;
        long[] known = words;
        if (known != null) {
            while (end < rowCount() && known[end] == known[from]) {
                end++;
            }
            return end;
        }
        while (end < rowCount() && order.compare(from, end) == 0) {
            end++;
        }
        return end;
    }

    /// The first row of the key that the last row has.
    int lastGroup() {
        int last = rowCount() - 1;
        int start = last;
        while (start > 0 && order.compare(start - 1, last) == 0) {
            start--;
        }
        return start;
    }

    /// How many of the first rows have the key of the last row of `before`; none where that equals
    /// nothing, so that its rows need not be together.
    int continued(KeyedBatch before) {
        if (before.equalsNothing(before.rowCount() - 1)) {
            return 0;
        }
        int count = 0;
        while (count < rowCount()
                && before.order.compare(before.rowCount() - 1, order, count) == 0) {
            count++;
        }
        return count;
    }
}
