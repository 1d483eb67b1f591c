package dev.tarn.engine.agg;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.columns.Cells;
import dev.tarn.engine.columns.KeyBatch;
import dev.tarn.engine.columns.KeyEncoder;
import dev.tarn.engine.exec.Sink;
import dev.tarn.engine.function.Accumulator;
import dev.tarn.engine.function.GroupedAccumulator;
import dev.tarn.engine.function.GroupedRows;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.memory.Reservation;
import dev.tarn.engine.physical.AggregateCall;
import dev.tarn.engine.physical.Plan;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// What one driver aggregates: its own table of groups, merged with the others' at the end. Owned
/// by one driver until it finishes; after that it is only read.
final class LocalAggregation implements Sink.Local {
    private final Plan.Aggregate plan;
    private final AggregateSink shared;
    private final Reservation reservation;
    private final GroupStates states;
    private final @Nullable KeyEncoder encoder;
    private final KeyBatch keys = new KeyBatch();
    private final DictionaryGroups dictionaryGroups = new DictionaryGroups();
    private final ArgumentColumns arguments;
    private final GroupedRows grouped = new GroupedRows();

    /// Whether `grouped` holds the rows of the batch.
    private boolean isGrouped;

    private int[] groups = new int[0];
    private int[] rows = new int[0];
    private int[] places = new int[0];
    private int[] callGroups = new int[0];
    private @Nullable Radix radix;
    private @Nullable Partitioning radixBy;

    LocalAggregation(Plan.Aggregate plan, AggregateSink shared, Reservation reservation) {
        this.plan = plan;
        this.shared = shared;
        this.reservation = reservation;
        this.states = new GroupStates(plan);
        this.arguments = new ArgumentColumns(plan.calls());
        this.encoder = plan.keys().isEmpty() ? null : new KeyEncoder(GroupStates.layout(plan));
    }

    GroupStates states() {
        return states;
    }

    @Override
    public void accept(Batch batch) {
        if (groups.length < batch.rowCount()) {
            groups = new int[batch.rowCount()];
            rows = new int[batch.rowCount()];
            places = new int[batch.rowCount()];
            callGroups = new int[batch.rowCount()];
        }
        findGroups(batch);
        states.resizeAccumulators();
        arguments.begin(batch);
        isGrouped = false;
        for (int call = 0; call < plan.calls().size(); call++) {
            add(batch, call);
        }
        reservation.resize(
                states.sizeBytes()
                        + keys.sizeBytes()
                        + dictionaryGroups.sizeBytes()
                        + grouped.sizeBytes()
                        + arguments.sizeBytes());
    }

    /// Writes the group of each selected row to `groups`.
    private void findGroups(Batch batch) {
        GroupTable table = states.table();
        if (table == null || encoder == null) {
            return;
        }
        int unknown = batch.selectedCount();
        boolean byDictionary = dictionaryGroups.prepare(batch, plan.keys());
        if (byDictionary) {
            unknown = dictionaryGroups.lookUp(batch, groups, rows, places);
            if (unknown == 0) {
                return;
            }
        }
        List<Cells> cells = new ArrayList<>(plan.keys().size());
        for (int key : plan.keys()) {
            cells.add(
                    byDictionary
                            ? Cells.of(batch.column(key), rows, unknown)
                            : Cells.of(batch.column(key), batch));
        }
        encoder.encode(cells, unknown, keys);
        reservation.resize(table.sizeBytesWith(keys) + states.stateBytes() + keys.sizeBytes());
        if (!byDictionary) {
            table.findOrAdd(keys, groups);
            return;
        }
        table.findOrAdd(keys, callGroups);
        for (int i = 0; i < unknown; i++) {
            groups[places[i]] = callGroups[i];
            dictionaryGroups.learn(places[i], callGroups[i]);
        }
    }

    private void add(Batch batch, int ordinal) {
        AggregateCall call = plan.calls().get(ordinal);
        Integer filter = call.filter();
        int[] ofRows = groups;
        Rows kept = Rows.of(batch);
        if (filter != null) {
            int count = keepTrue(batch, batch.column(filter));
            if (count == 0) {
                return;
            }
            ofRows = callGroups;
            kept = new Rows(batch.rowCount(), rows, count);
        }
        DistinctRows distinct = states.distinctRows(ordinal);
        if (distinct != null) {
            addDistinct(distinct, call, batch, ofRows, kept);
            return;
        }
        Accumulator accumulator = states.accumulator(ordinal);
        if (filter == null
                && states.table() != null
                && accumulator instanceof GroupedAccumulator summing
                && GroupedRows.isWorth(states.groupCount(), batch.selectedCount())) {
            summing.addGrouped(grouped(batch), arguments.of(call));
            return;
        }
        accumulator.add(ofRows, arguments.of(call), kept);
    }

    /// The batch's rows by group, put together once for all calls.
    private GroupedRows grouped(Batch batch) {
        if (!isGrouped) {
            grouped.fill(groups, Rows.of(batch), states.groupCount());
            isGrouped = true;
        }
        return grouped;
    }

    private void addDistinct(
            DistinctRows distinct, AggregateCall call, Batch batch, int[] ofRows, Rows kept) {
        List<Cells> cells = new ArrayList<>(call.arguments().size());
        for (int argument : call.arguments()) {
            cells.add(Cells.of(batch.column(argument), kept.selection(), kept.selectedCount()));
        }
        distinct.add(ofRows, cells, kept.selectedCount(), places);
    }

    /// Puts the selected rows where `filter` is true into `rows`, and their groups into
    /// `callGroups`.
    private int keepTrue(Batch batch, Vector filter) {
        Cells cells = Cells.of(filter, batch);
        boolean[] values = ((BooleanVector) cells.values()).values();
        long[] validity = cells.values().validity();
        int[] positions = cells.positions();
        int[] selection = batch.selection();
        int kept = 0;
        for (int i = 0; i < batch.selectedCount(); i++) {
            int at = positions == null ? i : positions[i];
            if (values[at] && Bitmaps.isSet(validity, at)) {
                rows[kept] = selection == null ? i : selection[i];
                callGroups[kept++] = groups[i];
            }
        }
        return kept;
    }

    @Override
    public void finish() {
        GroupTable table = states.table();
        if (table != null
                && table.direct() == null
                && table.groupCount() > AggregateSink.UNPARTITIONED_GROUPS) {
            radix(new Partitioning.ByHash());
        }
        shared.add(this);
    }

    /// This table's groups by partition.
    synchronized Radix radix(Partitioning partitioning) {
        if (radix == null || !partitioning.equals(radixBy)) {
            GroupTable table = states.table();
            Radix made =
                    Radix.of(
                            states.groupCount(),
                            group -> table == null ? 0 : partitioning.of(table.keys(), group));
            reservation.resize(reservation.heldBytes() + made.sizeBytes());
            radix = made;
            radixBy = partitioning;
        }
        return radix;
    }

    /// Gives the memory back, once nobody reads this any more.
    void release() {
        reservation.close();
    }
}
