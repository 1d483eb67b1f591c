package dev.tarn.engine.agg;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.columns.Cells;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.memory.Reservation;
import dev.tarn.engine.physical.Plan;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Merges one partition of all drivers' groups into one table. Owned by one driver.
final class MergedPartition implements AutoCloseable {
    private final Plan.Aggregate plan;
    private final QueryContext query;
    private final List<LocalAggregation> locals;
    private final Partitioning partitioning;
    private final int partition;
    private final Reservation reservation;
    private GroupStates states;

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
        LocalAggregation begun = largestTable();
        if (begun != null) {
            states = Objects.requireNonNull(begun.portions().table(partition));
        }
        GroupMerge merge = new GroupMerge(plan, reservation, query::checkRunning);
        for (LocalAggregation local : locals) {
            mergeStates(local, merge);
            if (partition >= 0) {
                GroupStates table = local.portions().table(partition);
                if (table != null && table != states) {
                    merge.addRun(table, 0, table.groupCount(), states);
                }
                local.portions().addTo(states, partition, merge);
            }
        }
        return states;
    }

    /// The driver that has most of this partition in a table of its own, to which others are added.
    private @Nullable LocalAggregation largestTable() {
        LocalAggregation largest = null;
        int most = -1;
        for (LocalAggregation local : locals) {
            GroupStates table = partition < 0 ? null : local.portions().table(partition);
            if (table != null && table.groupCount() > most) {
                largest = local;
                most = table.groupCount();
            }
        }
        return largest;
    }

    private void mergeStates(LocalAggregation local, GroupMerge merge) {
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
        merge.addNumbered(from, numbers, first, end, states, mergedGroups);
        for (int call = 0; call < plan.calls().size(); call++) {
            mergeDistinct(local, call, mergedGroups);
        }
    }

    private boolean hasDistinct() {
        return plan.calls().stream().anyMatch(call -> call.distinct());
    }

    /// Adds the pairs of a DISTINCT call that no other driver has given, and only those to the
    /// accumulator.
    private void mergeDistinct(LocalAggregation local, int call, int[] mergedGroups) {
        DistinctRows from = local.states().distinctRows(call);
        DistinctRows to = states.distinctRows(call);
        if (from == null || to == null) {
            return;
        }
        int[] pairs = new int[GroupMerge.STEP];
        int count = 0;
        for (int pair = 0; pair < from.count(); pair++) {
            if (partition < 0 || partitionOf(local, from.groupOf(pair)) == partition) {
                pairs[count++] = pair;
            }
            if (count == GroupMerge.STEP) {
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
        reservation.resize(states.sizeBytes());
    }

    @Override
    public void close() {
        reservation.close();
    }
}
