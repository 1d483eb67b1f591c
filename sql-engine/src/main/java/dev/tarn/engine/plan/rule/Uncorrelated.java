package dev.tarn.engine.plan.rule;

import com.google.common.collect.ImmutableSet;

import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/// A sub-query that is asked only whether it has rows, as one that no longer depends on the query
/// around it, and the conditions that did:
///
/// ```
/// SELECT … FROM r WHERE r.k = outer.k AND r.x > 1   →   SELECT …, r.k FROM r WHERE r.x > 1
///                                                       with r.k = outer.k
/// ```
///
/// @param rel its columns, as far as they were asked for, come first
/// @param conditions over the columns of `rel` and the fields of correlation variables
record Uncorrelated(RelNode rel, List<RexNode> conditions) {

    /// `rel` without the variables `outer`; null where that takes more than moving conditions.
    ///
    /// @param keeps whether the columns of `rel` are read, and not only whether there are rows
    static @Nullable Uncorrelated of(RelNode rel, Set<CorrelationId> outer, boolean keeps) {
        if (Collections.disjoint(Variables.free(rel), outer)) {
            return new Uncorrelated(rel, List.of());
        }
        return switch (rel) {
            case Filter filter -> ofFilter(filter, outer);
            case Project project -> ofProject(project, outer, keeps);
            case Join join -> ofJoin(join, outer);
            case Aggregate aggregate -> ofAggregate(aggregate, outer);
            case Sort sort -> ofSort(sort, outer, keeps);
            default -> null;
        };
    }

    private static boolean reads(RexNode node, Set<CorrelationId> outer) {
        return !Collections.disjoint(Variables.free(node), outer);
    }

    private static @Nullable Uncorrelated ofFilter(Filter filter, Set<CorrelationId> outer) {
        Uncorrelated input = of(filter.getInput(), outer, true);
        if (input == null) {
            return null;
        }
        List<RexNode> moved = new ArrayList<>(input.conditions);
        List<RexNode> kept = new ArrayList<>();
        for (RexNode conjunct : RelOptUtil.conjunctions(filter.getCondition())) {
            if (!reads(conjunct, outer)) {
                kept.add(conjunct);
            } else if (RexUtil.SubQueryFinder.find(conjunct) != null
                    || !RexUtil.isDeterministic(conjunct)) {
                return null;
            } else {
                moved.add(conjunct);
            }
        }
        RexBuilder rex = filter.getCluster().getRexBuilder();
        RelNode rel =
                kept.isEmpty()
                        ? input.rel
                        : LogicalFilter.create(
                                input.rel,
                                RexUtil.composeConjunction(rex, kept),
                                ImmutableSet.copyOf(filter.getVariablesSet()));
        return new Uncorrelated(rel, moved);
    }

    private static @Nullable Uncorrelated ofProject(
            Project project, Set<CorrelationId> outer, boolean keeps) {
        Uncorrelated input = of(project.getInput(), outer, true);
        if (input == null || project.containsOver() || !project.getVariablesSet().isEmpty()) {
            return null;
        }
        RexBuilder rex = project.getCluster().getRexBuilder();
        List<RexNode> columns = new ArrayList<>();
        for (RexNode column : project.getProjects()) {
            if (!reads(column, outer)) {
                columns.add(column);
            } else if (keeps) {
                return null;
            } else {
                columns.add(rex.makeNullLiteral(column.getType()));
            }
        }
        return new Uncorrelated(input.rel, input.conditions).projected(columns);
    }

    /// `columns` and, behind them, what the conditions read.
    private Uncorrelated projected(List<RexNode> columns) {
        List<RexNode> all = new ArrayList<>(columns);
        RexShuttle shuttle =
                new RexShuttle() {
                    @Override
                    public RexNode visitInputRef(RexInputRef reference) {
                        int at = all.indexOf(reference);
                        if (at < 0) {
                            at = all.size();
                            all.add(reference);
                        }
                        return new RexInputRef(at, reference.getType());
                    }
                };
        List<RexNode> moved =
                conditions.stream().map(condition -> condition.accept(shuttle)).toList();
        RelNode rel =
                LogicalProject.create(
                        this.rel, List.of(), all, (List<String>) null, ImmutableSet.of());
        return new Uncorrelated(rel, moved);
    }

