package dev.tarn.engine.join;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.columns.CollectedRows;
import dev.tarn.engine.columns.RowStore;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.exec.Sink;
import dev.tarn.engine.memory.Reservation;
import dev.tarn.engine.physical.Plan;

import java.util.ArrayList;
import java.util.List;

/// The build side of a nested-loop join: its rows in one place, and cut into batches. Thread-safe.
final class NestedBuild implements Sink {
    private final QueryContext query;
    private final int columnCount;
    private final CollectedRows rows;
    private final Reservation reservation;
    private final Reservation sliceReservation;
    private final List<Reservation> locals = new ArrayList<>();
    private List<Batch> slices = List.of();
    private boolean[] matched = new boolean[0];

    NestedBuild(Plan.NestedLoopJoin plan, QueryContext query) {
        this.query = query;
        this.columnCount = plan.right().output().size();
        this.reservation = query.memory().open("nested loop build rows");
        this.sliceReservation = query.memory().open("nested loop build slices");
        this.rows = new CollectedRows(plan.right().output(), reservation);
    }

    @Override
    public Local open() {
        Reservation held = query.memory().open("nested loop build");
        synchronized (this) {
            locals.add(held);
        }
        RowStore store = new RowStore(columnCount);
        return new Local() {
            @Override
            public void accept(Batch batch) {
                held.resize(store.sizeBytes() + batch.sizeBytes());
                store.add(batch);
                held.resize(store.sizeBytes());
            }

            @Override
            public void finish() {
                rows.add(store);
            }
        };
    }

    void assemble(int column) {
        if (rows.build(column)) {
            synchronized (this) {
                locals.forEach(held -> held.resize(0));
            }
            rows.settle();
        }
    }

    /// Cuts the assembled rows into batches for the drivers to share.
    void slice() {
        int size = query.config().batchRowCount();
        int total = rows.rowCount();
        long bytes = total;
        for (int column = 0; column < columnCount; column++) {
            bytes += rows.column(column).sizeBytes();
        }
        sliceReservation.resize(bytes);
        List<Batch> cut = new ArrayList<>();
        for (int from = 0; from < total; from += size) {
            query.checkRunning();
            int count = Math.min(size, total - from);
            int[] range = new int[count];
            for (int i = 0; i < count; i++) {
                range[i] = from + i;
            }
            cut.add(new Batch(rows.take(range, count), count));
        }
        slices = cut;
        matched = new boolean[total];
    }

    CollectedRows rows() {
        return rows;
    }

    /// The build rows in batches of `batchRowCount`, the last one shorter.
    List<Batch> slices() {
        return slices;
    }

    /// The one build row `row`, as vectors of one value.
    List<FlatVector> row(int row) {
        List<FlatVector> values = new ArrayList<>();
        for (Vector column : rows.take(new int[] {row}, 1)) {
            values.add(column.flatten());
        }
        return values;
    }

    /// Which build rows have found a partner; probing drivers set it, without order among them.
    boolean[] matched() {
        return matched;
    }

    @Override
    public synchronized void close() {
        locals.forEach(Reservation::close);
        slices = List.of();
        reservation.close();
        sliceReservation.close();
    }
}
