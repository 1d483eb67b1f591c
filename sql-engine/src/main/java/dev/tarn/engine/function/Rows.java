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
}
