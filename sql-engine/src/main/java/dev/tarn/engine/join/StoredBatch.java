package dev.tarn.engine.join;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.Vector;

import java.util.ArrayList;
import java.util.List;

/// A batch of build rows from disk.
///
/// @param firstRow the number of its first row among all on disk
/// @param matched marks of all rows on disk
record StoredBatch(Batch rows, long firstRow, MatchedBits matched) implements NestedRows {
    @Override
    public int rowCount() {
        return rows.rowCount();
    }

    @Override
    public List<Batch> slices() {
        return List.of(rows);
    }

    @Override
    public List<FlatVector> row(int row) {
        List<FlatVector> values = new ArrayList<>();
        for (Vector column : rows.columns()) {
            values.add(column.take(new int[] {row}, 1).flatten());
        }
        return values;
    }

    @Override
    public boolean isMatched(int row) {
        return matched.isSet(firstRow + row);
    }

    @Override
    public void mark(int row) {
        matched.set(firstRow + row);
    }
}
