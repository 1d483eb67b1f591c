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
import java.util.function.IntUnaryOperator;

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
        PartitionedGroups from = partition < 0 ? null : local.partitioned(partitioning);
        Part groups =
                from == null
                        ? Part.whole(local.states().groupCount())
                        : Part.of(from.groups(), partition);
        int[] merged = new int[hasDistinct() ? groups.count() : 0];
        merge.addNumbered(
                local.states(), groups.numbers(), groups.start(), groups.end(), states, merged);
        for (int call = 0; call < plan.calls().size(); call++) {
            DistinctRows rows = local.states().distinctRows(call);
            if (rows != null) {
                Radix pairs = from == null ? null : from.pairs()[call];
                int[] places = from == null ? null : from.places();
                mergeDistinct(
                        call,
                        rows,
                        pairs == null ? Part.whole(rows.count()) : Part.of(pairs, partition),
                        pair -> {
                            int group = rows.groupOf(pair);
                            return merged[places == null ? group : places[group]];
                        });
            }
        }
    }

    /// The groups or pairs `numbers[start..end)`.
    private record Part(int[] numbers, int start, int end) {
        static Part of(Radix radix, int partition) {
            return new Part(
                    radix.numbers(), radix.starts()[partition], radix.starts()[partition + 1]);
        }

        static Part whole(int count) {
            int[] numbers = new int[count];
            for (int number = 0; number < count; number++) {
                numbers[number] = number;
            }
            return new Part(numbers, 0, count);
        }

        int count() {
            return end - start;
        }
    }

    private boolean hasDistinct() {
        return plan.calls().stream().anyMatch(call -> call.distinct());
    }

    /// Adds the pairs of a DISTINCT call that no other driver has given, and only those to the
    /// accumulator.
    private void mergeDistinct(
            int call, DistinctRows from, Part pairs, IntUnaryOperator mergedGroup) {
        for (int start = pairs.start(); start < pairs.end(); start += GroupMerge.STEP) {
            int end = Math.min(pairs.end(), start + GroupMerge.STEP);
            query.checkRunning();
            addPairs(call, from, new Part(pairs.numbers(), start, end), mergedGroup);
        }
    }

    private void addPairs(int call, DistinctRows from, Part pairs, IntUnaryOperator mergedGroup) {
        DistinctRows to = Objects.requireNonNull(states.distinctRows(call));
        int count = pairs.count();
        Batch arguments = from.arguments(pairs.numbers(), pairs.start(), pairs.end());
        List<Cells> cells = new ArrayList<>();
        for (Vector column : arguments.columns()) {
            cells.add(Cells.of(column, arguments));
        }
        int[] groups = new int[count];
        for (int i = 0; i < count; i++) {
            groups[i] = mergedGroup.applyAsInt(pairs.numbers()[pairs.start() + i]);
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
