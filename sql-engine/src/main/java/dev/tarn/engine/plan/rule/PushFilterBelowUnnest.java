package dev.tarn.engine.plan.rule;

import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.util.ImmutableBitSet;

import java.util.ArrayList;
import java.util.List;

/// Asks of a row once what its elements do not change:
///
/// ```
/// Filter(a = 1 AND element = 2)            Filter(element = 2)
///   Unnest [list]                    →       Unnest [list]
///     t                                        Filter(a = 1)
///                                                t
/// ```
public final class PushFilterBelowUnnest extends RelOptRule {
    public static final PushFilterBelowUnnest INSTANCE = new PushFilterBelowUnnest();

    @SuppressWarnings("deprecation")
    private PushFilterBelowUnnest() {
        super(operand(Filter.class, operand(Unnest.class, any())), "PushFilterBelowUnnest");
    }

    @Override
    public void onMatch(RelOptRuleCall call) {
        Filter filter = call.rel(0);
        Unnest unnest = call.rel(1);
        ImmutableBitSet own = ImmutableBitSet.range(unnest.getInput().getRowType().getFieldCount());
        List<RexNode> below = new ArrayList<>();
        List<RexNode> above = new ArrayList<>();
        for (RexNode part : RelOptUtil.conjunctions(filter.getCondition())) {
            boolean moves =
                    own.contains(RelOptUtil.InputFinder.bits(part))
                            && RexUtil.isDeterministic(part);
            (moves ? below : above).add(part);
        }
        if (below.isEmpty()) {
            return;
        }
        var rexBuilder = filter.getCluster().getRexBuilder();
        RelNode input =
                LogicalFilter.create(
                        unnest.getInput(), RexUtil.composeConjunction(rexBuilder, below));
        RelNode pushed = unnest.copy(unnest.getTraitSet(), List.of(input));
        call.transformTo(
                above.isEmpty()
                        ? pushed
                        : filter.copy(
                                filter.getTraitSet(),
                                pushed,
                                RexUtil.composeConjunction(rexBuilder, above)));
    }
}
