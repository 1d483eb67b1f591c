package dev.tarn.engine.sort;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.columns.CollectedRows;
import dev.tarn.engine.exec.Morsel;

import org.jspecify.annotations.Nullable;

/// Rows in memory that are sorted in runs, merged, a batch at a time. Owned by one driver.
final class MergedRows implements Morsel {
    private final LoserTree tree;
    private final CollectedRows rows;
    private final int[] taken;
    private long unskipped;
    private long unserved;

    MergedRows(LoserTree tree, CollectedRows rows, int batchRowCount, long limit, long offset) {
        this.tree = tree;
        this.rows = rows;
        this.taken = new int[batchRowCount];
        this.unskipped = offset;
        this.unserved = limit < 0 ? Long.MAX_VALUE : limit;
    }

    @Override
    public @Nullable Batch next() {
        while (unskipped > 0) {
            int skipped = tree.take(taken, (int) Math.min(taken.length, unskipped));
            if (skipped == 0) {
                return null;
            }
            unskipped -= skipped;
        }
        int count = tree.take(taken, (int) Math.min(taken.length, unserved));
        if (count == 0) {
            return null;
        }
        unserved -= count;
        return new Batch(rows.take(taken, count), count);
    }

    @Override
    public void close() {}
}
