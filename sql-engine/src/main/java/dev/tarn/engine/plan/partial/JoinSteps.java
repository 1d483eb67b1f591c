package dev.tarn.engine.plan.partial;

import dev.tarn.engine.plan.rule.HarmlessCalls;

import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// From a join to one of its sides, whose rows then come grouped by what the join, and those above,
/// need to tell them apart:
///
/// ```
/// asked: [b.x], sum(a.y)               Join on a.k = b.k
/// Join on a.k = b.k            →         asked: [a.k], sum(a.y)
///   a                                      a
///   b                                    b
/// ```
///
/// Each group meets the rows of the other side that each of its rows would have met. Where a side
/// gives nulls for lack of a match, counts are what such a row counts for: one row, no value.
final class JoinSteps {
    private final RexBuilder rex;
    private final Join join;
    private final Request request;
    private final int leftWidth;

    JoinSteps(RexBuilder rex, Join join, Request request) {
        this.rex = rex;
        this.join = join;
        this.request = request;
        this.leftWidth = join.getLeft().getRowType().getFieldCount();
    }

    List<Step> all() {
        List<Step> steps = new ArrayList<>();
        JoinRelType type = join.getJoinType();
        boolean known =
                switch (type) {
                    case INNER, LEFT, RIGHT, FULL, SEMI, ANTI, LEFT_MARK -> true;
                    case ASOF, LEFT_ASOF -> false;
                };
        if (known && RexUtil.isDeterministic(join.getCondition())) {
            for (boolean left :
                    type.projectsRight() ? new boolean[] {true, false} : new boolean[] {true}) {
                Step step = new Side(left).step();
                if (step != null) {
                    steps.add(step);
                }
            }
        }
        return steps;
    }

    /// One side, asked in the stead of the join.
    private final class Side {
        private final boolean left;
        private final boolean lacking;
        private final ImmutableBitSet columns;

        /// What it is asked for, over the columns of the join.
        private final Set<RexNode> asked = new LinkedHashSet<>();

        private final List<Part> parts = new ArrayList<>();

        Side(boolean left) {
            this.left = left;
            this.lacking =
                    left
                            ? join.getJoinType().generatesNullsOnLeft()
                            : join.getJoinType().generatesNullsOnRight();
            this.columns =
                    left
                            ? ImmutableBitSet.range(leftWidth)
                            : ImmutableBitSet.range(
                                    leftWidth,
                                    leftWidth + join.getRight().getRowType().getFieldCount());
        }

        @Nullable Step step() {
            for (Part part : request.parts()) {
                RexNode argument = part.argument();
                if (argument == null || moves(argument)) {
                    parts.add(argument == null ? part : part.of(shifted(argument)));
                } else if (part.isExtreme()) {
                    addColumns(argument);
                } else {
                    return null;
                }
            }
            for (RexNode wanted : request.wanted()) {
                if (moves(wanted)) {
                    asked.add(wanted);
                } else {
                    addColumns(wanted);
                }
            }
            addColumns(join.getCondition());
            List<RexNode> below = new ArrayList<>();
            asked.forEach(expression -> below.add(shifted(expression)));
            return new Step(
                    left ? join.getLeft() : join.getRight(),
                    new Request(below, parts),
                    this::above);
        }

        /// Whether `expression` is of this side, and may be computed there.
        private boolean moves(RexNode expression) {
            ImmutableBitSet used = Steps.columns(expression);
            return !used.isEmpty()
                    && columns.contains(used)
                    && HarmlessCalls.isHarmless(expression)
                    && (!lacking || Safety.isStrict(expression));
        }

        private void addColumns(RexNode expression) {
            for (int column : Steps.columns(expression).intersect(columns)) {
                asked.add(column(column));
            }
        }

        /// A column of the join as conditions and expressions above name it.
        private RexNode column(int column) {
            return new RexInputRef(column, join.getRowType().getFieldList().get(column).getType());
        }

        private RexNode shifted(RexNode expression) {
            List<RelDataTypeField> fields =
                    (left ? join.getLeft() : join.getRight()).getRowType().getFieldList();
            int first = left ? 0 : leftWidth;
            return expression.accept(
                    new Replacing(
                            Map.of(),
                            column ->
                                    new RexInputRef(
                                            column - first, fields.get(column - first).getType())));
        }

        private Built above(Built below) {
            Built side = below.asColumns(rex);
            List<RelDataType> inner = new ArrayList<>();
            types(left ? side.rel().getRowType() : join.getLeft().getRowType(), inner);
            types(left ? join.getRight().getRowType() : side.rel().getRowType(), inner);
            RexNode condition = join.getCondition().accept(replacing(side, inner));
            Join joined =
                    join.copy(
                            join.getTraitSet(),
                            condition,
                            left ? side.rel() : join.getLeft(),
                            left ? join.getRight() : side.rel(),
                            join.getJoinType(),
                            join.isSemiJoinDone());
            List<RelDataType> outer = new ArrayList<>();
            types(joined.getRowType(), outer);
            Replacing replacing = replacing(side, outer);
            List<RexNode> states = new ArrayList<>();
            int moved = 0;
            for (Part part : request.parts()) {
                RexNode argument = part.argument();
                if (argument != null && !moves(argument)) {
                    states.add(argument.accept(replacing));
                } else {
                    states.add(state(part, placed(side.states().get(moved++), outer)));
                }
            }
            return new Built(joined, replacing.visitList(request.wanted()), states);
        }

        private void types(RelDataType row, List<RelDataType> types) {
            row.getFieldList().forEach(field -> types.add(field.getType()));
        }

        private Replacing replacing(Built side, List<RelDataType> types) {
            Map<RexNode, RexNode> known = new HashMap<>();
            int at = 0;
            for (RexNode one : asked) {
                known.put(one, placed(side.wanted().get(at++), types));
            }
            int shift = left ? side.rel().getRowType().getFieldCount() - leftWidth : 0;
            return new Replacing(
                    known,
                    column -> {
                        if (columns.get(column)) {
                            throw new IllegalStateException(
                                    "Column %d of %s was not asked for".formatted(column, join));
                        }
                        int place = column < leftWidth ? column : column + shift;
                        return new RexInputRef(place, types.get(place));
                    });
        }

        /// A column of the side among those of the join.
        private RexNode placed(RexNode column, List<RelDataType> types) {
            int place = ((RexInputRef) column).getIndex() + (left ? 0 : leftWidth);
            return new RexInputRef(place, types.get(place));
        }

        private RexNode state(Part part, RexNode column) {
            if (!lacking || !part.isCount()) {
                return column;
            }
            RexNode alone =
                    rex.makeExactLiteral(
                            part.kind() == Part.Kind.ROWS ? BigDecimal.ONE : BigDecimal.ZERO,
                            rex.getTypeFactory().createSqlType(SqlTypeName.BIGINT));
            return otherwise(rex, column, alone);
        }
    }

    /// `value`, or `instead` where it is null.
    static RexNode otherwise(RexBuilder rex, RexNode value, RexNode instead) {
        RexNode either =
                rex.makeCall(
                        SqlStdOperatorTable.CASE,
                        rex.makeCall(SqlStdOperatorTable.IS_NOT_NULL, value),
                        value,
                        instead);
        RelDataType type = rex.getTypeFactory().createTypeWithNullability(value.getType(), false);
        return rex.makeAbstractCast(type, either, false);
    }
}
