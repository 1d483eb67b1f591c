package dev.tarn.engine.join;

import dev.tarn.engine.exec.FileRows;
import dev.tarn.engine.exec.Flow;
import dev.tarn.engine.exec.MergeCounters;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.exec.RowSorter;
import dev.tarn.engine.physical.JoinType;
import dev.tarn.engine.physical.MergeLayout;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.SortKey;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.BiFunction;

/// Builds bucketed merge joins into flows: groups of files are read and joined by several drivers,
/// each group by one.
///
/// Holds a batch of each file of the groups that are being joined, what is read ahead of them, and
/// the right rows of one key where these are more than a batch: memory does not grow with the
/// tables. That of one key's rows is reserved; where it is refused, the query ends with
/// EXCEEDED_MEMORY_LIMIT.
public final class MergeJoins {
    private MergeJoins() {}

    /// The rows of `plan`.
    ///
    /// @param read the columns of the output that somebody reads
    /// @param sorters make what sorts rows of a plan that do not come in order
    public static Flow join(
            Plan.BucketedMergeJoin plan,
            FileRows left,
            FileRows right,
            BitSet read,
            BiFunction<Plan, List<SortKey>, RowSorter> sorters,
            QueryContext query) {
        MergeLayout layout = plan.layout();
        MergeCounters counters = query.counters().merge(plan);
        Shared shared =
                new Shared(
                        plan.join(),
                        new JoinColumns(plan.join(), read),
                        strict(plan.join(), plan.join().leftKeys()),
                        strict(plan.join(), plan.join().rightKeys()),
                        counters,
                        query);
        Side leftSide =
                new Side(
                        plan.left(),
                        layout.left(),
                        layout.order(plan.join().leftKeys()),
                        left,
                        sorters);
        Side rightSide =
                new Side(
                        plan.right(),
                        layout.right(),
                        layout.order(plan.join().rightKeys()),
                        right,
                        sorters);
        return Flow.from(query, new MergeSource(shared, layout, leftSide, rightSide));
    }

    /// What all drivers of a join share.
    ///
    /// @param leftStrict the left columns whose nulls equal nothing
    record Shared(
            Plan.HashJoin plan,
            JoinColumns columns,
            List<Integer> leftStrict,
            List<Integer> rightStrict,
            MergeCounters counters,
            QueryContext query) {
        JoinType type() {
            return plan.type();
        }
    }

    /// What all groups share of one side.
    record Side(
            Plan.TableScan scan,
            MergeLayout.Side layout,
            List<SortKey> order,
            FileRows files,
            BiFunction<Plan, List<SortKey>, RowSorter> sorters) {
        /// The column that rows are ordered by first.
        int leadingKey() {
            return order.getFirst().ordinal();
        }

        RowSorter newSorter() {
            return sorters.apply(scan, order);
        }
    }

    private static List<Integer> strict(Plan.HashJoin plan, List<Integer> keys) {
        List<Integer> strict = new ArrayList<>();
        for (int key = 0; key < keys.size(); key++) {
            if (!plan.nullSafe().get(key)) {
                strict.add(keys.get(key));
            }
        }
        return List.copyOf(strict);
    }
}
