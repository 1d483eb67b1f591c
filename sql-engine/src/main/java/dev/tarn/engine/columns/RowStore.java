package dev.tarn.engine.columns;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.Vector;

import java.util.ArrayList;
import java.util.List;

/// Rows that are kept, column by column, as the flat vectors in which they came. Not thread-safe
/// while rows are added.
public final class RowStore {
    private final List<List<FlatVector>> columns = new ArrayList<>();
    private final long[] columnBytes;
    private int batchCount;
    private int rowCount;
    private long sizeBytes;

    public RowStore(int columnCount) {
        columnBytes = new long[columnCount];
        for (int column = 0; column < columnCount; column++) {
            columns.add(new ArrayList<>());
        }
    }

    /// Keeps the selected rows of `batch`.
    public void add(Batch batch) {
        Buffers.grow(0, (long) rowCount + batch.selectedCount());
        Batch kept = batch.compact();
        for (int column = 0; column < columns.size(); column++) {
            FlatVector vector = own(kept.column(column), kept.rowCount());
            columns.get(column).add(vector);
            long bytes = vector.sizeBytes();
            columnBytes[column] += bytes;
            sizeBytes += bytes;
        }
        rowCount += kept.rowCount();
        batchCount++;
    }

    /// The first `rowCount` values, flat, and without much of a decoded page behind them.
    private static FlatVector own(Vector vector, int rowCount) {
        FlatVector flat = vector.flatten();
        boolean sparse =
                flat instanceof BytesVector bytes
                        && bytes.data().length
                                > 64 + 2L * (bytes.offsets()[bytes.length()] - bytes.offsets()[0]);
        if (flat.length() == rowCount && !sparse) {
            return flat;
        }
        int[] rows = new int[rowCount];
        for (int row = 0; row < rowCount; row++) {
            rows[row] = row;
        }
        return flat.take(rows, rowCount);
    }

    /// The pieces of one column, in order.
    public List<FlatVector> pieces(int column) {
        return columns.get(column);
    }

    /// Heap that the values of one column take.
    public long columnBytes(int column) {
        return columnBytes[column];
    }

    public int columnCount() {
        return columns.size();
    }

    public int rowCount() {
        return rowCount;
    }

    /// Heap that the rows take.
    public long sizeBytes() {
        return sizeBytes + 64L * batchCount * columns.size();
    }
}
