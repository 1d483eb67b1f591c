package dev.tarn.columnar;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Some rows of some columns: what moves between operators.
///
/// `rowCount` rows exist in each column. `selection` lists, ascending, the rows that are still
/// meant, in its first `selectedCount` elements; null means all of them. A batch never changes and
/// may be kept and shared, as its vectors may.
public record Batch(
        List<Vector> columns, int rowCount, int @Nullable [] selection, int selectedCount) {
    /// Rows that a source puts into a batch unless it has fewer: 16 KiB of longs, so that a handful
    /// of columns stays in the first-level cache.
    public static final int TARGET_ROW_COUNT = 2048;

    // Not compact: javac leaves type annotations out of class files for compact constructors.
    public Batch(
            List<Vector> columns, int rowCount, int @Nullable [] selection, int selectedCount) {
        for (Vector column : columns) {
            if (column.length() < rowCount) {
                throw new IllegalArgumentException(
                        "Column of %d rows in a batch of %d".formatted(column.length(), rowCount));
            }
        }
        if (selection == null && selectedCount != rowCount) {
            throw new IllegalArgumentException(
                    "Without a selection all %d rows are meant, not %d"
                            .formatted(rowCount, selectedCount));
        }
        this.columns = List.copyOf(columns);
        this.rowCount = rowCount;
        this.selection = selection;
        this.selectedCount = selectedCount;
    }

    /// A batch in which every row is meant.
    public Batch(List<Vector> columns, int rowCount) {
        this(columns, rowCount, null, rowCount);
    }

    public Vector column(int ordinal) {
        return columns.get(ordinal);
    }

    /// These rows without a selection: itself where it has none, copied rows otherwise.
    public Batch compact() {
        int[] rows = selection;
        if (rows == null) {
            return this;
        }
        List<Vector> taken =
                columns.stream().map(column -> column.take(rows, selectedCount)).toList();
        return new Batch(taken, selectedCount);
    }

    /// Bytes of heap that the columns hold.
    public long sizeBytes() {
        long bytes = 0;
        for (Vector column : columns) {
            bytes += column.sizeBytes();
        }
        return bytes;
    }
}