    private static @Nullable Uncorrelated ofJoin(Join join, Set<CorrelationId> outer) {
        JoinRelType type = join.getJoinType();
        boolean isInner = type == JoinRelType.INNER;
        boolean keepsLeft =
                isInner
                        || type == JoinRelType.LEFT
                        || type == JoinRelType.SEMI
                        || type == JoinRelType.ANTI;
        if (!keepsLeft || !join.getVariablesSet().isEmpty()) {
            return null;
        }
        Uncorrelated left = of(join.getLeft(), outer, true);
        Uncorrelated right = of(join.getRight(), outer, true);
        if (left == null || right == null || !isInner && right.rel != join.getRight()) {
            return null;
        }
        RexBuilder rex = join.getCluster().getRexBuilder();
        int oldLeft = join.getLeft().getRowType().getFieldCount();
        int newLeft = left.rel.getRowType().getFieldCount();
        List<RexNode> moved = new ArrayList<>(left.conditions);
        right.conditions.forEach(condition -> moved.add(RexUtil.shift(condition, newLeft)));
        List<RexNode> kept = new ArrayList<>();
        for (RexNode conjunct : RelOptUtil.conjunctions(join.getCondition())) {
            RexNode shifted = RexUtil.shift(conjunct, oldLeft, newLeft - oldLeft);
            if (!reads(conjunct, outer)) {
                kept.add(shifted);
            } else if (!isInner || RexUtil.SubQueryFinder.find(conjunct) != null) {
                return null;
            } else {
                moved.add(shifted);
            }
        }
        RelNode rel =
                LogicalJoin.create(
                        left.rel,
                        right.rel,
                        List.of(),
                        RexUtil.composeConjunction(rex, kept),
                        ImmutableSet.of(),
                        type);
        return new Uncorrelated(rel, moved).inOrder(join, newLeft);
    }

    /// The columns of `join` first, where its sides have got more.
    private Uncorrelated inOrder(Join join, int newLeft) {
        int oldLeft = join.getLeft().getRowType().getFieldCount();
        int width = join.getRowType().getFieldCount();
        if (newLeft == oldLeft) {
            return this;
        }
        List<RexNode> columns = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            int at = i < oldLeft ? i : i - oldLeft + newLeft;
            columns.add(RexInputRef.of(at, rel.getRowType()));
        }
        return projected(columns);
    }

    /// Groups may be told apart by one more key if that is equal to one value outside.
    private static @Nullable Uncorrelated ofAggregate(
            Aggregate aggregate, Set<CorrelationId> outer) {
        Uncorrelated input = of(aggregate.getInput(), outer, true);
        boolean isPlain =
                aggregate.getGroupType() == Aggregate.Group.SIMPLE
                        && !aggregate.getGroupSet().isEmpty();
        if (input == null || !isPlain) {
            return null;
        }
        ImmutableBitSet keys = aggregate.getGroupSet();
        for (RexNode condition : input.conditions) {
            RexInputRef key = key(condition, outer);
            if (key == null) {
                return null;
            }
            keys = keys.set(key.getIndex());
        }
        RelNode grouped =
                LogicalAggregate.create(
                        input.rel, List.of(), keys, List.of(keys), aggregate.getAggCallList());
        ImmutableBitSet all = keys;
        RexShuttle shuttle =
                new RexShuttle() {
                    @Override
                    public RexNode visitInputRef(RexInputRef reference) {
                        int at = all.indexOf(reference.getIndex());
                        return RexInputRef.of(at, grouped.getRowType());
                    }
                };
        List<RexNode> moved =
                input.conditions.stream().map(condition -> condition.accept(shuttle)).toList();
        List<RexNode> columns = new ArrayList<>();
        for (int key : aggregate.getGroupSet()) {
            columns.add(RexInputRef.of(all.indexOf(key), grouped.getRowType()));
        }
        for (int i = 0; i < aggregate.getAggCallList().size(); i++) {
            columns.add(RexInputRef.of(all.cardinality() + i, grouped.getRowType()));
        }
        return new Uncorrelated(grouped, moved).projected(columns);
    }

    /// The column that a condition says is equal to something of the query outside.
    private static @Nullable RexInputRef key(RexNode condition, Set<CorrelationId> outer) {
        if (condition.isA(SqlKind.EQUALS) && condition instanceof RexCall call) {
            for (int i = 0; i < 2; i++) {
                RexNode other = call.getOperands().get(1 - i);
                if (call.getOperands().get(i) instanceof RexInputRef column
                        && reads(other, outer)
                        && RelOptUtil.InputFinder.bits(other).isEmpty()) {
                    return column;
                }
            }
        }
        return null;
    }

    /// An order without a limit says nothing of which rows there are; nor does a limit of whether
    /// there are any.
    private static @Nullable Uncorrelated ofSort(
            Sort sort, Set<CorrelationId> outer, boolean keeps) {
        boolean isSome =
                sort.fetch == null
                        || !keeps
                                && sort.fetch instanceof RexLiteral limit
                                && RexLiteral.bigDecimalValue(limit).signum() > 0;
        return sort.offset == null && isSome ? of(sort.getInput(), outer, keeps) : null;
    }
}
