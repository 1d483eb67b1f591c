package dev.tarn.engine.join;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.exec.Morsel;
import dev.tarn.engine.physical.SortKey;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Rows in order as [KeyedBatch]es, one after another. Owned by one driver, and closes them.
final class KeyedRows implements AutoCloseable {
    private final Morsel rows;
    private final List<SortKey> keys;
    private final List<Integer> strict;
    private boolean ended;

    KeyedRows(Morsel rows, List<SortKey> keys, List<Integer> strict) {
        this.rows = rows;
        this.keys = keys;
        this.strict = strict;
    }

    boolean isReady(Runnable waker) {
        return ended || rows.isReady(waker);
    }

    /// Whether there are no more rows.
    boolean isAtEnd() {
        return ended;
    }

    /// The next rows; null where there are none, or none yet.
    @Nullable KeyedBatch next() {
        Batch batch = rows.next();
        ended = batch == null;
        return batch == null || batch.selectedCount() == 0 ? null : keyed(batch.compact());
    }

    KeyedBatch keyed(Batch batch) {
        return new KeyedBatch(batch, keys, strict);
    }

    @Override
    public void close() {
        rows.close();
    }
}
