package dev.tarn.engine.join;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.exec.Flow;
import dev.tarn.engine.exec.NumberedSource;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.exec.Sink;
import dev.tarn.engine.exec.Source;
import dev.tarn.engine.physical.JoinType;
import dev.tarn.engine.physical.Plan;

import java.util.ArrayList;
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
    private final JoinSpill spill;
    private final Sink ready;

    private HashJoins(
            QueryContext query, Plan.HashJoin plan, HashBuild build, JoinSpill spill, Sink ready) {
        this.query = query;
        this.plan = plan;
        this.build = build;
        this.spill = spill;
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
        JoinColumns columns = new JoinColumns(plan, read);
        JoinSpill spill = new JoinSpill(plan, columns, query);
        HashBuild build = new HashBuild(plan, columns, spill, query);
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
        return new HashJoins(query, plan, build, spill, ready);
    }

    /// The rows of both that belong together.
    public Flow probe(Flow left) {
        Flow probed =
                left.after(ready)
                        .through(() -> new ProbeSpiller(plan, spill, build.newEncoder()))
                        .through(() -> new HashProbe(plan, build, null, query));
        List<Flow> all = new ArrayList<>(List.of(probed));
        if (plan.type().endsWithRight()) {
            all.add(Flow.from(query, buildRows()).after(ready).after(probed));
        }
        all.add(Flow.from(query, spilledRows()).after(ready).after(probed));
        return Flow.union(query, all);
    }

    private Source buildRows() {
        return new NumberedSource(
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
    }

    private Source spilledRows() {
        return new NumberedSource(
                () -> spill.partCount(build.hasNullKey()),
                query.config().workerCount(),
                part -> new SpilledJoin(plan, build.columns(), spill, part, query));
    }
}
