package dev.tarn.engine.sort;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.columns.CollectedRows;
import dev.tarn.engine.exec.Closing;
import dev.tarn.engine.exec.Morsel;
import dev.tarn.engine.exec.NumberedSource;
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
/// Drivers keep their rows, or write them as sorted runs where memory is short. If none was written
/// and there is room to put all rows together, that is done, a column a morsel; ranges of rows are
/// sorted, a run a morsel; one driver merges the runs and gives the rows `offset..offset + limit`.
/// Otherwise all that drivers still keep is written too, runs are merged into fewer by all workers,
/// and one driver merges those.
final class SortedRows implements Sink {
    private static final int SMALLEST_RUN_ROWS = 1 << 15;
    private static final int LARGEST_RUN_ROWS = 1 << 20;

    private final List<SortKey> keys;
    private final QueryContext query;
    private final CollectedRows rows;
    private final SortedRuns runs;
    private final Reservation reservation;
    private final Reservation orderReservation;
    private final List<KeptRows> opened = new ArrayList<>();
    private final List<KeptRows> collected = new ArrayList<>();
    private @Nullable SortOrder comparison;
    private int[] order = new int[0];
    private boolean onDisk;

    /// Rows of the input of `plan`, which is a sort or a top-n by `keys`.
    SortedRows(Plan plan, List<SortKey> keys, QueryContext query) {
        this.keys = keys;
        this.query = query;
        this.reservation = query.memory().open("sort rows");
        this.orderReservation = query.memory().open("sort keys");
        this.rows = new CollectedRows(plan.output(), reservation);
        this.runs = new SortedRuns(plan, keys, query);
    }

    @Override
    public Local open() {
        KeptRows kept = openLocal();
        return new Local() {
            @Override
            public void accept(Batch batch) {
                kept.add(batch, Long.MAX_VALUE);
            }

            @Override
            public void finish() {
                add(kept, Long.MAX_VALUE);
            }
        };
    }

    /// Room for the rows of one driver, given back when they are put together or written.
    KeptRows openLocal() {
        KeptRows kept = new KeptRows(runs);
        synchronized (this) {
            opened.add(kept);
        }
        return kept;
    }

    /// Takes over what a driver has kept, of which `most` in order are enough.
    void add(KeptRows kept, long most) {
        if (!runs.isEmpty()) {
            kept.spill(most);
            kept.close();
            return;
        }
        synchronized (this) {
            collected.add(kept);
        }
    }

    /// Decides whether the rows are sorted in memory, and reserves what that takes; one piece of
    /// work.
    void decide() {
        long rowCount = 0;
        long bytes = 0;
        for (KeptRows kept : collected) {
            rowCount += kept.store().rowCount();
            bytes += kept.store().sizeBytes();
        }
        onDisk =
                !runs.isEmpty()
                        || rowCount > Integer.MAX_VALUE / 2
                        || !reservation.tryGrow(bytes)
                        || !orderReservation.tryGrow(orderBytes(rowCount));
        if (onDisk) {
            reservation.resize(0);
            return;
        }
        for (KeptRows kept : collected) {
            rows.add(kept.store());
        }
    }

    private long orderBytes(long rowCount) {
        return (16L * keys.size() + 24) * rowCount;
    }

    int columnCount() {
        return onDisk ? 0 : rows.columnCount();
    }

    void assemble(int column) {
        if (rows.build(column)) {
            synchronized (this) {
                opened.forEach(KeptRows::close);
            }
            rows.settle();
        }
    }

    /// Makes the order; one piece of work.
    void prepare() {
        if (!onDisk) {
            comparison = new SortOrder(keys, rows::column);
            order = new int[rows.rowCount()];
        }
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

    /// Drivers whose rows are still to be written.
    int unwrittenCount() {
        return onDisk ? collected.size() : 0;
    }

    void write(int number) {
        KeptRows kept = collected.get(number);
        kept.spill(Long.MAX_VALUE);
        kept.close();
    }

    /// Drivers that merge runs into fewer at the same time.
    int reducerCount() {
        return onDisk ? query.config().workerCount() : 0;
    }

    /// One driver's part of merging runs until there are few enough.
    Morsel reduce() {
        Reservation reserved = query.memory().open("sort merge");
        RunReduction reduction = new RunReduction(runs, reserved);
        Morsel steps =
                NumberedSource.steps(() -> reduction.step(runs.fanIn(reducerCount()), false));
        return new Morsel() {
            @Override
            public @Nullable Batch next() {
                return steps.next();
            }

            @Override
            public void close() {
                reserved.close();
            }
        };
    }

    /// The rows from `offset` on, `limit` of them at most, in order; all where it is negative.
    Morsel merged(long limit, long offset) {
        if (onDisk && !runs.isEmpty()) {
            return new MergedRuns(runs, query.config().batchRowCount(), limit, offset);
        }
        int count = runCount();
        int[] starts = new int[count + 1];
        for (int run = 0; run <= count; run++) {
            starts[run] = (int) Math.min(rows.rowCount(), (long) run * runRows());
        }
        LoserTree tree = new LoserTree(Objects.requireNonNull(comparison), order, starts);
        return new MergedRows(tree, rows, query.config().batchRowCount(), limit, offset);
    }

    @Override
    public synchronized void close() {
        List<AutoCloseable> parts = new ArrayList<>(opened);
        parts.add(reservation);
        parts.add(orderReservation);
        Closing.closeAll(parts);
        order = new int[0];
    }
}
