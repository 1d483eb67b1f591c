package dev.tarn.engine.join;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.order.SortOrder;
import dev.tarn.engine.physical.SortKey;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Whether rows that are said to be in order are: within each batch, row by row, and from the last
/// row of a batch to the first of the next. Holds the keys of one batch. Owned by one driver.
final class OrderCheck {
    private final List<SortKey> keys;
    private @Nullable SortOrder last;
    private int lastRow;
    private boolean ordered = true;

    OrderCheck(List<SortKey> keys) {
        this.keys = keys;
    }

    /// Whether all rows so far were in order.
    boolean isOrdered() {
        return ordered;
    }

    /// Looks at rows that follow those looked at before.
    void add(Batch given) {
        if (!ordered || given.selectedCount() == 0) {
            return;
        }
        Batch batch = given.compact();
        int rowCount = batch.rowCount();
        SortOrder order = SortOrder.ofPiece(keys, at -> batch.column(at).flatten(), rowCount);
        SortOrder before = last;
        ordered =
                (before == null || before.compare(lastRow, order, 0) <= 0)
                        && isAscending(order, rowCount);
        last = order;
        lastRow = rowCount - 1;
    }

    private static boolean isAscending(SortOrder order, int rowCount) {
        long[] words = order.onlyWords();
        if (words != null) {
            boolean ascending = true;
            for (int row = 1; row < rowCount; row++) {
                ascending &= words[row - 1] <= words[row];
            }
            return ascending;
        }
        for (int row = 1; row < rowCount; row++) {
            if (order.compare(row - 1, row) > 0) {
                return false;
            }
        }
        return true;
    }
}
