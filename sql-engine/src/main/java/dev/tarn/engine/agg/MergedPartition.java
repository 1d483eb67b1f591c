package dev.tarn.engine.agg;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.columns.Cells;
import dev.tarn.engine.columns.KeyBatch;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.memory.Reservation;
import dev.tarn.engine.physical.Plan;

import java.util.ArrayList;
import java.util.List;

/// Merges one partition of all drivers' groups into one table. Owned by one driver.
final class MergedPartition implements AutoCloseable {
    /// Groups that are merged at a time: so many keys are copied out of a table.
    private static final int STEP = 2048;

    private final Plan.Aggregate plan;
    private final QueryContext query;
    private final List<LocalAggregation> locals;
    private final Partitioning partitioning;
    private final int partition;
    private final Reservation reservation;
    private final GroupStates states;
    private final KeyBatch keys = new KeyBatch();

    /// A merge of `partition`, or of all groups if that is negative.
    MergedPartition(
            Plan.Aggregate plan,
            QueryContext query,
            List<LocalAggregation> locals,
            Partitioning partitioning,
            int partition) {
        this.plan = plan;
        this.query = query;
        this.locals = locals;
        this.partitioning = partitioning;
        this.partition = partition;
        this.reservation = query.memory().open("aggregation merge");
        this.states = new GroupStates(plan);
    }

    GroupStates merge() {
        for (LocalAggregation local : locals) {
            mergeLocal(local);
        }
        return states;
    }

    private void mergeLocal(LocalAggregation local) {
        GroupStates from = local.states();
        // The merged group of each of the local ones, for the DISTINCT calls.
        int[] mergedGroups = new int[hasDistinct() ? from.groupCount() : 0];
        int first = 0;
        int end = from.groupCount();
        int[] numbers;
        if (partition < 0) {
            numbers = new int[end];
            for (int group = 0; group < end; group++) {
                numbers[group] = group;
            }
        } else {
            Radix radix = local.radix(partitioning);
            numbers = radix.numbers();
            first = radix.starts()[partition];
            end = radix.starts()[partition + 1];
        }
        int[] step = new int[STEP];
        int[] merged = new int[STEP];
        for (int at = first; at < end; at += STEP) {
            query.checkRunning();
            int count = Math.min(STEP, end - at);
            System.arraycopy(numbers, at, step, 0, count);
            mergeStep(from, step, merged, count);
            for (int i = 0; i < count && mergedGroups.length > 0; i++) {
                mergedGroups[step[i]] = merged[i];
            }
        }
        for (int call = 0; call < plan.calls().size(); call++) {
            mergeDistinct(local, call, mergedGroups);
        }
    }

    private boolean hasDistinct() {
        return plan.calls().stream().anyMatch(call -> call.distinct());
    }

    private void mergeStep(GroupStates from, int[] step, int[] merged, int count) {
        GroupTable table = states.table();
        GroupTable fromTable = from.table();
        if (table != null && fromTable != null) {
            fromTable.keys().load(step, 0, count, keys);
            reservation.resize(table.sizeBytesWith(keys) + states.stateBytes() + keys.sizeBytes());
            table.findOrAdd(keys, merged);
        } else {
            merged[0] = 0;
        }
        states.resizeAccumulators();
        for (int call = 0; call < plan.calls().size(); call++) {
            if (!plan.calls().get(call).distinct()) {
                states.accumulator(call).merge(from.accumulator(call), step, merged, count);
            }
        }
        reservation.resize(states.sizeBytes() + keys.sizeBytes());
    }

    /// Adds the pairs of a DISTINCT call that no other driver has given, and only those to the
    /// accumulator.
    private void mergeDistinct(LocalAggregation local, int call, int[] mergedGroups) {
        DistinctRows from = local.states().distinctRows(call);
        DistinctRows to = states.distinctRows(call);
        if (from == null || to == null) {
            return;
        }
        int[] pairs = new int[STEP];
        int count = 0;
        for (int pair = 0; pair < from.count(); pair++) {
            if (partition < 0 || partitionOf(local, from.groupOf(pair)) == partition) {
                pairs[count++] = pair;
            }
            if (count == STEP) {
                addPairs(from, to, call, mergedGroups, pairs, count);
                count = 0;
            }
        }
        addPairs(from, to, call, mergedGroups, pairs, count);
    }

    private int partitionOf(LocalAggregation local, int group) {
        GroupTable table = local.states().table();
        return table == null ? 0 : partitioning.of(table.keys(), group);
    }

    private void addPairs(
            DistinctRows from,
            DistinctRows to,
            int call,
            int[] mergedGroups,
            int[] pairs,
            int count) {
        if (count == 0) {
            return;
        }
        query.checkRunning();
        Batch arguments = from.arguments(pairs, 0, count);
        List<Cells> cells = new ArrayList<>();
        for (Vector column : arguments.columns()) {
            cells.add(Cells.of(column, arguments));
        }
        int[] groups = new int[count];
        for (int i = 0; i < count; i++) {
            groups[i] = mergedGroups[from.groupOf(pairs[i])];
        }
        int[] newRows = new int[count];
        int added = to.add(groups, cells, count, newRows);
        int[] newGroups = new int[added];
        for (int i = 0; i < added; i++) {
            newGroups[i] = groups[newRows[i]];
        }
        states.accumulator(call)
                .add(newGroups, arguments.columns(), new Rows(count, newRows, added));
        reservation.resize(states.sizeBytes() + keys.sizeBytes());
    }

    @Override
    public void close() {
        reservation.close();
    }
}
