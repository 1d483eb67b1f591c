package dev.tarn.engine.plan.rule;

import com.google.common.collect.ImmutableSet;

import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelCollations;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalSort;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// EXISTS, IN and their negations as joins, where moving the conditions of the sub-query into the
/// join is all that it takes; anything else stays for decorrelation.
///
/// ```
/// WHERE EXISTS (…)                   Join SEMI
/// WHERE NOT EXISTS (…)               Join ANTI
/// WHERE x NOT IN (SELECT y …)        Join ANTI on x = y IS NOT FALSE; of several see RowNotIn
/// WHERE EXISTS (…) OR p; SELECT …    Join LEFT_MARK, whose last column is whether there is a row
/// ```
///
/// A mark is true or false: it stands for IN only where neither side may be null.
public final class SubQueryJoins extends SubQueryShuttle {

    private SubQueryJoins() {}

    public static RelNode of(RelNode root) {
        return root.accept(new SubQueryJoins());
    }

    @Override
    RelNode rewritten(RelNode node) {
        return switch (node) {
            case Filter filter -> filter(filter);
            case Project project -> project(project);
            default -> node;
        };
    }

    private static RelNode filter(Filter filter) {
        if (RexUtil.SubQueryFinder.find(filter.getCondition()) == null) {
            return filter;
        }
        int width = filter.getRowType().getFieldCount();
        Set<CorrelationId> outer = new HashSet<>(filter.getVariablesSet());
        RelNode rel = filter.getInput();
        List<RexNode> rest = new ArrayList<>();
        for (RexNode conjunct : RelOptUtil.conjunctions(filter.getCondition())) {
            RelNode joined = joined(rel, conjunct, outer);
            if (joined == null) {
                rest.add(conjunct);
            } else {
                rel = joined;
            }
        }
        RexBuilder rex = filter.getCluster().getRexBuilder();
        Marks marks = new Marks(rel, outer);
        RexNode condition = RexUtil.composeConjunction(rex, rest).accept(marks);
        if (condition.isAlwaysTrue()) {
            return rel;
        }
        RelNode filtered =
                LogicalFilter.create(
                        marks.rel, condition, ImmutableSet.copyOf(filter.getVariablesSet()));
        return marks.rel == rel ? filtered : first(filtered, width);
    }

    private static RelNode first(RelNode rel, int width) {
        List<RexNode> columns = new ArrayList<>();
        IntStream.range(0, width).forEach(i -> columns.add(RexInputRef.of(i, rel.getRowType())));
        return LogicalProject.create(
                rel,
                List.of(),
                columns,
                rel.getRowType().getFieldNames().subList(0, width),
                ImmutableSet.of());
    }

    private static RelNode project(Project project) {
        boolean hasSubQuery =
                project.getProjects().stream()
                        .anyMatch(one -> RexUtil.SubQueryFinder.find(one) != null);
        if (!hasSubQuery || project.containsOver()) {
            return project;
        }
        Marks marks = new Marks(project.getInput(), new HashSet<>(project.getVariablesSet()));
        List<RexNode> columns = marks.apply(project.getProjects());
        return marks.rel == project.getInput()
                ? project
                : LogicalProject.create(
                        marks.rel,
                        List.of(),
                        columns,
                        project.getRowType().getFieldNames(),
                        ImmutableSet.copyOf(project.getVariablesSet()));
    }

    /// `left` joined with the sub-query that `conjunct` is; null where it is anything else.
    private static @Nullable RelNode joined(
            RelNode left, RexNode conjunct, Set<CorrelationId> outer) {
        boolean negated = conjunct.isA(SqlKind.NOT);
        RexNode bare = negated ? ((RexCall) conjunct).getOperands().getFirst() : conjunct;
        if (!(bare instanceof RexSubQuery subQuery)) {
            return null;
        }
        JoinRelType type = negated ? JoinRelType.ANTI : JoinRelType.SEMI;
        return join(left, subQuery, outer, type);
    }

