package dev.tarn.engine.pipeline;

import dev.tarn.engine.agg.Aggregations;
import dev.tarn.engine.basic.BasicOperators;
import dev.tarn.engine.exec.Flow;
import dev.tarn.engine.exec.KeyBound;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.join.AsOfJoins;
import dev.tarn.engine.join.HashJoins;
import dev.tarn.engine.join.MergeJoins;
import dev.tarn.engine.join.NestedLoopJoins;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.RowOrder;
import dev.tarn.engine.physical.RunningWindows;
import dev.tarn.engine.physical.SortKey;
import dev.tarn.engine.scan.FileScans;
import dev.tarn.engine.scan.RowScans;
import dev.tarn.engine.scan.TableFiles;
import dev.tarn.engine.scan.TableScans;
import dev.tarn.engine.share.SharedRows;
import dev.tarn.engine.sort.FileSort;
import dev.tarn.engine.sort.Sorts;
import dev.tarn.engine.window.Windows;
import dev.tarn.engine.write.TableWrites;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The one place that knows all kinds of plans and all operator packages.
final class PlanFlows {
    private final QueryContext query;
    private final Set<Plan> lending = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Plan> placed = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<Integer, Plan.Shared> firsts = new HashMap<>();
    private final Map<Integer, SharedRows> shared = new HashMap<>();
    private @Nullable ReadColumns read;

    PlanFlows(QueryContext query) {
        this.query = query;
    }

    /// The rows of `plan`, as open pipelines.
    ///
    /// @throws IllegalStateException where one plan stands in two places without being shared: what
    ///   is known of one place, such as filters of joins, would reach the other and lose its rows
    Flow flow(Plan plan) {
        boolean mayRepeat =
                plan instanceof Plan.Shared
                        || plan instanceof Plan.Rows
                        || plan instanceof Plan.Values;
        if (!mayRepeat && !placed.add(plan)) {
            throw new IllegalStateException(
                    "One plan stands in two places of its query: "
                            + plan.getClass().getSimpleName());
        }
        if (read == null) {
            read = new ReadColumns(plan);
            findFirsts(plan);
        }
        return query.building(plan, () -> built(plan));
    }

    private Flow built(Plan plan) {
        return switch (plan) {
            case Plan.Analyze analyze -> new Analysis(query, analyze).report(flow(analyze.input()));
            case Plan.Values values -> RowScans.flow(values, query);
            case Plan.Rows rows -> RowScans.flow(rows, query);
            case Plan.Limit limit -> BasicOperators.limit(flow(limit.input()), limit);
            case Plan.SingleRow row -> BasicOperators.singleRow(flow(row.input()), row);
            case Plan.UnionAll union ->
                    Flow.union(query, union.inputs().stream().map(this::flow).toList());
            case Plan.TableScan scan -> TableScans.flow(scan, lending.contains(scan), query);
            case Plan.FileScan scan -> FileScans.flow(scan, query);
            case Plan.Filter filter ->
                    BasicOperators.filter(flow(filter.input()), filter.predicate());
            case Plan.Project project -> BasicOperators.project(flow(project.input()), project);
            case Plan.Aggregate aggregate -> aggregate(aggregate);
            case Plan.HashJoin join -> hashJoin(join);
            case Plan.BucketedMergeJoin merge -> mergeJoin(merge);
            case Plan.NestedLoopJoin join ->
                    NestedLoopJoins.join(flow(join.left()), flow(join.right()), join);
            case Plan.AsOfJoin join -> AsOfJoins.join(flow(join.left()), flow(join.right()), join);
            case Plan.Sort sort -> Sorts.sort(flow(sort.input()), sort);
            case Plan.TopN topN -> {
                KeyBound bound =
                        ScanBounds.of(topN.input(), topN.keys().getFirst().ordinal(), query);
                yield Sorts.topN(flow(topN.input()), topN, bound);
            }
            case Plan.Shared shared -> shared(shared);
            case Plan.Window window -> window(window);
            case Plan.Unnest unnest -> BasicOperators.unnest(flow(unnest.input()), unnest);
            case Plan.TableWrite write -> TableWrites.write(flow(write.input()), write);
        };
    }

