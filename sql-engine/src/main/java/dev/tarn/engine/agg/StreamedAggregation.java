package dev.tarn.engine.agg;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.columns.KeyBatch;
import dev.tarn.engine.columns.KeyChanges;
import dev.tarn.engine.columns.KeyStore;
import dev.tarn.engine.exec.Operator;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.memory.Reservation;
import dev.tarn.engine.physical.Plan;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// An aggregation of rows that come group by group, in one stream: a group begins where the keys
/// differ from those of the row before, and is given once the next has begun. Groups come in the
/// order of their rows. Values of DISTINCT calls stand side by side within their group.
///
/// Holds the groups of one batch, and of the rows of a group nothing but its states; there is
/// nothing to spill. Owned by one driver.
///
/// Sort-based grouping as in Graefe, "Query evaluation techniques for large databases" (1993), of
/// rows that are sorted already.
final class StreamedAggregation implements Operator {
    private final Plan.Aggregate plan;
    private final int batchRowCount;
    private final Reservation reservation;
    private final KeyChanges changes;
    private final CallRows callRows;
    private int[] starts = new int[0];
    private int[] groups = new int[0];

    /// Groups to which more rows may come; only the last one, between two batches.
    private GroupStates open;

    /// Groups that have ended, of which those before `next` are given.
    private @Nullable GroupStates ended;

    private int next;

    StreamedAggregation(Plan.Aggregate plan, QueryContext query) {
        this.plan = plan;
        this.batchRowCount = query.config().batchRowCount();
        this.reservation = query.memory().open("streamed aggregation");
        this.changes = new KeyChanges(plan.keys(), plan.input().output());
        this.callRows = CallRows.ordered(plan);
        this.open = noGroups();
    }

    private GroupStates noGroups() {
        return GroupStates.ordered(plan, new KeyStore(GroupStates.layout(plan)));
    }

    @Override
    public void accept(Batch batch) {
        int count = batch.selectedCount();
        reservation.resize(sizeBytes() + changes.sizeBytesWith(batch) + workBytes(count));
        if (starts.length < count) {
            starts = new int[count];
            groups = new int[count];
        }
        int startCount = changes.find(batch, starts);
        int last = startCount == 0 ? 0 : starts[startCount - 1];
        if (startCount > 0 && (last > 0 || open.groupCount() > 0)) {
            addEnding(batch, startCount - 1, last);
            ended = open;
            next = 0;
            open = noGroups();
        }
        if (startCount > 0) {
            begin(last);
        }
        Arrays.fill(groups, 0, count - last, 0);
        add(part(batch, last, count), open);
        reservation.resize(sizeBytes());
    }

    /// Adds the first `rowCount` rows, whose groups end in this batch: `startCount` of them begin
    /// in it.
    private void addEnding(Batch batch, int startCount, int rowCount) {
        int group = open.groupCount() - 1;
        int start = 0;
        for (int row = 0; row < rowCount; row++) {
            if (start < startCount && starts[start] == row) {
                begin(row);
                start++;
                group++;
            }
            groups[row] = group;
        }
        if (rowCount > 0) {
            add(part(batch, 0, rowCount), open);
        }
    }

    /// Makes the key of `row` that of a new group.
    private void begin(int row) {
        KeyBatch from = changes.keys();
        KeyStore keys = open.keys();
        if (keys == null) {
            throw new IllegalStateException("Groups without keys are never ordered");
        }
        int group = keys.append(from, row);
        if (from.hasNulls && from.isNull[row]) {
            keys.nullKey = group;
        }
    }

    private void add(Batch batch, GroupStates states) {
        states.resizeAccumulators();
        callRows.add(batch, groups, states);
    }

    /// The selected rows `from..to` of `batch`, counted from 0.
    private static Batch part(Batch batch, int from, int to) {
        if (from == 0 && to == batch.selectedCount()) {
            return batch;
        }
        int[] selection = batch.selection();
        int[] rows = new int[to - from];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = selection == null ? from + i : selection[from + i];
        }
        return new Batch(batch.columns(), batch.rowCount(), rows, rows.length);
    }

    @Override
    public @Nullable Batch next() {
        GroupStates given = ended;
        if (given == null) {
            return null;
        }
        int from = next;
        next = Math.min(given.groupCount(), from + batchRowCount);
        Batch results = given.results(from, next);
        if (next == given.groupCount()) {
            ended = null;
            reservation.resize(sizeBytes());
        }
        return results;
    }

    @Override
    public void finish() {
        if (open.groupCount() > 0) {
            ended = open;
            next = 0;
            open = noGroups();
        }
    }

    private long sizeBytes() {
        return open.sizeBytes()
                + (ended == null ? 0 : ended.sizeBytes())
                + changes.sizeBytes()
                + callRows.sizeBytes()
                + 8L * starts.length;
    }

    /// Heap that `rowCount` rows take at most if each is a group of its own, apart from keys and
    /// what functions keep of their arguments.
    private long workBytes(int rowCount) {
        return (64L + 32L * plan.calls().size()) * rowCount;
    }

    @Override
    public void close() {
        reservation.close();
    }
}
