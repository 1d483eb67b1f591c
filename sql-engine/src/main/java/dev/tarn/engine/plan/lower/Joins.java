package dev.tarn.engine.plan.lower;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.physical.JoinType;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.plan.stats.Estimate;
import dev.tarn.engine.plan.stats.Estimator;

import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.ImmutableIntList;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Joins: equalities of columns become keys, the smaller side is built.
final class Joins {
    private final Lowering lowering;
    private final Expressions expressions;
    private final Estimator estimator;

    Joins(Lowering lowering, Expressions expressions, Estimator estimator) {
        this.lowering = lowering;
        this.expressions = expressions;
        this.estimator = estimator;
    }

    Plan lower(Join join) {
        Plan left = lowering.lower(join.getLeft());
        Plan right = lowering.lower(join.getRight());
        List<Integer> leftKeys = new ArrayList<>();
        List<Integer> rightKeys = new ArrayList<>();
        List<Boolean> filterNulls = new ArrayList<>();
        List<RexNode> rest = new ArrayList<>();
        RelOptUtil.splitJoinCondition(
                join.getLeft(),
                join.getRight(),
                join.getCondition(),
                leftKeys,
                rightKeys,
                filterNulls,
                rest);
        Expr residual = lowering.and(rest);
        JoinType type = type(join.getJoinType());
        List<Field> output = Lowering.fields(join);
        if (leftKeys.isEmpty() && NotIn.of(join) instanceof NotIn notIn) {
            return notIn.lower(left, right, expressions);
        }
        if (leftKeys.isEmpty()) {
            return new Plan.NestedLoopJoin(left, right, type, residual);
        }
        List<Boolean> nullSafe = filterNulls.stream().map(strict -> !strict).toList();
        Keyed keyed = keyed(left, right, ImmutableIntList.copyOf(leftKeys), rightKeys, residual);
        Plan joined =
                buildsLeft(join)
                        ? swapped(keyed, type, nullSafe)
                        : new Plan.HashJoin(
                                keyed.left,
                                keyed.right,
                                type,
                                keyed.leftKeys,
                                keyed.rightKeys,
                                nullSafe,
                                keyed.residual);
        return picked(joined, keyed, output, left.output().size());
    }

    private static JoinType type(JoinRelType type) {
        return switch (type) {
            case INNER -> JoinType.INNER;
            case LEFT -> JoinType.LEFT;
            case RIGHT -> JoinType.RIGHT;
            case FULL -> JoinType.FULL;
            case SEMI -> JoinType.SEMI;
            case ANTI -> JoinType.ANTI;
            case LEFT_MARK -> JoinType.LEFT_MARK;
            case ASOF, LEFT_ASOF -> throw new IllegalArgumentException("Not a join by equality");
        };
    }

    /// Whether the left side is expected to be smaller and may be built instead of the right one.
    private boolean buildsLeft(Join join) {
        return bytes(join.getLeft()) < bytes(join.getRight());
    }

    private double bytes(RelNode node) {
        Estimate estimate = estimator.of(node);
        return estimate.rows() * estimate.rowBytes();
    }

    /// The inputs of a join whose keys have equal types; where they had not, cast copies of the
    /// keys stand behind the other columns.
    private record Keyed(
            Plan left,
            Plan right,
            List<Integer> leftKeys,
            List<Integer> rightKeys,
            @Nullable Expr residual,
            boolean widened) {}

    private Keyed keyed(
            Plan left,
            Plan right,
            List<Integer> leftKeys,
            List<Integer> rightKeys,
            @Nullable Expr residual) {
        List<Expr> leftExtra = new ArrayList<>();
        List<Expr> rightExtra = new ArrayList<>();
        List<Integer> newLeft = new ArrayList<>();
        List<Integer> newRight = new ArrayList<>();
        for (int i = 0; i < leftKeys.size(); i++) {
            DataType a = left.output().get(leftKeys.get(i)).type();
            DataType b = right.output().get(rightKeys.get(i)).type();
            if (a.equals(b)) {
                newLeft.add(leftKeys.get(i));
                newRight.add(rightKeys.get(i));
                continue;
            }
            Expr equal =
                    expressions.function(
                            "equal",
                            List.of(
                                    new Expr.Column(leftKeys.get(i), a),
                                    new Expr.Column(rightKeys.get(i), b)));
            List<Expr> sides = ((Expr.Call) equal).arguments();
            newLeft.add(left.output().size() + leftExtra.size());
            newRight.add(right.output().size() + rightExtra.size());
            leftExtra.add(sides.get(0));
            rightExtra.add(sides.get(1));
        }
        if (leftExtra.isEmpty()) {
            return new Keyed(left, right, leftKeys, rightKeys, residual, false);
        }
        int shift = leftExtra.size();
        int leftWidth = left.output().size();
        Expr moved =
                residual == null
                        ? null
                        : Ordinals.map(residual, at -> at < leftWidth ? at : at + shift);
        return new Keyed(
                widened(left, leftExtra),
                widened(right, rightExtra),
                newLeft,
                newRight,
                moved,
                true);
    }

    /// `plan` with the values of `extra` behind its columns.
    static Plan widened(Plan plan, List<Expr> extra) {
        if (extra.isEmpty()) {
            return plan;
        }
        List<Expr> exprs = new ArrayList<>();
        List<Field> fields = new ArrayList<>(plan.output());
        for (int i = 0; i < plan.output().size(); i++) {
            exprs.add(new Expr.Column(i, plan.output().get(i).type()));
        }
        for (Expr expr : extra) {
            fields.add(new Field("key" + exprs.size(), expr.type()));
            exprs.add(expr);
        }
        return new Plan.Project(plan, exprs, fields);
    }

    /// The join with its sides exchanged, its columns put back in order.
    private static Plan swapped(Keyed keyed, JoinType type, List<Boolean> nullSafe) {
        int leftWidth = keyed.left.output().size();
        int rightWidth = keyed.right.output().size();
        Expr residual = keyed.residual;
        Plan joined =
                new Plan.HashJoin(
                        keyed.right,
                        keyed.left,
                        type.mirrored(),
                        keyed.rightKeys,
                        keyed.leftKeys,
                        nullSafe,
                        residual == null
                                ? null
                                : Ordinals.map(
                                        residual,
                                        at -> at < leftWidth ? at + rightWidth : at - leftWidth));
        if (!type.keepsRight()) {
            return joined;
        }
        List<Expr> exprs = new ArrayList<>();
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < leftWidth + rightWidth; i++) {
            int at = i < leftWidth ? i + rightWidth : i - leftWidth;
            Field field = joined.output().get(at);
            exprs.add(new Expr.Column(at, field.type()));
            fields.add(field);
        }
        return new Plan.Project(joined, exprs, fields);
    }

    /// The join's own columns out of a plan that may have keys among them.
    private static Plan picked(Plan joined, Keyed keyed, List<Field> output, int leftWidth) {
        if (!keyed.widened) {
            return joined;
        }
        int shift = keyed.left.output().size() - leftWidth;
        List<Expr> exprs = new ArrayList<>();
        for (int i = 0; i < output.size(); i++) {
            int at = i < leftWidth ? i : i + shift;
            exprs.add(new Expr.Column(at, joined.output().get(at).type()));
        }
        return new Plan.Project(joined, exprs, output);
    }
}
