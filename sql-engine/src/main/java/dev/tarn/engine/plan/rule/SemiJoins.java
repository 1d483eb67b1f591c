package dev.tarn.engine.plan.rule;

import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelRule;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.rules.SemiJoinRule;

/// Turns joins with distinct keys, of which nothing else is read, into semi joins:
///
/// ```
/// Project [l.*]                           Project [l.*]
///   Join INNER on l.k = a.k        →        Join SEMI on l.k = r.k
///     l                                       l
///     Aggregate by [k] of r                   r
/// ```
///
/// Calcite's own rules, except that they do not fire on an aggregate without keys: that one has a
/// row even where its input has none, so joining it is no question of a match.
public final class SemiJoins {
    public static final RelOptRule OF_PROJECTS = ofProjects();
    public static final RelOptRule OF_JOINS = ofJoins();

    private SemiJoins() {}

    private static RelOptRule ofProjects() {
        return SemiJoinRule.ProjectToSemiJoinRule.ProjectToSemiJoinRuleConfig.DEFAULT
                .withOperandSupplier(
                        top -> top.operand(Project.class).oneInput(SemiJoins::joinWithKeys))
                .as(SemiJoinRule.ProjectToSemiJoinRule.ProjectToSemiJoinRuleConfig.class)
                .toRule();
    }

    private static RelOptRule ofJoins() {
        return SemiJoinRule.JoinToSemiJoinRule.JoinToSemiJoinRuleConfig.DEFAULT
                .withOperandSupplier(SemiJoins::joinWithKeys)
                .as(SemiJoinRule.JoinToSemiJoinRule.JoinToSemiJoinRuleConfig.class)
                .toRule();
    }

    private static RelRule.Done joinWithKeys(RelRule.OperandBuilder join) {
        return join.operand(Join.class)
                .predicate(SemiJoins::isRewritable)
                .inputs(
                        left -> left.operand(RelNode.class).anyInputs(),
                        right ->
                                right.operand(Aggregate.class)
                                        .predicate(SemiJoins::hasKeys)
                                        .anyInputs());
    }

    private static boolean isRewritable(Join join) {
        return join.getJoinType() == JoinRelType.INNER || join.getJoinType() == JoinRelType.LEFT;
    }

    private static boolean hasKeys(Aggregate aggregate) {
        return aggregate.getGroupCount() > 0;
    }
}
