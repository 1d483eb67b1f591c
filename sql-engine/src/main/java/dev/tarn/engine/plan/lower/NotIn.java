package dev.tarn.engine.plan.lower;

import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.physical.JoinType;
import dev.tarn.engine.physical.Plan;

import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// An anti join on `left = right IS NOT FALSE`: NOT IN, which a hash join can tell though there may
/// be nulls.
///
/// @param left over the left side's columns
/// @param right over the right side's columns, numbered behind the left ones
record NotIn(RexNode left, RexNode right, int leftWidth) {

    /// Null where `join` is anything else.
    static @Nullable NotIn of(Join join) {
        RexNode condition = join.getCondition();
        if (join.getJoinType() != JoinRelType.ANTI || !condition.isA(SqlKind.IS_NOT_FALSE)) {
            return null;
        }
        RexNode equal = ((RexCall) condition).getOperands().getFirst();
        if (!equal.isA(SqlKind.EQUALS)) {
            return null;
        }
        int width = join.getLeft().getRowType().getFieldCount();
        ImmutableBitSet own = ImmutableBitSet.range(width);
        RexNode a = ((RexCall) equal).getOperands().get(0);
        RexNode b = ((RexCall) equal).getOperands().get(1);
        ImmutableBitSet ofA = RelOptUtil.InputFinder.bits(a);
        ImmutableBitSet ofB = RelOptUtil.InputFinder.bits(b);
        if (own.contains(ofA) && !own.intersects(ofB)) {
            return new NotIn(a, b, width);
        }
        return own.contains(ofB) && !own.intersects(ofA) ? new NotIn(b, a, width) : null;
    }

    Plan lower(Plan leftRows, Plan rightRows, Expressions expressions) {
        Expr a = expressions.lower(left);
        Expr b = expressions.lower(right, at -> at - leftWidth);
        List<Expr> keys = ((Expr.Call) expressions.function("equal", List.of(a, b))).arguments();
        Plan keyedLeft = withKey(leftRows, keys.get(0));
        Plan keyedRight = withKey(rightRows, keys.get(1));
        Plan joined =
                new Plan.HashJoin(
                        keyedLeft,
                        keyedRight,
                        JoinType.NULL_AWARE_ANTI,
                        List.of(keyedLeft.output().size() - 1),
                        List.of(keyedRight.output().size() - 1),
                        List.of(false),
                        null);
        return new Plan.Project(joined, columns(leftRows), leftRows.output());
    }

    private static Plan withKey(Plan rows, Expr key) {
        List<Expr> columns = new ArrayList<>(columns(rows));
        columns.add(key);
        List<Field> fields = new ArrayList<>(rows.output());
        fields.add(new Field("key" + fields.size(), key.type()));
        return new Plan.Project(rows, columns, fields);
    }

    private static List<Expr> columns(Plan rows) {
        List<Expr> columns = new ArrayList<>();
        for (Field field : rows.output()) {
            columns.add(new Expr.Column(columns.size(), field.type()));
        }
        return columns;
    }
}
