package dev.tarn.engine.sort;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.columns.Concatenation;
import dev.tarn.engine.columns.RowStore;
import dev.tarn.engine.exec.KeyBound;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.exec.Sink;
import dev.tarn.engine.order.SortOrder;
import dev.tarn.engine.order.SortWords;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.SortKey;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// The rows that may be among the first `rowCount` in order. Thread-safe.
///
/// Each driver keeps some more rows than asked for, and every time there are too many it sorts them
/// and drops all but the first `rowCount`. The first key's word of the last one kept is a bound for
/// all drivers: rows beyond it are dropped as they come.
final class TopRows implements Sink {
    private static final int SLACK_ROWS = 8192;

    private final Plan.TopN plan;
    private final SortedRows sorted;
    private final QueryContext query;
    private final int rowCount;
    private final @Nullable KeyBound scanBound;
    private final AtomicLong bound = new AtomicLong(Long.MAX_VALUE);

    TopRows(
            Plan.TopN plan,
            int rowCount,
            SortedRows sorted,
            @Nullable KeyBound scanBound,
            QueryContext query) {
        this.scanBound = scanBound;
        this.plan = plan;
        this.rowCount = rowCount;
        this.sorted = sorted;
        this.query = query;
    }

    @Override
    public Local open() {
        return new Candidates(sorted.openLocal());
    }

    /// One driver's rows.
    private final class Candidates implements Local {
        private final KeptRows rows;
        private long[] words = new long[0];

        Candidates(KeptRows rows) {
            this.rows = rows;
        }

        @Override
        public void accept(Batch batch) {
            Batch kept = withinBound(batch);
            if (kept == null) {
                return;
            }
            rows.add(kept, rowCount);
            if (rows.store().rowCount() > 2L * rowCount + SLACK_ROWS) {
                shrink();
            }
        }

        private @Nullable Batch withinBound(Batch batch) {
            long last = bound.get();
            if (last == Long.MAX_VALUE) {
                return batch;
            }
            SortKey key = plan.keys().getFirst();
            FlatVector values = batch.column(key.ordinal()).flatten();
            if (words.length < batch.rowCount()) {
                words = new long[batch.rowCount()];
            }
            SortWords.fill(values, key, words, 0, batch.rowCount());
            int[] selection = batch.selection();
            int[] kept = new int[batch.selectedCount()];
            int count = 0;
            for (int i = 0; i < kept.length; i++) {
                int row = selection == null ? i : selection[i];
                kept[count] = row;
                count += words[row] <= last ? 1 : 0;
            }
            return count == 0 ? null : new Batch(batch.columns(), batch.rowCount(), kept, count);
        }

        /// Drops all but the first rows, and tightens the bound; where there is no room for that
        /// they are written, the first ones in order.
        private void shrink() {
            query.checkRunning();
            RowStore store = rows.store();
            int count = store.rowCount();
            if (!rows.reserveBeside(2 * store.sizeBytes())) {
                rows.spill(rowCount);
                return;
            }
            List<FlatVector> columns = new ArrayList<>();
            for (int column = 0; column < store.columnCount(); column++) {
                columns.add(
                        Concatenation.of(plan.output().get(column).type(), store.pieces(column)));
            }
            int[] order = new int[count];
            new SortOrder(plan.keys(), columns::get).sort(order, 0, count);
            List<Vector> taken = new ArrayList<>();
            for (FlatVector column : columns) {
                taken.add(column.take(order, rowCount));
            }
            Batch first = new Batch(taken, rowCount);
            rows.replace(first);
            SortKey key = plan.keys().getFirst();
            long[] word = new long[rowCount];
            SortWords.fill(
                    first.column(key.ordinal()).flatten(), key, word, rowCount - 1, rowCount);
            tighten(word[rowCount - 1], first, key);
        }

        @Override
        public void finish() {
            sorted.add(rows, rowCount);
        }

        @Override
        public boolean isDone() {
            return rowCount == 0;
        }
    }

    /// Makes the last row of `first`, whose first key has `word`, the bound if it is tighter.
    private synchronized void tighten(long word, Batch first, SortKey key) {
        if (word >= bound.get()) {
            return;
        }
        bound.set(word);
        if (scanBound != null) {
            scanBound.endsAt(first.column(key.ordinal()).flatten(), rowCount - 1, key);
        }
    }

    @Override
    public void close() {}
}
