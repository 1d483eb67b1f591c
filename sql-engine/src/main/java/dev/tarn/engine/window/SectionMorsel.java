package dev.tarn.engine.window;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.Vectors;
import dev.tarn.engine.columns.Concatenation;
import dev.tarn.engine.exec.Morsel;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.memory.Reservation;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.spill.Run;
import dev.tarn.engine.spill.RunReader;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// One piece of the rows: put together, sorted and computed when the first batch is asked for, then
/// given a batch at a time. Owned by one driver.
final class SectionMorsel implements Morsel {
    private final Plan.Window plan;
    private final List<List<FlatVector>> pieces;
    private final List<Run> runs;
    private final boolean sorted;
    private final QueryContext query;
    private final Reservation reservation;
    private @Nullable Section section;
    private List<Vector> results = List.of();
    private int next;

    SectionMorsel(Plan.Window plan, DividedRows.Taken taken, boolean sorted, QueryContext query) {
        this.plan = plan;
        this.pieces = taken.columns();
        this.runs = taken.runs();
        this.sorted = sorted;
        this.query = query;
        this.reservation = query.memory().open("window functions");
    }

    @Override
    public @Nullable Batch next() {
        Section computed = section == null ? compute() : section;
        section = computed;
        if (next == computed.rowCount()) {
            return null;
        }
        int from = next;
        int count = Math.min(query.config().batchRowCount(), computed.rowCount() - from);
        next = from + count;
        int[] rows = new int[count];
        for (int i = 0; i < count; i++) {
            rows[i] = from + i;
        }
        List<Vector> columns = new ArrayList<>(computed.given(from, count));
        for (Vector result : results) {
            columns.add(result.take(rows, count));
        }
        return new Batch(columns, count);
    }

    /// Puts the rows that are on disk beside those in memory.
    private void read() {
        for (Run run : runs) {
            // What is read is held twice while it is put together.
            reservation.resize(reservation.heldBytes() + run.plainBytes());
            RunReader reader = run.open();
            for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
                for (int column = 0; column < pieces.size(); column++) {
                    pieces.get(column).add(batch.column(column).flatten());
                }
            }
            run.release();
        }
    }

    private Section compute() {
        read();
        long readBytes = reservation.heldBytes();
        long bytes = 0;
        for (List<FlatVector> column : pieces) {
            for (FlatVector piece : column) {
                bytes += piece.sizeBytes();
            }
        }
        reservation.resize(readBytes + bytes);
        List<FlatVector> columns = new ArrayList<>();
        for (int column = 0; column < pieces.size(); column++) {
            DataType type = plan.input().output().get(column).type();
            List<FlatVector> given = pieces.get(column);
            columns.add(
                    Concatenation.of(
                            type,
                            given.isEmpty() ? List.of(Vectors.nulls(type, 0).flatten()) : given));
            given.clear();
        }
        reservation.resize(bytes);
        Section whole = new Section(plan, columns, sorted, query, reservation);
        List<Vector> computed = new ArrayList<>();
        for (int call = 0; call < plan.calls().size(); call++) {
            query.checkRunning();
            DataType type = plan.output().get(columns.size() + call).type();
            Vector result = Calls.compute(plan.calls().get(call), type, whole);
            whole.reserve(result.sizeBytes());
            computed.add(result);
        }
        results = computed;
        return whole;
    }

    @Override
    public void close() {
        section = null;
        results = List.of();
        reservation.close();
    }
}
