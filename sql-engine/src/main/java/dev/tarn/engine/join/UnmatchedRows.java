package dev.tarn.engine.join;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.Vectors;
import dev.tarn.engine.columns.CollectedRows;
import dev.tarn.engine.exec.Morsel;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// The build rows of a range that no probe row has matched, with nulls for the left columns. Owned
/// by one driver.
final class UnmatchedRows implements Morsel {
    /// Build rows of one morsel.
    static final int RANGE_ROWS = 1 << 16;

    private final List<Field> left;
    private final CollectedRows rows;
    private final boolean[] matched;
    private final int batchRowCount;
    private final int end;
    private int at;

    UnmatchedRows(
            List<Field> left, CollectedRows rows, boolean[] matched, int batchRowCount, int range) {
        this.left = left;
        this.rows = rows;
        this.matched = matched;
        this.batchRowCount = batchRowCount;
        this.at = range * RANGE_ROWS;
        this.end = Math.min(rows.rowCount(), at + RANGE_ROWS);
    }

    static int rangeCount(CollectedRows rows) {
        return (rows.rowCount() + RANGE_ROWS - 1) / RANGE_ROWS;
    }

    @Override
    public @Nullable Batch next() {
        int[] unmatched = new int[batchRowCount];
        int count = 0;
        for (; at < end && count < batchRowCount; at++) {
            if (!matched[at]) {
                unmatched[count++] = at;
            }
        }
        if (count == 0) {
            return null;
        }
        List<Vector> columns = new ArrayList<>();
        for (Field field : left) {
            columns.add(Vectors.nulls(field.type(), count));
        }
        columns.addAll(rows.take(unmatched, count));
        return new Batch(columns, count);
    }

    @Override
    public void close() {}
}
