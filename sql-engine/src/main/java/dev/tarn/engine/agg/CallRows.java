package dev.tarn.engine.agg;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.columns.Cells;
import dev.tarn.engine.columns.KeyChanges;
import dev.tarn.engine.function.Accumulator;
import dev.tarn.engine.function.GroupedAccumulator;
import dev.tarn.engine.function.GroupedRows;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.physical.AggregateCall;
import dev.tarn.engine.physical.Plan;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Adds rows to the states of all calls of an aggregation, batch after batch. Not thread-safe.
final class CallRows {
    private final List<AggregateCall> calls;
    private final ArgumentColumns arguments;
    private final GroupedRows grouped = new GroupedRows();

    /// Whether `grouped` holds the rows of the batch.
    private boolean isGrouped;

    /// The rows that a call's filter keeps, and their groups.
    private int[] rows = new int[0];

    private int[] rowGroups = new int[0];
    private int[] newRows = new int[0];
    private int[] newGroups = new int[0];

    /// Where values of DISTINCT calls begin, call by call, if rows are in order; else empty.
    private final List<@Nullable KeyChanges> values;

    CallRows(List<AggregateCall> calls) {
        this(calls, List.of());
    }

    private CallRows(List<AggregateCall> calls, List<@Nullable KeyChanges> values) {
        this.calls = calls;
        this.arguments = new ArgumentColumns(calls);
        this.values = values;
    }

    /// For rows that come group by group, in each group equal values of DISTINCT calls side by
    /// side.
    static CallRows ordered(Plan.Aggregate plan) {
        List<@Nullable KeyChanges> values = new ArrayList<>();
        for (AggregateCall call : plan.calls()) {
            List<Integer> columns = new ArrayList<>(plan.keys());
            columns.addAll(call.arguments());
            values.add(
                    call.distinct()
                            ? new KeyChanges(
                                    columns.stream().distinct().toList(), plan.input().output())
                            : null);
        }
        return new CallRows(plan.calls(), values);
    }

    /// Adds the selected rows of `batch`, the `i`th to group `groups[i]` of `states`, whose
    /// accumulators have room for it.
    void add(Batch batch, int[] groups, GroupStates states) {
        if (rows.length < batch.rowCount()) {
            rows = new int[batch.rowCount()];
            rowGroups = new int[batch.rowCount()];
            newRows = new int[batch.rowCount()];
            newGroups = new int[batch.rowCount()];
        }
        arguments.begin(batch);
        isGrouped = false;
        for (int call = 0; call < calls.size(); call++) {
            add(batch, groups, states, call);
        }
    }

    private void add(Batch batch, int[] groups, GroupStates states, int ordinal) {
        AggregateCall call = calls.get(ordinal);
        Integer filter = call.filter();
        int[] ofRows = groups;
        Rows kept = Rows.of(batch);
        if (filter != null) {
            int count = keepTrue(batch, batch.column(filter), groups);
            if (count == 0) {
                return;
            }
            ofRows = rowGroups;
            kept = new Rows(batch.rowCount(), rows, count);
        }
        DistinctRows distinct = states.distinctRows(ordinal);
        if (distinct != null) {
            addDistinct(distinct, call, batch, ofRows, kept);
            return;
        }
        KeyChanges changes = values.isEmpty() ? null : values.get(ordinal);
        if (changes != null) {
            kept = firstOfEach(changes, batch, ofRows, kept);
            ofRows = newGroups;
        }
        Accumulator accumulator = states.accumulator(ordinal);
        if (filter == null
                && changes == null
                && (states.table() != null || states.groupCount() > 1)
                && accumulator instanceof GroupedAccumulator summing
                && GroupedRows.isWorth(states.groupCount(), batch.selectedCount())) {
            summing.addGrouped(grouped(batch, groups, states), arguments.of(call));
            return;
        }
        accumulator.add(ofRows, arguments.of(call), kept);
    }

    /// The batch's rows by group, put together once for all calls.
    private GroupedRows grouped(Batch batch, int[] groups, GroupStates states) {
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
        distinct.add(ofRows, cells, kept.selectedCount(), newRows);
    }

    /// The first of `kept` rows with a value, for each value of each group; puts their groups into
    /// `newGroups`.
    private Rows firstOfEach(KeyChanges changes, Batch batch, int[] ofRows, Rows kept) {
        Batch looked =
                new Batch(batch.columns(), kept.rowCount(), kept.selection(), kept.selectedCount());
        int[] first = new int[kept.selectedCount()];
        int count = changes.find(looked, first);
        for (int i = 0; i < count; i++) {
            newGroups[i] = ofRows[first[i]];
            first[i] = kept.row(first[i]);
        }
        return new Rows(kept.rowCount(), first, count);
    }

    /// Puts the selected rows where `filter` is true into `rows`, and their groups into
    /// `rowGroups`.
    private int keepTrue(Batch batch, Vector filter, int[] groups) {
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
                rowGroups[kept++] = groups[i];
            }
        }
        return kept;
    }

    /// Heap that this holds.
    long sizeBytes() {
        long bytes = grouped.sizeBytes() + arguments.sizeBytes() + 16L * rows.length;
        for (KeyChanges changes : values) {
            bytes += changes == null ? 0 : changes.sizeBytes();
        }
        return bytes;
    }
}
