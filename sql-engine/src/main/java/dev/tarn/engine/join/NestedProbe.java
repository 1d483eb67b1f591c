package dev.tarn.engine.join;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.eval.PredicateEvaluator;
import dev.tarn.engine.exec.Operator;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.physical.Plan;

import org.jspecify.annotations.Nullable;

/// One driver's probe of every build row, where these are in memory. What the condition asks of
/// nulls among the probe's columns alone is asked once a row, before any pair.
final class NestedProbe implements Operator {
    private final Plan.NestedLoopJoin plan;
    private final NestedTable build;
    private final @Nullable PredicateEvaluator guard;
    private final NestedPairs pairs;
    private @Nullable NestedBatch batch;

    NestedProbe(Plan.NestedLoopJoin plan, NestedTable build, QueryContext query) {
        this.plan = plan;
        this.build = build;
        this.guard = ProbeGuard.evaluator(plan, query);
        this.pairs = new NestedPairs(plan, query);
    }

    @Override
    public void accept(Batch accepted) {
        NestedBatch probed = NestedBatch.of(accepted, guard);
        pairs.begin(probed, build);
        batch = probed;
    }

    @Override
    public @Nullable Batch next() {
        NestedBatch probed = batch;
        if (probed == null) {
            return null;
        }
        Batch given = pairs.next();
        if (given != null) {
            return given;
        }
        batch = null;
        return PairSelection.rest(
                plan.type(), probed.rows(), probed.matched(), plan.right().output());
    }

    @Override
    public boolean isDone() {
        return build.rowCount() == 0 && plan.type().dropsUnmatchedLeft();
    }
}
