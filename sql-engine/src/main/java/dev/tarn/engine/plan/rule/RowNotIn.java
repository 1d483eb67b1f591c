package dev.tarn.engine.plan.rule;

import com.google.common.collect.ImmutableSet;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.util.ImmutableBitSet;

import java.util.ArrayList;
import java.util.List;

/// NOT IN of several values of which some may be null: a row stays unless some row of the sub-query
/// differs from it in no column for certain. Pairs without nulls are a hash join's, and only rows
/// with a null are compared one by one.
///
/// ```
/// (a, b) NOT IN (q)   →   Join ANTI on a = x AND b = y
///                         Join ANTI on (a = x) IS NOT FALSE AND (b = y) IS NOT FALSE,
///                           with the rows of q that have a null
///                         Join ANTI on the same AND (a IS NULL OR b IS NULL)
/// ```
///
/// All three read q without duplicates, which is computed once (`CommonTrees`).
///
/// @param left the rows asked about, over which `operands` are
/// @param right the sub-query, of as many columns as there are operands
record RowNotIn(RelNode left, List<RexNode> operands, RelNode right) {

    RelNode joined() {
        RelNode list =
                LogicalAggregate.create(
                        right, List.of(), ImmutableBitSet.range(operands.size()), null, List.of());
        RelNode rest = anti(left, list, equalities(list));
        RexNode anyNull = anyNull(columns(list, 0));
        if (!anyNull.isAlwaysFalse()) {
            RelNode nulls = LogicalFilter.create(list, anyNull);
            rest = anti(rest, nulls, possible(list));
        }
        RexNode leftNull = anyNull(operands);
        if (leftNull.isAlwaysFalse()) {
            return rest;
        }
        List<RexNode> conditions = new ArrayList<>(List.of(leftNull));
        conditions.addAll(possible(list));
        return anti(rest, list, conditions);
    }

    private static RelNode anti(RelNode left, RelNode right, List<RexNode> conditions) {
        return LogicalJoin.create(
                left,
                right,
                List.of(),
                RexUtil.composeConjunction(left.getCluster().getRexBuilder(), conditions),
                ImmutableSet.of(),
                JoinRelType.ANTI);
    }

    private List<RexNode> columns(RelNode list, int shift) {
        List<RexNode> columns = new ArrayList<>();
        for (int i = 0; i < operands.size(); i++) {
            columns.add(
                    new RexInputRef(shift + i, list.getRowType().getFieldList().get(i).getType()));
        }
        return columns;
    }

    private List<RexNode> equalities(RelNode list) {
        List<RexNode> columns = columns(list, left.getRowType().getFieldCount());
        List<RexNode> equalities = new ArrayList<>();
        for (int i = 0; i < operands.size(); i++) {
            equalities.add(
                    rex().makeCall(SqlStdOperatorTable.EQUALS, operands.get(i), columns.get(i)));
        }
        return equalities;
    }

    /// The equalities, also true where a null leaves them open.
    private List<RexNode> possible(RelNode list) {
        List<RexNode> possible = new ArrayList<>();
        for (RexNode equality : equalities(list)) {
            possible.add(
                    equality.getType().isNullable()
                            ? rex().makeCall(SqlStdOperatorTable.IS_NOT_FALSE, equality)
                            : equality);
        }
        return possible;
    }

    /// Whether any of `values` is null; the literal FALSE where none can be.
    private RexNode anyNull(List<RexNode> values) {
        List<RexNode> nulls = new ArrayList<>();
        for (RexNode value : values) {
            if (value.getType().isNullable()) {
                nulls.add(rex().makeCall(SqlStdOperatorTable.IS_NULL, value));
            }
        }
        return RexUtil.composeDisjunction(rex(), nulls);
    }

    private RexBuilder rex() {
        return left.getCluster().getRexBuilder();
    }
}
