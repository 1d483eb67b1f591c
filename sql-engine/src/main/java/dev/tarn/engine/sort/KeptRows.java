package dev.tarn.engine.sort;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.Interleave;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.columns.Concatenation;
import dev.tarn.engine.columns.RowStore;
import dev.tarn.engine.memory.Reservation;
import dev.tarn.engine.order.SortOrder;
import dev.tarn.engine.physical.SortKey;
import dev.tarn.engine.spill.SpillBuffers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Rows of one driver that are to be sorted: in memory, and on disk as a sorted run whenever memory
/// is short.
///
/// What sorting them takes is reserved along with the rows, so that they can always be written.
/// Owned by one driver until it has finished.
final class KeptRows implements AutoCloseable {
    /// Rows that are sorted at a time, before the driver looks whether its query still runs.
    private static final int SORTED_ROWS = 1 << 18;

    private static final int MOST_BLOCK_ROWS = 2048;
    private static final long LARGEST_LEFT_BYTES = 1 << 20;
    private static final int LEFT_SHARE = 16;

    private final SortedRuns runs;
    private final Reservation held;
    private RowStore store;

    KeptRows(SortedRuns runs) {
        this.runs = runs;
        this.held = runs.query().memory().open("sort");
        this.store = new RowStore(runs.types().size());
    }

    RowStore store() {
        return store;
    }

    /// Keeps the selected rows of `batch`; where there is no room, all rows that there were are
    /// written as a run before. Of the rows that are written `most` in order are enough.
    void add(Batch batch, long most) {
        if (mayGoNow() && runs.query().memory().isShort()) {
            spill(most);
        }
        boolean fits = held.tryGrow(bytesWith(batch), SpillBuffers.ROW_BYTES);
        if (!fits) {
            spill(most);
            fits = held.tryGrow(bytesWith(batch), SpillBuffers.ROW_BYTES);
        }
        if (!fits && bytesWith(batch) > SpillBuffers.ROW_BYTES) {
            held.resize(bytesWith(batch));
        }
        store.add(batch);
        if (!held.tryResize(bytesWith(0, 0))) {
            spill(most);
        }
    }

    private long bytesWith(Batch batch) {
        return bytesWith(batch.selectedCount(), batch.sizeBytes());
    }

    /// Whether there is enough here that writing it helps.
    private boolean mayGoNow() {
        long limit = runs.query().memory().limitBytes();
        return held.heldBytes() > Math.min(LARGEST_LEFT_BYTES, limit / LEFT_SHARE);
    }

    /// Makes room for `bytes` besides the rows; false where there is none.
    boolean reserveBeside(long bytes) {
        return held.tryGrow(bytesWith(0, 0) + bytes);
    }

    /// Keeps `first` instead of what there was, and gives back what was reserved beside.
    void replace(Batch first) {
        store = new RowStore(runs.types().size());
        store.add(first);
        held.resize(bytesWith(0, 0));
    }

    /// Rows, their keys once more as they are put together, and words and numbers to sort them by.
    private long bytesWith(int moreRows, long moreBytes) {
        long rowCount = (long) store.rowCount() + moreRows;
        long bytes = store.sizeBytes() + moreBytes;
        long keyBytes = runs.keys().isEmpty() ? 0 : moreBytes;
        for (SortKey key : runs.keys()) {
            keyBytes += store.columnBytes(key.ordinal());
        }
        return bytes + keyBytes + (28 + 16L * runs.keys().size()) * rowCount;
    }

    /// Writes the rows as a run, the first `most` in order, and forgets them.
    void spill(long most) {
        if (store.rowCount() > 0) {
            write(most);
            store = new RowStore(runs.types().size());
            held.resize(0);
        }
    }

    private void write(long most) {
        int rowCount = store.rowCount();
        int[] order = new int[rowCount];
        LoserTree sorted = sorted(order);
        int step =
                (int)
                        Math.clamp(
                                (long) SpillBuffers.BLOCK_BYTES
                                        * rowCount
                                        / (store.sizeBytes() + 1),
                                1,
                                MOST_BLOCK_ROWS);
        int[] rows = new int[step];
        int[] firstRows = firstRows();
        SortedRuns.Writing run = runs.begin();
        long left = Math.min(most, rowCount);
        while (left > 0) {
            runs.query().checkRunning();
            int count = sorted.take(rows, (int) Math.min(step, left));
            run.rows().add(taken(firstRows, rows, count));
            left -= count;
        }
        run.finish();
    }

    private LoserTree sorted(int[] order) {
        FlatVector[] keyColumns = new FlatVector[runs.types().size()];
        for (SortKey key : runs.keys()) {
            int column = key.ordinal();
            if (keyColumns[column] == null) {
                keyColumns[column] =
                        Concatenation.of(runs.types().get(column), store.pieces(column));
            }
        }
        SortOrder comparison = new SortOrder(runs.keys(), column -> keyColumns[column]);
        int pieces = (order.length + SORTED_ROWS - 1) / SORTED_ROWS;
        int[] starts = new int[pieces + 1];
        for (int piece = 0; piece < pieces; piece++) {
            runs.query().checkRunning();
            int to = (int) Math.min(order.length, (piece + 1L) * SORTED_ROWS);
            comparison.sort(order, starts[piece], to);
            starts[piece + 1] = to;
        }
        return new LoserTree(comparison, order, starts);
    }

    /// The number of the first row of each batch in the store.
    private int[] firstRows() {
        List<FlatVector> pieces = store.pieces(0);
        int[] first = new int[pieces.size()];
        for (int piece = 1; piece < first.length; piece++) {
            first[piece] = first[piece - 1] + pieces.get(piece - 1).length();
        }
        return first;
    }

    private Batch taken(int[] firstRows, int[] rows, int count) {
        int[] pieces = new int[count];
        int[] inPiece = new int[count];
        for (int i = 0; i < count; i++) {
            int found = Arrays.binarySearch(firstRows, rows[i]);
            int piece = found >= 0 ? found : -found - 2;
            pieces[i] = piece;
            inPiece[i] = rows[i] - firstRows[piece];
        }
        List<Vector> columns = new ArrayList<>(runs.types().size());
        for (int column = 0; column < runs.types().size(); column++) {
            columns.add(
                    Interleave.of(
                            runs.types().get(column),
                            store.pieces(column),
                            pieces,
                            inPiece,
                            count));
        }
        return new Batch(columns, count);
    }

    /// Gives back what is reserved, once the rows are elsewhere or needed no more.
    @Override
    public void close() {
        held.close();
    }
}
