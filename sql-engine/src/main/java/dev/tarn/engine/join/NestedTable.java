package dev.tarn.engine.join;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.columns.CollectedRows;
import dev.tarn.engine.columns.RowStore;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.memory.Reservation;
import dev.tarn.engine.physical.Plan;

import java.util.ArrayList;
import java.util.List;

/// All build rows of a nested-loop join in memory: in one place, and cut into batches. Columns may
/// be put together by several threads at once.
final class NestedTable implements NestedRows, AutoCloseable {
    private final QueryContext query;
    private final CollectedRows rows;
    private final Reservation reservation;
    private final Reservation sliceReservation;
    private List<Batch> slices = List.of();
    private boolean[] matched = new boolean[0];

    NestedTable(Plan.NestedLoopJoin plan, QueryContext query) {
        this.query = query;
        this.reservation = query.memory().open("nested loop build rows");
        this.sliceReservation = query.memory().open("nested loop build slices");
        this.rows = new CollectedRows(plan.right().output(), reservation);
    }

    /// What rows take once they are here: twice their bytes, and a flag each.
    static long builtBytes(long rowBytes, long rowCount) {
        return 2 * rowBytes + rowCount;
    }

    /// Takes the rows, and what `held` have reserved for them.
    void begin(List<RowStore> stores, List<Reservation> held) {
        stores.forEach(rows::add);
        held.forEach(one -> sliceReservation.takeOver(one, Long.MAX_VALUE));
        long bytes = rows.buildBytes();
        reservation.takeOver(sliceReservation, bytes);
        reservation.resize(bytes);
        // First for the rows as the drivers have them, then for the slices.
        sliceReservation.resize(bytes + rows.rowCount());
    }

    int columnCount() {
        return rows.columnCount();
    }

    void assemble(int column) {
        if (rows.build(column)) {
            rows.settle();
        }
    }

    /// Cuts the assembled rows into batches for the drivers to share.
    void slice() {
        int size = query.config().batchRowCount();
        int total = rows.rowCount();
        long bytes = total;
        for (int column = 0; column < rows.columnCount(); column++) {
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

    @Override
    public int rowCount() {
        return rows.rowCount();
    }

    @Override
    public List<Batch> slices() {
        return slices;
    }

    /// The columns of the rows `taken[0..count)`.
    List<Vector> take(int[] taken, int count) {
        return rows.take(taken, count);
    }

    @Override
    public List<FlatVector> row(int row) {
        List<FlatVector> values = new ArrayList<>();
        for (Vector column : rows.take(new int[] {row}, 1)) {
            values.add(column.flatten());
        }
        return values;
    }

    /// Which rows have found a partner; probing drivers set it, without order among them.
    boolean[] matched() {
        return matched;
    }

    @Override
    public boolean isMatched(int row) {
        return matched[row];
    }

    @Override
    public void mark(int row) {
        matched[row] = true;
    }

    @Override
    public void close() {
        slices = List.of();
        reservation.close();
        sliceReservation.close();
    }
}
