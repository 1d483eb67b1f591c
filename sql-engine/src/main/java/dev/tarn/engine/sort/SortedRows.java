package dev.tarn.engine.sort;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.columns.CollectedRows;
import dev.tarn.engine.columns.RowStore;
import dev.tarn.engine.exec.Morsel;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.exec.Sink;
import dev.tarn.engine.memory.Reservation;
import dev.tarn.engine.order.SortOrder;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.SortKey;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// All rows of a sort. Thread-safe.
///
/// Drivers keep their rows; the columns are put together, a column a morsel; ranges of rows are
/// sorted, a run a morsel; one driver merges the runs and gives the rows `offset..offset + limit`.
final class SortedRows implements Sink {
    private static final int SMALLEST_RUN_ROWS = 1 << 15;
    private static final int LARGEST_RUN_ROWS = 1 << 20;

    private final Plan input;
    private final List<SortKey> keys;
    private final QueryContext query;
    private final CollectedRows rows;
    private final Reservation reservation;
    private final Reservation orderReservation;
    private final List<Reservation> locals = new ArrayList<>();
    private @Nullable SortOrder comparison;
    private int[] order = new int[0];

    SortedRows(Plan input, List<SortKey> keys, QueryContext query) {
        this.input = input;
        this.keys = keys;
        this.query = query;
        this.reservation = query.memory().open("sort rows");
        this.orderReservation = query.memory().open("sort keys");
        this.rows = new CollectedRows(input.output(), reservation);
    }

    @Override
    public Local open() {
        Reservation held = openLocal();
        RowStore store = new RowStore(input.output().size());
        return new Local() {
            @Override
            public void accept(Batch batch) {
                held.resize(store.sizeBytes() + batch.sizeBytes());
                store.add(batch);
                held.resize(store.sizeBytes());
            }

            @Override
            public void finish() {
                add(store);
            }
        };
    }

    /// A reservation for one driver, given back when its rows are put together.
    synchronized Reservation openLocal() {
        Reservation held = query.memory().open("sort");
        locals.add(held);
        return held;
    }

    void add(RowStore store) {
        rows.add(store);
    }

    int columnCount() {
        return rows.columnCount();
    }

    void assemble(int column) {
        if (rows.build(column)) {
            synchronized (this) {
                locals.forEach(held -> held.resize(0));
            }
            rows.settle();
        }
    }

    /// Makes room for the order; one piece of work.
    void prepare() {
        int rowCount = rows.rowCount();
        orderReservation.resize(SortOrder.sizeBytes(keys, rowCount) + 24L * rowCount);
        comparison = new SortOrder(keys, rows::column);
        order = new int[rowCount];
    }

    private int runRows() {
        int share = rows.rowCount() / query.config().workerCount() + 1;
        return Math.clamp(share, SMALLEST_RUN_ROWS, LARGEST_RUN_ROWS);
    }

    int runCount() {
        return (rows.rowCount() + runRows() - 1) / runRows();
    }

    void sortRun(int run) {
        query.checkRunning();
        int from = run * runRows();
        int to = (int) Math.min(rows.rowCount(), (long) from + runRows());
        Objects.requireNonNull(comparison).sort(order, from, to);
    }

    /// The rows from `offset` on, `limit` of them at most, in order; all where it is negative.
    Morsel merged(long limit, long offset) {
        int runs = runCount();
        int[] starts = new int[runs + 1];
        for (int run = 0; run <= runs; run++) {
            starts[run] = (int) Math.min(rows.rowCount(), (long) run * runRows());
        }
        LoserTree tree = new LoserTree(Objects.requireNonNull(comparison), order, starts);
        return new Merged(tree, rows, query.config().batchRowCount(), limit, offset);
    }

    /// The merged rows, a batch at a time. Owned by one driver.
    private static final class Merged implements Morsel {
        private final LoserTree tree;
        private final CollectedRows rows;
        private final int[] taken;
        private long unskipped;
        private long unserved;

        Merged(LoserTree tree, CollectedRows rows, int batchRowCount, long limit, long offset) {
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

    @Override
    public synchronized void close() {
        locals.forEach(Reservation::close);
        reservation.close();
        orderReservation.close();
        order = new int[0];
    }
}
