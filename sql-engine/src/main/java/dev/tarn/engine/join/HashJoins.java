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
    private final JoinColumns columns;
    private final HashBuild build;
    private final JoinSpill spill;
    private final Sink ready;

    private HashJoins(
            QueryContext query,
            Plan.HashJoin plan,
            JoinColumns columns,
            HashBuild build,
            JoinSpill spill,
            Sink ready) {
        this.query = query;
        this.plan = plan;
        this.columns = columns;
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
        BuildFilters filters = build.filters();
        List<FilterTarget> told = targets.stream().filter(filters::supports).toList();
        if (!told.isEmpty()) {
            ready = Flow.work(query, ready, build::rangeCount, build::addToFilters);
        }
        for (FilterTarget target : told) {
            query.live(target.scan()).add(filters.filter(target), ready);
        }
        return new HashJoins(query, plan, columns, build, spill, ready);
    }

    /// The rows of both that belong together.
    public Flow probe(Flow left) {
        Flow probed =
                left.after(ready)
                        .through(() -> new ProbeSpiller(plan, spill, build.keys().newEncoder()))
                        .through(this::newProbe);
        List<Flow> all = new ArrayList<>(List.of(probed));
        if (plan.type().endsWithRight()) {
            all.add(Flow.from(query, buildRows()).after(ready).after(probed));
        }
        // The rows in memory make room for those on disk.
        Flow spilled = Flow.from(query, spilledRows()).after(ready);
        all.forEach(spilled::after);
        all.add(spilled);
        return Flow.union(query, all);
    }

    private HashProbe newProbe() {
        HashProbe.Whole whole = new HashProbe.Whole(build.isEmpty(), build.hasNullKey());
        return new HashProbe(plan, build.table(), whole, null, query);
    }

    private Source buildRows() {
        return new NumberedSource(
                () -> BuildRows.rangeCount(build.table().rowCount()),
                query.config().workerCount(),
                range ->
                        new BuildRows(
                                plan.type(),
                                plan.left().output(),
                                build.table()::take,
                                build.table().matched(),
                                query.config().batchRowCount(),
                                range));
    }

    private Source spilledRows() {
        return new NumberedSource(
                () -> spill.partCount(build.hasNullKey()),
                query.config().workerCount(),
                number -> {
                    build.release();
                    return new SpilledJoin(plan, columns, spill, number, query);
                });
    }
}
