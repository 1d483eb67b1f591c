package dev.tarn.engine.plan.rule;

import com.google.common.collect.ImmutableSet;

import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlTypeUtil;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Keeps from Calcite's decorrelator what it gets wrong, while sub-queries are turned into joins:
///
/// - Columns that the condition of a join compares it takes for never null, also where the join
///   keeps rows that match nothing (outer, anti and mark joins), and then loses rows with a null
///   there. Such conditions stand behind a call that nobody knows.
/// - Constants it leaves out of the keys of an aggregation. Where nothing else is a key, as in an
///   EXISTS that is not correlated, that turns no row into one; where several are, or one before a
///   column, as in `x IN (SELECT 1 …)`, columns are taken for others. They stand behind such a
///   call, too.
/// - `COALESCE(x, y)` is `CASE WHEN x IS NOT NULL THEN x ELSE y END`, whose second `x` is cast to a
///   type without null. Where `x` is the outer query's, the cast is computed of all its rows, and
///   those with a null are not found again. Such a call stands for the cast.
/// - Semi and anti joins it does not tell that an input has fewer columns than before. The input is
///   projected to what it had.
public final class DecorrelationGuard {
    static final SqlFunction OPAQUE =
            new SqlFunction(
                    "OPAQUE",
                    SqlKind.OTHER_FUNCTION,
                    ReturnTypes.ARG0,
                    null,
                    OperandTypes.ANY,
                    SqlFunctionCategory.SYSTEM);

    private DecorrelationGuard() {}

    /// `root` guarded, which means the same.
    public static RelNode around(RelNode root) {
        return root.accept(
                new RelHomogeneousShuttle() {
                    @Override
                    public RelNode visit(RelNode other) {
                        RexBuilder builder = other.getCluster().getRexBuilder();
                        RelNode visited = super.visit(other).accept(new HiddenCasts(builder));
                        if (visited instanceof Join join) {
                            return fixed(losesUnmatched(join) ? join : hidden(join));
                        }
                        return visited instanceof Aggregate aggregate
                                        && aggregate.getInput() instanceof Project project
                                        && isAtRisk(aggregate, project)
                                ? aggregate.copy(aggregate.getTraitSet(), List.of(hidden(project)))
                                : visited;
                    }
                });
    }

    /// Whether the join leaves out all rows for which its condition is not true.
    private static boolean losesUnmatched(Join join) {
        return join.getJoinType() == JoinRelType.INNER || join.getJoinType() == JoinRelType.SEMI;
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

    /// A join that gives one side only, with the columns of what is correlated below it in a
    /// projection: Calcite does not tell its condition that there are fewer of them.
    private static RelNode fixed(Join join) {
        if (join.getJoinType().projectsRight()) {
            return join;
        }
        return join.copy(
                join.getTraitSet(), List.of(fixed(join.getLeft()), fixed(join.getRight())));
    }

    private static RelNode fixed(RelNode input) {
        return isAnyCorrelate(input)
                ? LogicalProject.create(
                        input,
                        List.of(),
                        input.getCluster().getRexBuilder().identityProjects(input.getRowType()),
                        input.getRowType().getFieldNames(),
                        ImmutableSet.of())
                : input;
    }

    private static boolean isAnyCorrelate(RelNode tree) {
        return tree instanceof Correlate
                || tree.getInputs().stream().anyMatch(DecorrelationGuard::isAnyCorrelate);
    }

    private static Join hidden(Join join) {
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

    /// Hides casts in branches of CASE that say no more than that something is not null.
    private static final class HiddenCasts extends RexShuttle {
        private final RexBuilder builder;
        private boolean isInBranch;

        HiddenCasts(RexBuilder builder) {
            this.builder = builder;
        }

        @Override
        public RexNode visitCall(RexCall call) {
            boolean before = isInBranch;
            boolean isCase = call.getKind() == SqlKind.CASE && RexUtil.containsCorrelation(call);
            isInBranch |= isCase;
            RexCall visited = (RexCall) super.visitCall(call);
            isInBranch = before;
            if (visited == call && !isBareCast(call) || !isInBranch && !isCase) {
                return visited;
            }
            if (isInBranch && isBareCast(visited)) {
                return builder.makeCall(nullable(visited), OPAQUE, visited.operands);
            }
            RexNode nullable = visited.clone(nullable(visited), visited.operands);
            return isInBranch || call.getType().isNullable()
                    ? nullable
                    : builder.makeAbstractCast(call.getType(), nullable, false);
        }

        private RelDataType nullable(RexCall call) {
            return builder.getTypeFactory().createTypeWithNullability(call.getType(), true);
        }

        private static boolean isBareCast(RexCall call) {
            if (call.getKind() != SqlKind.CAST) {
                return false;
            }
            RelDataType from = call.operands.getFirst().getType();
            return from.isNullable() && SqlTypeUtil.equalSansNullability(from, call.getType());
        }
    }

    /// `root` without the calls; the projections remain.
    public static RelNode removed(RelNode root) {
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
                    ? call.getOperands().getFirst().accept(this)
                    : super.visitCall(call);
        }
    }
}
