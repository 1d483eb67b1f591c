package dev.tarn.engine.join;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.exec.Flow;
import dev.tarn.engine.exec.NumberedSource;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.exec.Sink;
import dev.tarn.engine.physical.JoinType;
import dev.tarn.engine.physical.Plan;

import java.util.BitSet;
import java.util.List;

/// A hash join on its way into flows: the right flow ends in the build; the left one goes through
/// the probe, and, where it gives something of the right side alone, build rows follow.
///
/// ```
/// HashJoins building = HashJoins.build(right, plan, targets);
/// Flow joined = building.probe(left);   // the left scans see what the build tells them
/// ```
public final class HashJoins {
    private final QueryContext query;
    private final Plan.HashJoin plan;
    private final HashBuild build;
    private final Sink ready;

    private HashJoins(QueryContext query, Plan.HashJoin plan, HashBuild build, Sink ready) {
        this.query = query;
        this.plan = plan;
        this.build = build;
        this.ready = ready;
    }

    /// Ends `right` in the build side of `plan`, which tells `targets` what it knows of its keys:
    /// scans of the left side that are not built yet. Nobody reads columns of the output that are
    /// not in `read`.
    public static HashJoins build(
            Flow right, Plan.HashJoin plan, BitSet read, List<FilterTarget> targets) {
        if (plan.type() == JoinType.NULL_AWARE_ANTI
                && (plan.leftKeys().size() != 1 || plan.residual() != null)) {
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED,
                    "NOT IN over %d columns%s; one column and no other condition is supported"
                            .formatted(
                                    plan.leftKeys().size(),
                                    plan.residual() == null ? "" : " with a condition"));
        }
        QueryContext query = right.query();
        HashBuild build = new HashBuild(plan, new JoinColumns(plan, read), query);
        right.into(build);
        Sink assembled = Flow.work(query, build, build::assemblyCount, build::assemble);
        Sink ready = Flow.work(query, assembled, build::rangeCount, build::fill);
        List<FilterTarget> told = targets.stream().filter(build::supports).toList();
        if (!told.isEmpty()) {
            ready = Flow.work(query, ready, build::rangeCount, build::addToFilters);
        }
        for (FilterTarget target : told) {
            query.live(target.scan()).add(build.filter(target), ready);
        }
        return new HashJoins(query, plan, build, ready);
    }

    /// The rows of both that belong together.
    public Flow probe(Flow left) {
        Flow probed = left.after(ready).through(() -> new HashProbe(plan, build, query));
        if (!plan.type().endsWithRight()) {
            return probed;
        }
        NumberedSource kept =
                new NumberedSource(
                        () -> BuildRows.rangeCount(build.rowCount()),
                        query.config().workerCount(),
                        range ->
                                new BuildRows(
                                        plan.type(),
                                        plan.left().output(),
                                        build::take,
                                        build.matched(),
                                        query.config().batchRowCount(),
                                        range));
        Flow rest = Flow.from(query, kept).after(ready).after(probed);
        return Flow.union(query, List.of(probed, rest));
    }
}
