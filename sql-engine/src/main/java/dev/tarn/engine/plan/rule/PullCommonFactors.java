package dev.tarn.engine.plan.rule;

import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;

/// Takes what all branches of an OR have in common out of it, so that joins see their keys (TPC-H
/// query 19).
///
/// ```
/// Filter((a = b AND x) OR (a = b AND y))   →   Filter(a = b AND (x OR y))
/// ```
public final class PullCommonFactors extends RelOptRule {
    public static final PullCommonFactors INSTANCE = new PullCommonFactors();

    @SuppressWarnings("deprecation")
    private PullCommonFactors() {
        super(operand(Filter.class, any()), "PullCommonFactors");
    }

    @Override
    public void onMatch(RelOptRuleCall call) {
        Filter filter = call.rel(0);
        RexNode pulled =
                RexUtil.pullFactors(filter.getCluster().getRexBuilder(), filter.getCondition());
        if (!pulled.equals(filter.getCondition())) {
            call.transformTo(filter.copy(filter.getTraitSet(), filter.getInput(), pulled));
        }
    }
}
