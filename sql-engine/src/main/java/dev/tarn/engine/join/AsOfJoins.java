package dev.tarn.engine.join;

import dev.tarn.engine.exec.Flow;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.exec.Sink;
import dev.tarn.engine.physical.Plan;

/// Builds ASOF joins into flows: the right rows, which come in order, are put together; each left
/// row then finds its own among them by binary search.
///
/// The right side stays in memory and does not spill; where it is refused, the query ends with the
/// error that says so.
public final class AsOfJoins {
    private AsOfJoins() {}

    /// @param right in the order that `plan` asks for, of one driver
    public static Flow join(Flow left, Flow right, Plan.AsOfJoin plan) {
        QueryContext query = left.query();
        AsOfBuild build = new AsOfBuild(plan, query);
        right.into(build);
        Sink assembled = Flow.work(query, build, build::columnCount, build::assemble);
        Sink ordered = Flow.work(query, assembled, () -> 1, _ -> build.order());
        return left.after(ordered).through(() -> new AsOfProbe(plan, build));
    }
}
