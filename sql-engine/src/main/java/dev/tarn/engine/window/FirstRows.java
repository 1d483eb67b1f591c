package dev.tarn.engine.window;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.columnar.FlatVector;
import dev.tarn.engine.columns.Concatenation;
import dev.tarn.engine.columns.RowStore;
import dev.tarn.engine.order.SortOrder;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.SortKey;
import dev.tarn.engine.physical.WindowLimit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Leaves out rows of which a partition has enough before them. What is left of some rows, and what
/// is left of others, together have the first rows of all. Immutable.
final class FirstRows {
    /// Rows of one driver that are not worth looking through.
    static final int LEAST_ROWS = 32_768;

    private final List<Field> columns;
    private final WindowLimit limit;
    private final List<SortKey> keys = new ArrayList<>();
    private final int partitionKeyCount;

    FirstRows(Plan.Window plan, WindowLimit limit) {
        this.columns = plan.input().output();
        this.limit = limit;
        for (int key : plan.partitionKeys()) {
            keys.add(new SortKey(key, false, false));
        }
        this.partitionKeyCount = keys.size();
        keys.addAll(plan.order());
    }

    /// Heap that [#of] takes besides `rows`.
    long workBytes(RowStore rows) {
        return 2 * rows.sizeBytes()
                + SortOrder.sizeBytes(keys, rows.rowCount())
                + 32L * rows.rowCount();
    }

    /// The rows of `rows` that may be wanted.
    RowStore of(RowStore rows) {
        int count = rows.rowCount();
        if (count == 0) {
            return rows;
        }
        List<FlatVector> whole = new ArrayList<>();
        for (int column = 0; column < columns.size(); column++) {
            whole.add(Concatenation.of(columns.get(column).type(), rows.pieces(column)));
        }
        SortOrder by = new SortOrder(keys, whole::get);
        int[] order = new int[count];
        by.sort(order, 0, count);
        int[] kept = new int[count];
        int keptCount = 0;
        int start = 0;
        int peers = 0;
        for (int row = 0; row < count; row++) {
            boolean isFirst =
                    row == 0 || !by.isEqual(order[row - 1], order[row], partitionKeyCount);
            if (isFirst) {
                start = row;
                peers = row;
            } else if (!limit.ties() || !by.isEqual(order[row - 1], order[row], keys.size())) {
                peers = row;
            }
            if (peers - start < limit.rows()) {
                kept[keptCount++] = order[row];
            }
        }
        if (keptCount == count) {
            return rows;
        }
        RowStore first = new RowStore(columns.size());
        first.add(
                new Batch(
                        new ArrayList<>(whole), count, Arrays.copyOf(kept, keptCount), keptCount));
        return first;
    }
}
