package dev.tarn.engine.sort;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.order.SortOrder;
import dev.tarn.engine.physical.SortKey;
import dev.tarn.engine.spill.Run;
import dev.tarn.engine.spill.RunReader;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;

/// Where a merge is in one sorted run: a row of the batch that was read last, with the words by
/// which it is compared with other runs' rows. Owned by one driver.
final class RunCursor {
    private static final int OVERHEAD_BYTES = 1 << 10;

    private final List<SortKey> keys;
    private final Run run;
    private final RunReader reader;
    private @Nullable Batch batch;
    private @Nullable SortOrder order;
    private int row;

    /// A cursor at the first row of `run`.
    RunCursor(List<SortKey> keys, Run run) {
        this.keys = keys;
        this.run = run;
        this.reader = run.open();
        load();
    }

    /// Heap that a cursor in `run` takes at most, one more batch being read.
    static long sizeBytes(List<SortKey> keys, Run run) {
        return OVERHEAD_BYTES
                + run.largestBatchBytes()
                + 24L * run.largestBatchRows() * Math.max(1, keys.size());
    }

    Run run() {
        return run;
    }

    /// Goes to the first row of the next batch, or to the end.
    void load() {
        batch = null;
        order = null;
        Batch read = reader.next();
        batch = read;
        row = 0;
        if (read == null) {
            return;
        }
        order = SortOrder.ofPiece(keys, column -> read.column(column).flatten(), read.rowCount());
    }

    boolean isAtEnd() {
        return batch == null;
    }

    /// The batch that the row is in; not at the end.
    Batch batch() {
        return Objects.requireNonNull(batch);
    }

    int row() {
        return row;
    }

    /// Goes to the next row of the batch; false where it has no more.
    boolean advance() {
        return ++row < batch().rowCount();
    }

    /// Negative if this row comes before that of `other`, 0 if their keys are equal.
    int compareTo(RunCursor other) {
        return Objects.requireNonNull(order)
                .compare(row, Objects.requireNonNull(other.order), other.row);
    }
}
