package dev.tarn.engine.join;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.exec.Morsel;
import dev.tarn.engine.exec.NumberedSource;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.memory.Reservation;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.spill.RunReader;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// The build rows of one run that a nested-loop join gives once all probe rows have been seen.
/// Owned by one driver.
final class NestedRest implements Morsel {
    private final Plan.NestedLoopJoin plan;
    private final QueryContext query;
    private final MatchedBits marks;
    private final Reservation held;
    private final RunReader reader;
    private long nextRow;
    private @Nullable Batch rows;
    private boolean[] matched = new boolean[0];
    private @Nullable BuildRows given;
    private int range;

    NestedRest(Plan.NestedLoopJoin plan, NestedSpill build, int run, QueryContext query) {
        this.plan = plan;
        this.query = query;
        this.marks = build.matched();
        this.held = query.memory().open("nested loop rest");
        this.nextRow = build.firstRow(run);
        this.reader = build.runs().get(run).open();
        held.resize(build.largestBatchBytes());
    }

    @Override
    public @Nullable Batch next() {
        query.checkRunning();
        BuildRows giving = given;
        Batch batch = giving == null ? null : giving.next();
        if (batch != null) {
            return batch;
        }
        if (rows != null && range < BuildRows.rangeCount(rows.rowCount())) {
            given = range(rows, range++);
            return NumberedSource.NOTHING;
        }
        return read() ? NumberedSource.NOTHING : null;
    }

    private BuildRows range(Batch all, int number) {
        return new BuildRows(
                plan.type(),
                plan.left().output(),
                (taken, count) -> take(all, taken, count),
                matched,
                query.config().batchRowCount(),
                number);
    }

    private static List<Vector> take(Batch all, int[] taken, int count) {
        List<Vector> columns = new ArrayList<>(all.columns().size());
        for (Vector column : all.columns()) {
            columns.add(column.take(taken, count));
        }
        return columns;
    }

    private boolean read() {
        given = null;
        rows = reader.next();
        range = 0;
        if (rows == null) {
            return false;
        }
        matched = new boolean[rows.rowCount()];
        for (int row = 0; row < matched.length; row++) {
            matched[row] = marks.isSet(nextRow++);
        }
        return true;
    }

    @Override
    public void close() {
        held.close();
    }
}