    private static @Nullable RelNode join(
            RelNode left, RexSubQuery subQuery, Set<CorrelationId> outer, JoinRelType type) {
        boolean isIn = subQuery.getKind() == SqlKind.IN;
        if (!isIn && subQuery.getKind() != SqlKind.EXISTS) {
            return null;
        }
        Uncorrelated right = Uncorrelated.of(subQuery.rel, outer, isIn);
        if (right == null || !Variables.free(right.rel()).isEmpty()) {
            return null;
        }
        RexBuilder rex = left.getCluster().getRexBuilder();
        int width = left.getRowType().getFieldCount();
        List<RexNode> conditions = new ArrayList<>();
        if (isIn) {
            RexNode equal = equal(left, subQuery, right.rel());
            if (equal == null) {
                return null;
            }
            if (equal.getType().isNullable() && type == JoinRelType.LEFT_MARK) {
                return null;
            }
            boolean mayBeUnknown = equal.getType().isNullable() && type == JoinRelType.ANTI;
            if (mayBeUnknown && subQuery.getOperands().size() > 1 && right.conditions().isEmpty()) {
                return new RowNotIn(left, subQuery.getOperands(), right.rel()).joined();
            }
            conditions.add(
                    mayBeUnknown ? rex.makeCall(SqlStdOperatorTable.IS_NOT_FALSE, equal) : equal);
        }
        for (RexNode condition : right.conditions()) {
            RexNode bound = RexUtil.shift(condition, width).accept(new Bound(left, outer));
            if (!Variables.free(bound).isEmpty()) {
                return null;
            }
            conditions.add(bound);
        }
        RelNode asked = conditions.isEmpty() ? one(right.rel()) : right.rel();
        return LogicalJoin.create(
                left,
                asked,
                List.of(),
                RexUtil.composeConjunction(rex, conditions),
                ImmutableSet.of(),
                type);
    }

    /// Whether there is a row, in no more than one.
    private static RelNode one(RelNode rel) {
        RexBuilder rex = rel.getCluster().getRexBuilder();
        return LogicalSort.create(
                rel, RelCollations.EMPTY, null, rex.makeExactLiteral(BigDecimal.ONE));
    }

    /// The operands of IN equal the first columns of `right`; null where they are no plain
    /// expressions over `left`.
    private static @Nullable RexNode equal(RelNode left, RexSubQuery subQuery, RelNode right) {
        RexBuilder rex = left.getCluster().getRexBuilder();
        int width = left.getRowType().getFieldCount();
        List<RexNode> equalities = new ArrayList<>();
        for (int i = 0; i < subQuery.getOperands().size(); i++) {
            RexNode operand = subQuery.getOperands().get(i);
            if (RexUtil.SubQueryFinder.find(operand) != null
                    || RexUtil.containsCorrelation(operand)
                    || !RexUtil.isDeterministic(operand)) {
                return null;
            }
            RexNode column =
                    new RexInputRef(width + i, right.getRowType().getFieldList().get(i).getType());
            equalities.add(rex.makeCall(SqlStdOperatorTable.EQUALS, operand, column));
        }
        return RexUtil.composeConjunction(rex, equalities);
    }

    /// Fields of the correlation variables become columns of the left side.
    private static final class Bound extends RexShuttle {
        private final RelNode left;
        private final Set<CorrelationId> outer;

        Bound(RelNode left, Set<CorrelationId> outer) {
            this.left = left;
            this.outer = outer;
        }

        @Override
        public RexNode visitFieldAccess(RexFieldAccess access) {
            return access.getReferenceExpr() instanceof RexCorrelVariable variable
                            && outer.contains(variable.id)
                    ? RexInputRef.of(access.getField().getIndex(), left.getRowType())
                    : super.visitFieldAccess(access);
        }
    }

    /// Joins sub-queries for their marks, and puts these in the place of the sub-queries.
    private static final class Marks extends RexShuttle {
        private final Set<CorrelationId> outer;
        private RelNode rel;

        Marks(RelNode rel, Set<CorrelationId> outer) {
            this.rel = rel;
            this.outer = outer;
        }

        @Override
        public RexNode visitSubQuery(RexSubQuery subQuery) {
            RelNode joined = join(rel, subQuery, outer, JoinRelType.LEFT_MARK);
            if (joined == null) {
                return subQuery;
            }
            rel = joined;
            int mark = rel.getRowType().getFieldCount() - 1;
            RexNode column = RexInputRef.of(mark, rel.getRowType());
            return subQuery.getType().isNullable()
                    ? column
                    : rel.getCluster().getRexBuilder().makeNotNull(column);
        }
    }
}