    /// The rows of a plan that stands in several places, which are computed for the first.
    private Flow shared(Plan.Shared plan) {
        SharedRows rows = shared.get(plan.number());
        if (rows == null) {
            Plan.Shared first = firsts.getOrDefault(plan.number(), plan);
            rows = new SharedRows(first, query);
            flow(first.input()).into(rows);
            shared.put(plan.number(), rows);
        }
        return rows.flow();
    }

    /// Remembers which of the places of shared plans EXPLAIN shows, for that is what is counted.
    private void findFirsts(Plan plan) {
        if (plan instanceof Plan.Shared place) {
            firsts.putIfAbsent(place.number(), place);
        }
        plan.inputs().forEach(this::findFirsts);
    }

    /// Lets the scan that `plan` ends in use its arrays again for every batch, where nothing on the
    /// way holds on to one: whoever takes the rows of `plan` copies what it keeps.
    private void lend(Plan plan) {
        switch (plan) {
            case Plan.TableScan scan -> lending.add(scan);
            case Plan.Filter filter -> lend(filter.input());
            case Plan.Project project -> lend(project.input());
            case Plan.Rows _,
                    Plan.Values _,
                    Plan.FileScan _,
                    Plan.Aggregate _,
                    Plan.HashJoin _,
                    Plan.BucketedMergeJoin _,
                    Plan.NestedLoopJoin _,
                    Plan.AsOfJoin _,
                    Plan.Sort _,
                    Plan.TopN _,
                    Plan.Window _,
                    Plan.Unnest _,
                    Plan.Limit _,
                    Plan.UnionAll _,
                    Plan.SingleRow _,
                    Plan.Shared _,
                    Plan.TableWrite _,
                    Plan.Analyze _ -> {}
        }
    }

    /// Groups that stand side by side are made one by one, others by a hash table.
    private Flow aggregate(Plan.Aggregate aggregate) {
        if (RowOrder.of(aggregate.input()).streams(aggregate)) {
            return Aggregations.streamed(flow(aggregate.input()), aggregate);
        }
        lend(aggregate.input());
        return Aggregations.aggregate(flow(aggregate.input()), aggregate);
    }

    /// One partition of all rows comes sorted, by all workers; several sort themselves, but for
    /// those that are in order already, and those too large that can be computed as rows come.
    private Flow window(Plan.Window window) {
        Flow input = flow(window.input());
        RowOrder order = RowOrder.of(window.input());
        if (order.runs(window)) {
            return Windows.running(input, window);
        }
        boolean isOne = window.partitionKeys().isEmpty();
        if (RunningWindows.mayRun(window)) {
            return isOne
                    ? Windows.running(sorted(input, window), window)
                    : Windows.window(input, window, large -> sorted(large, window));
        }
        if (!isOne || window.order().isEmpty()) {
            return Windows.window(input, window);
        }
        return Windows.ofSorted(
                order.gives(window.order()) ? input : sorted(input, window), window);
    }

    /// The rows of the input of `window`, partition by partition, each in order.
    private static Flow sorted(Flow rows, Plan.Window window) {
        List<SortKey> keys = new ArrayList<>();
        window.partitionKeys().forEach(key -> keys.add(new SortKey(key, false, false)));
        keys.addAll(window.order());
        return Sorts.sort(rows, new Plan.Sort(window.input(), keys));
    }

    private BitSet read(Plan.HashJoin join) {
        ReadColumns known = read;
        return known == null ? new ReadColumns(join).of(join) : known.of(join);
    }

    private Flow mergeJoin(Plan.BucketedMergeJoin merge) {
        Flow joined =
                MergeJoins.join(
                        merge,
                        new TableFiles(merge.left(), query),
                        new TableFiles(merge.right(), query),
                        read(merge.join()),
                        (rows, keys) -> new FileSort(rows, keys, query),
                        query);
        return query.live(merge.right()).before(query.live(merge.left()).before(joined));
    }

    /// The right side comes first, so that the scans of the left side know what they wait for.
    private Flow hashJoin(Plan.HashJoin join) {
        HashJoins building =
                HashJoins.build(flow(join.right()), join, read(join), FilterTargets.of(join));
        return building.probe(flow(join.left()));
    }
}
