package dev.tarn.engine.plan.rule;

import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Projected constants and conditions of outer joins behind a call that nobody knows, while
/// sub-queries are turned into joins.
///
/// Calcite's decorrelator takes columns that the condition of an outer join compares for never
/// null, also those of the side that keeps its rows, and then loses rows with a null there. And it
/// leaves constants out of the keys of an aggregation. Where nothing else is a key, as in an EXISTS
/// that is not correlated, that turns no row into one; where several are, or one before a column,
/// as in `x IN (SELECT 1 …)`, columns are taken for others.
public final class OpaqueTerms {
    private static final SqlFunction OPAQUE =
            new SqlFunction(
                    "OPAQUE",
                    SqlKind.OTHER_FUNCTION,
                    ReturnTypes.ARG0,
                    null,
                    OperandTypes.ANY,
                    SqlFunctionCategory.SYSTEM);

    private OpaqueTerms() {}

    /// `root` with such conditions, and the constants that would be left out of keys wrongly,
    /// inside calls.
    public static RelNode hide(RelNode root) {
        return root.accept(
                new RelHomogeneousShuttle() {
                    @Override
                    public RelNode visit(RelNode other) {
                        RelNode visited = super.visit(other);
                        if (visited instanceof Join join && join.getJoinType().isOuterJoin()) {
                            return hidden(join);
                        }
                        return visited instanceof Aggregate aggregate
                                        && aggregate.getInput() instanceof Project project
                                        && isAtRisk(aggregate, project)
                                ? aggregate.copy(aggregate.getTraitSet(), List.of(hidden(project)))
                                : visited;
                    }
                });
    }

    private static boolean isAtRisk(Aggregate aggregate, Project project) {
        boolean constant = false;
        boolean other = false;
        boolean beforeOther = false;
        for (int key : aggregate.getGroupSet()) {
            boolean isConstant = project.getProjects().get(key) instanceof RexLiteral;
            beforeOther |= constant && !isConstant;
            constant |= isConstant;
            other |= !isConstant;
        }
        boolean all = constant && !other;
        return beforeOther
                || all
                        && (aggregate.getGroupCount() > 1
                                || !isMark(project, aggregate.getGroupSet().nth(0))
                                || !isCorrelated(aggregate));
    }

    /// Whether Calcite made the column of an EXISTS, which nobody compares: TRUE by the name of i.
    private static boolean isMark(Project project, int column) {
        return project.getProjects().get(column).isAlwaysTrue()
                && project.getRowType().getFieldNames().get(column).equals("i");
    }

    private static boolean isCorrelated(RelNode tree) {
        Set<CorrelationId> used = new HashSet<>(RelOptUtil.getVariablesUsed(tree));
        used.removeAll(RelOptUtil.getVariablesSet(tree));
        return !used.isEmpty();
    }

    private static RelNode hidden(Join join) {
        RexNode condition = join.getCondition();
        if (condition.isAlwaysTrue()) {
            return join;
        }
        RexBuilder builder = join.getCluster().getRexBuilder();
        return join.copy(
                join.getTraitSet(),
                builder.makeCall(condition.getType(), OPAQUE, List.of(condition)),
                join.getLeft(),
                join.getRight(),
                join.getJoinType(),
                join.isSemiJoinDone());
    }

    private static RelNode hidden(Project project) {
        RexBuilder builder = project.getCluster().getRexBuilder();
        List<RexNode> expressions = new ArrayList<>();
        for (RexNode expression : project.getProjects()) {
            expressions.add(
                    expression instanceof RexLiteral
                            ? builder.makeCall(expression.getType(), OPAQUE, List.of(expression))
                            : expression);
        }
        return project.copy(
                project.getTraitSet(), project.getInput(), expressions, project.getRowType());
    }

    /// `root` without the calls.
    public static RelNode show(RelNode root) {
        return root.accept(
                new RelHomogeneousShuttle() {
                    @Override
                    public RelNode visit(RelNode other) {
                        return super.visit(other).accept(new Showing());
                    }
                });
    }

    private static final class Showing extends RexShuttle {
        @Override
        public RexNode visitCall(RexCall call) {
            return call.getOperator() == OPAQUE
                    ? call.getOperands().getFirst()
                    : super.visitCall(call);
        }
    }
}
