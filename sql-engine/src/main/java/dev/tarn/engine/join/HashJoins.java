package dev.tarn.engine.join;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.exec.Flow;
import dev.tarn.engine.exec.KeyBound;
import dev.tarn.engine.exec.NumberedSource;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.exec.Sink;
import dev.tarn.engine.physical.JoinType;
import dev.tarn.engine.physical.Plan;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Builds hash joins into flows: the right flow ends in the build; the left one goes through the
/// probe, and, for RIGHT and FULL, the unmatched build rows follow.
public final class HashJoins {
    private HashJoins() {}

    /// The rows of both that belong together. `bound`, where there is one, is told the range of the
    /// build side's key number `boundKey` before the left flow begins.
    public static Flow join(
            Flow left, Flow right, Plan.HashJoin plan, @Nullable KeyBound bound, int boundKey) {
        if (plan.type() == JoinType.NULL_AWARE_ANTI
                && (plan.leftKeys().size() != 1 || plan.residual() != null)) {
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED,
                    "NOT IN over %d columns%s; one column and no other condition is supported"
                            .formatted(
                                    plan.leftKeys().size(),
                                    plan.residual() == null ? "" : " with a condition"));
        }
        QueryContext query = left.query();
        HashBuild build = new HashBuild(plan, query);
        KeyRange keys = bound == null ? null : new KeyRange(plan.rightKeys().get(boundKey), bound);
        (keys == null ? right : right.through(keys)).into(build);
        Sink assembled = Flow.work(query, build, build::assemblyCount, build::assemble);
        Sink filled = Flow.work(query, assembled, build::rangeCount, build::fill);
        if (keys != null) {
            filled = Flow.work(query, filled, () -> 1, _ -> keys.publish());
        }
        Flow probed = left.after(filled).through(() -> new HashProbe(plan, build, query));
        if (plan.type() != JoinType.RIGHT && plan.type() != JoinType.FULL) {
            return probed;
        }
        NumberedSource unmatched =
                new NumberedSource(
                        () -> UnmatchedRows.rangeCount(build.rows()),
                        query.config().workerCount(),
                        range ->
                                new UnmatchedRows(
                                        plan.left().output(),
                                        build.rows(),
                                        build.matched(),
                                        query.config().batchRowCount(),
                                        range));
        Flow rest = Flow.from(query, unmatched).after(filled).after(probed);
        return Flow.union(query, List.of(probed, rest));
    }
}
