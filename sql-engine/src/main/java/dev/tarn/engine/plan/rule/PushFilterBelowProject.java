package dev.tarn.engine.plan.rule;

import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;

import java.util.List;

/// Filters rows before they are projected:
///
/// ```
/// Filter(y > 2)                Project(y := x + 1)
///   Project(y := x + 1)   →      Filter(x + 1 > 2)
///     t                            t
/// ```
///
/// Unlike Calcite's rule it flattens the condition, in which an OR may come to stand in an OR, and
/// leaves projections alone that compute windows or what varies from call to call.
public final class PushFilterBelowProject extends RelOptRule {
    public static final PushFilterBelowProject INSTANCE = new PushFilterBelowProject();

    @SuppressWarnings("deprecation")
    private PushFilterBelowProject() {
        super(operand(Filter.class, operand(Project.class, any())), "PushFilterBelowProject");
    }

    @Override
    public boolean matches(RelOptRuleCall call) {
        Filter filter = call.rel(0);
        Project project = call.rel(1);
        return !RexUtil.containsCorrelation(filter.getCondition())
                && !project.containsOver()
                && VaryingCalls.isSteady(project);
    }

    @Override
    public void onMatch(RelOptRuleCall call) {
        Filter filter = call.rel(0);
        Project project = call.rel(1);
        var cluster = filter.getCluster();
        RexNode pushed = RelOptUtil.pushPastProject(filter.getCondition(), project);
        RexNode condition =
                RexUtil.removeNullabilityCast(
                        cluster.getTypeFactory(), RexUtil.flatten(cluster.getRexBuilder(), pushed));
        RelNode below = filter.copy(filter.getTraitSet(), project.getInput(), condition);
        call.transformTo(project.copy(project.getTraitSet(), List.of(below)));
    }
}
