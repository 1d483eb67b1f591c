package dev.tarn.engine.join;

import dev.tarn.engine.exec.Flow;
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
        right.into(build);
        Sink assembled = Flow.work(query, build, () -> build.rows().columnCount(), build::assemble);
        Sink sliced = Flow.work(query, assembled, () -> 1, piece -> build.slice());
        Flow probed = left.after(sliced).through(() -> new NestedProbe(plan, build, query));
        if (!plan.type().endsWithRight()) {
            return probed;
        }
        NumberedSource kept =
                new NumberedSource(
                        () -> BuildRows.rangeCount(build.rows().rowCount()),
                        query.config().workerCount(),
                        range ->
                                new BuildRows(
                                        plan.type(),
                                        plan.left().output(),
                                        build.rows()::take,
                                        build.matched(),
                                        query.config().batchRowCount(),
                                        range));
        Flow rest = Flow.from(query, kept).after(sliced).after(probed);
        return Flow.union(query, List.of(probed, rest));
    }
}
