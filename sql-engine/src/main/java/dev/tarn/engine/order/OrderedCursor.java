package dev.tarn.engine.order;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.physical.SortKey;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/// Where a merge is in one sequence of rows that come in order: a row of the batch that was read
/// last, with the words by which it is compared with rows of other sequences. Owned by one driver.
public final class OrderedCursor {
    private static final int OVERHEAD_BYTES = 1 << 10;

    private final List<SortKey> keys;
    private final Supplier<@Nullable Batch> batches;
    private @Nullable Batch batch;
    private @Nullable SortOrder order;
    private int row;

    /// A cursor at the first row of `batches`, which are in the order of `keys` and have rows; they
    /// end with null.
    public OrderedCursor(List<SortKey> keys, Supplier<@Nullable Batch> batches) {
        this.keys = keys;
        this.batches = batches;
        load();
    }

    /// Heap that a cursor takes at most, one more batch being read, where a batch has `batchBytes`
    /// and `batchRows` at most.
    public static long sizeBytes(List<SortKey> keys, long batchBytes, int batchRows) {
        return OVERHEAD_BYTES + batchBytes + 24L * batchRows * Math.max(1, keys.size());
    }

    /// Goes to the first row of the next batch, or to the end.
    void load() {
        batch = null;
        order = null;
        Batch given = batches.get();
        Batch read = given == null ? null : given.compact();
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
    int compareTo(OrderedCursor other) {
        return order().compare(row, other.order(), other.row);
    }

    /// The same of the last row of this batch.
    int compareLastTo(OrderedCursor other) {
        return order().compare(batch().rowCount() - 1, other.order(), other.row);
    }

    private SortOrder order() {
        return Objects.requireNonNull(order);
    }
}
