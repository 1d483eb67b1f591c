package dev.tarn.engine.join;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.exec.Morsel;

import org.jspecify.annotations.Nullable;

/// Rows of a morsel, one batch ahead, so that a batch with rows or the end can be told from nothing
/// yet. Owned by one driver, and closes the morsel.
final class AheadRows implements Morsel {
    private final Morsel rows;
    private @Nullable Batch ahead;
    private boolean ended;

    AheadRows(Morsel rows) {
        this.rows = rows;
    }

    /// Whether [#next] gives rows, or says that there are none.
    @Override
    public boolean isReady(Runnable waker) {
        while (ahead == null && !ended) {
            if (!rows.isReady(waker)) {
                return false;
            }
            Batch batch = rows.next();
            ended = batch == null;
            ahead = batch == null || batch.selectedCount() == 0 ? null : batch;
        }
        return true;
    }

    /// The next rows; null at the end. Only once this is ready.
    @Override
    public @Nullable Batch next() {
        Batch given = ahead;
        if (given == null && !ended) {
            throw new IllegalStateException("Rows are asked for before they are there");
        }
        ahead = null;
        return given;
    }

    @Override
    public void close() {
        ahead = null;
        ended = true;
        rows.close();
    }
}
