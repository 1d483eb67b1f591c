package dev.tarn.engine.plan.rule;

import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.AsofJoin;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.util.ImmutableBitSet;

import java.util.ArrayList;
import java.util.List;

/// Leaves out left rows before they are joined. Conditions of the right side stay above: which row
/// is the nearest depends on all of them.
///
/// ```
/// Filter(a.x = 1 AND b.y = 2)          Filter(b.y = 2)
///   AsofJoin                     →       AsofJoin
///     a                                    Filter(a.x = 1)
///     b                                      a
///                                          b
/// ```
public final class PushFilterBelowAsOfJoin extends RelOptRule {
    public static final PushFilterBelowAsOfJoin INSTANCE = new PushFilterBelowAsOfJoin();

    @SuppressWarnings("deprecation")
    private PushFilterBelowAsOfJoin() {
        super(operand(Filter.class, operand(AsofJoin.class, any())), "PushFilterBelowAsOfJoin");
    }

    @Override
    public void onMatch(RelOptRuleCall call) {
        Filter filter = call.rel(0);
        AsofJoin join = call.rel(1);
        ImmutableBitSet left = ImmutableBitSet.range(join.getLeft().getRowType().getFieldCount());
        List<RexNode> below = new ArrayList<>();
        List<RexNode> above = new ArrayList<>();
        for (RexNode part : RelOptUtil.conjunctions(filter.getCondition())) {
            boolean moves =
                    left.contains(RelOptUtil.InputFinder.bits(part))
                            && RexUtil.isDeterministic(part)
                            && !RexUtil.containsCorrelation(part);
            (moves ? below : above).add(part);
        }
        if (below.isEmpty()) {
            return;
        }
        RexBuilder rexBuilder = filter.getCluster().getRexBuilder();
        RelNode input =
                LogicalFilter.create(join.getLeft(), RexUtil.composeConjunction(rexBuilder, below));
        RelNode joined = join.copy(join.getTraitSet(), List.of(input, join.getRight()));
        call.transformTo(
                above.isEmpty()
                        ? joined
                        : filter.copy(
                                filter.getTraitSet(),
                                joined,
                                RexUtil.composeConjunction(rexBuilder, above)));
    }
}
