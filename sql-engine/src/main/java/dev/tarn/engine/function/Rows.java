package dev.tarn.engine.function;

import dev.tarn.columnar.Batch;

import org.jspecify.annotations.Nullable;

/// Which rows of the argument vectors a kernel must compute: `selection[0..selectedCount)`,
/// ascending, or all of `0..rowCount` where the selection is null. Results are as long as
/// `rowCount`; rows not selected hold anything. A kernel that cannot fail may compute them all the
/// same, when that is faster.
public record Rows(int rowCount, int @Nullable [] selection, int selectedCount) {

    public static Rows of(Batch batch) {
        return new Rows(batch.rowCount(), batch.selection(), batch.selectedCount());
    }

    public static Rows all(int rowCount) {
        return new Rows(rowCount, null, rowCount);
    }

    /// `count` rows of the same vectors, ascending; the array now belongs to the result.
    public Rows of(int[] kept, int count) {
        return count == rowCount ? all(rowCount) : new Rows(rowCount, kept, count);
    }

    /// The row that is selected `i`th.
    public int row(int i) {
        int[] rows = selection;
        return rows == null ? i : rows[i];
    }

    /// Those of these rows whose bit is set in `words`; all of them where `words` is null.
    public Rows where(long @Nullable [] words) {
        if (words == null) {
            return this;
        }
        int[] kept = new int[selectedCount];
        int count = 0;
        for (int i = 0; i < selectedCount; i++) {
            int row = row(i);
            kept[count] = row;
            count += (int) (words[row >>> 6] >>> row & 1);
        }
        return count == selectedCount ? this : new Rows(rowCount, kept, count);
    }
}
