package dev.tarn.engine.join;

import dev.tarn.engine.exec.Flow;
import dev.tarn.engine.exec.Morsel;
import dev.tarn.engine.exec.NumberedSource;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.exec.Sink;
import dev.tarn.engine.physical.Plan;

import java.util.List;

/// Builds nested-loop joins into flows, as [HashJoins] does for hash joins. NULL_AWARE_ANTI is ANTI
/// here: the condition says itself what nulls do.
public final class NestedLoopJoins {
    private NestedLoopJoins() {}

    public static Flow join(Flow left, Flow right, Plan.NestedLoopJoin plan) {
        QueryContext query = left.query();
        NestedBuild build = new NestedBuild(plan, query);
        NestedTable table = build.table();
        right.into(build);
        Sink assembled = Flow.work(query, build, table::columnCount, table::assemble);
        Sink sliced = Flow.work(query, assembled, () -> 1, _ -> table.slice());
        Flow probed =
                left.after(sliced)
                        .through(() ->
                                build.isOnDisk()
                                        ? new NestedBlockProbe(plan, build.spill(), query)
                                        : new NestedProbe(plan, table, query));
        if (!plan.type().endsWithRight()) {
            return probed;
        }
        NumberedSource kept =
                new NumberedSource(
                        () ->
                                build.isOnDisk()
                                        ? build.spill().runs().size()
                                        : BuildRows.rangeCount(table.rowCount()),
                        query.config().workerCount(),
                        number -> rest(plan, build, number, query));
        Flow rest = Flow.from(query, kept).after(sliced).after(probed);
        return Flow.union(query, List.of(probed, rest));
    }

    /// Build rows of one run, or of a range of those in memory, that follow when all probe rows
    /// have been seen.
    private static Morsel rest(
            Plan.NestedLoopJoin plan, NestedBuild build, int number, QueryContext query) {
        if (build.isOnDisk()) {
            return new NestedRest(plan, build.spill(), number, query);
        }
        return new BuildRows(
                plan.type(),
                plan.left().output(),
                build.table()::take,
                build.table().matched(),
                query.config().batchRowCount(),
                number);
    }
}
