package dev.tarn.engine.plan.rule;

import dev.tarn.engine.SqlException;

import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Correlate;

import java.util.function.UnaryOperator;

/// Turns LATERAL and sub-queries inside of correlated sub-queries into joins before what is around
/// them, where they ask nothing of it: Calcite's decorrelator takes the variables of both for one
/// another where a condition above the inner one asks for the outer one's.
public final class InnerCorrelates extends RelHomogeneousShuttle {
    private final UnaryOperator<RelNode> decorrelation;
    private boolean isInside;

    private InnerCorrelates(UnaryOperator<RelNode> decorrelation) {
        this.decorrelation = decorrelation;
    }

    /// `root` with what is correlated on its own inside of a correlated sub-query decorrelated by
    /// `decorrelation`, which may leave what it is given as it is, or refuse it.
    public static RelNode in(RelNode root, UnaryOperator<RelNode> decorrelation) {
        return root.accept(new InnerCorrelates(decorrelation));
    }

    @Override
    public RelNode visit(RelNode node) {
        if (!(node instanceof Correlate correlate)) {
            return super.visit(node);
        }
        boolean before = isInside;
        RelNode left = correlate.getLeft().accept(this);
        isInside = true;
        RelNode right = correlate.getRight().accept(this);
        isInside = before;
        RelNode visited =
                correlate.copy(
                        correlate.getTraitSet(),
                        left,
                        right,
                        correlate.getCorrelationId(),
                        correlate.getRequiredColumns(),
                        correlate.getJoinType());
        return isInside && RelOptUtil.getVariablesUsed(visited).isEmpty()
                ? decorrelated(visited)
                : visited;
    }

    private RelNode decorrelated(RelNode correlate) {
        RelNode joined;
        try {
            joined = decorrelation.apply(correlate);
        } catch (SqlException refused) {
            return correlate;
        }
        boolean isSame = joined.getRowType().equals(correlate.getRowType());
        return isSame && !hasCorrelate(joined) && RelOptUtil.getVariablesUsed(joined).isEmpty()
                ? joined
                : correlate;
    }

    private static boolean hasCorrelate(RelNode tree) {
        return tree instanceof Correlate
                || tree.getInputs().stream().anyMatch(InnerCorrelates::hasCorrelate);
    }
}
