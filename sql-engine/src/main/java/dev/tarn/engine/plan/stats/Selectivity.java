package dev.tarn.engine.plan.stats;

import com.google.common.collect.BoundType;
import com.google.common.collect.Range;

import dev.tarn.engine.validate.RexParameter;

import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.util.NlsString;
import org.apache.calcite.util.Sarg;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;

/// The share of rows that a condition is expected to keep, from what is known of the columns that
/// it reads: uniform values, independent columns. Rules of thumb stand where nothing is known.
public final class Selectivity {
    private static final double RANGE = 0.3;
    private static final double LIKE_PREFIX = 0.05;
    private static final double LIKE = 0.1;
    private static final double OTHER = 0.25;
    private static final double LEAST = 1e-7;

    private final IntFunction<ColumnEstimate> columns;

    public Selectivity(IntFunction<ColumnEstimate> columns) {
        this.columns = columns;
    }

    /// In (0, 1].
    public double of(RexNode condition) {
        return Math.clamp(share(condition), LEAST, 1);
    }

    private double share(RexNode condition) {
        return switch (condition) {
            case RexLiteral literal -> literal.isAlwaysTrue() ? 1 : 0;
            case RexCall call -> call(call);
            default -> 0.5;
        };
    }

    private double call(RexCall call) {
        return switch (call.getKind()) {
            case AND -> and(call);
            case OR -> or(call);
            case NOT -> 1 - share(call.getOperands().getFirst());
            case IS_NULL -> nulls(call);
            case IS_NOT_NULL -> 1 - nulls(call);
            case IS_TRUE, IS_NOT_FALSE -> share(call.getOperands().getFirst());
            case IS_FALSE, IS_NOT_TRUE -> 1 - share(call.getOperands().getFirst());
            case EQUALS, IS_NOT_DISTINCT_FROM -> equality(call);
            case NOT_EQUALS, IS_DISTINCT_FROM -> 1 - equality(call);
            case LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL ->
                    comparison(call);
            case SEARCH -> search(call);
            case LIKE -> like(call);
            default -> OTHER;
        };
    }

    /// Conditions that bound one column from both sides count once.
    private double and(RexCall call) {
        Map<Integer, double[]> ranges = new HashMap<>();
        double share = 1;
        for (RexNode operand : RelOptUtil.conjunctions(call)) {
            Bound bound = bound(operand);
            if (bound == null) {
                share *= share(operand);
            } else {
                double[] range =
                        ranges.computeIfAbsent(
                                bound.column,
                                _ -> {
                                    ColumnEstimate of = columns.apply(bound.column);
                                    return new double[] {of.low(), of.high()};
                                });
                range[0] = Math.max(range[0], bound.low);
                range[1] = Math.min(range[1], bound.high);
            }
        }
        for (Map.Entry<Integer, double[]> range : ranges.entrySet()) {
            share *= within(range.getKey(), range.getValue()[0], range.getValue()[1]);
        }
        return share;
    }

    private double or(RexCall call) {
        double none = 1;
        for (RexNode operand : RelOptUtil.disjunctions(call)) {
            none *= 1 - Math.clamp(share(operand), 0, 1);
        }
        return 1 - none;
    }

    private double nulls(RexCall call) {
        return call.getOperands().getFirst() instanceof RexInputRef column
                ? columns.apply(column.getIndex()).nulls()
                : 0.05;
    }

    private double equality(RexCall call) {
        double counted = counted(call);
        if (!Double.isNaN(counted)) {
            return counted;
        }
        double distinct = 0;
        for (RexNode operand : call.getOperands()) {
            distinct = Math.max(distinct, distinct(operand));
        }
        Bound bound = bound(call);
        if (bound != null && within(bound.column, bound.low, bound.high) == 0) {
            return 0;
        }
        return distinct == 0 ? 0.1 : 1 / distinct;
    }

    /// The share of rows with the value that a column is compared with, as partitions count them;
    /// NaN where they do not.
    private double counted(RexCall call) {
        Bound bound = bound(call);
        if (bound != null) {
            ColumnEstimate column = columns.apply(bound.column);
            return column.histogram() == null ? Double.NaN : column.share(bound.low, bound.high);
        }
        RexNode left = call.getOperands().get(0);
        RexNode right = call.getOperands().get(1);
        return left instanceof RexInputRef column
                ? counted(column, Numbers.text(right))
                : right instanceof RexInputRef other
                        ? counted(other, Numbers.text(left))
                        : Double.NaN;
    }

    private double counted(RexInputRef column, @Nullable String text) {
        return text == null ? Double.NaN : columns.apply(column.getIndex()).share(text);
    }

    /// Distinct values of an expression over columns; 0 for constants, and where it cannot be told.
    private double distinct(RexNode node) {
        return switch (node) {
            case RexInputRef column -> columns.apply(column.getIndex()).distinct();
            case RexCall call when call.isA(SqlKind.CAST) ->
                    distinct(call.getOperands().getFirst());
            default -> 0;
        };
    }

    private double comparison(RexCall call) {
        Bound bound = bound(call);
        return bound == null ? RANGE : within(bound.column, bound.low, bound.high);
    }

    /// The share of a column's rows whose values lie in `[low, high]`.
    private double within(int ordinal, double low, double high) {
        return columns.apply(ordinal).share(low, high);
    }

    /// Values of a column between two numbers.
    private record Bound(int column, double low, double high) {}

    /// A comparison of a column whose range is known with a constant; null where it is anything
    /// else.
    private @Nullable Bound bound(RexNode node) {
        if (!(node instanceof RexCall call) || call.getOperands().size() != 2) {
            return null;
        }
        RexNode left = call.getOperands().get(0);
        RexNode right = call.getOperands().get(1);
        RexInputRef column = column(left);
        RexInputRef other = column(right);
        return column != null
                ? bound(column, call.getKind(), right)
                : other != null ? bound(other, call.getKind().reverse(), left) : null;
    }

    /// The column that `node` is, casts to other numbers aside; null where it is anything else.
    private static @Nullable RexInputRef column(RexNode node) {
        return switch (node) {
            case RexInputRef column -> column;
            case RexCall call
                    when call.isA(SqlKind.CAST)
                            && call.getOperands().getFirst() instanceof RexInputRef column
                            && SqlTypeUtil.isNumeric(call.getType())
                            && SqlTypeUtil.isNumeric(column.getType()) ->
                    column;
            default -> null;
        };
    }

    private @Nullable Bound bound(RexInputRef column, SqlKind kind, RexNode constant) {
        double value = Numbers.of(constant, column.getType());
        if (Double.isNaN(value) || !columns.apply(column.getIndex()).hasRange()) {
            return null;
        }
        int index = column.getIndex();
        return switch (kind) {
            case LESS_THAN -> new Bound(index, Double.NEGATIVE_INFINITY, Math.nextDown(value));
            case LESS_THAN_OR_EQUAL -> new Bound(index, Double.NEGATIVE_INFINITY, value);
            case GREATER_THAN -> new Bound(index, Math.nextUp(value), Double.POSITIVE_INFINITY);
            case GREATER_THAN_OR_EQUAL -> new Bound(index, value, Double.POSITIVE_INFINITY);
            case EQUALS -> new Bound(index, value, value);
            default -> null;
        };
    }

    /// The column of `conjunct` as it is where the condition holds; null where it says nothing of
    /// one column alone.
    @Nullable Narrowed narrowed(RexNode conjunct) {
        Bound bound = bound(conjunct);
        if (bound != null) {
            ColumnEstimate column = columns.apply(bound.column);
            return new Narrowed(
                    bound.column,
                    bound.low == bound.high ? column.few(1) : column.within(bound.low, bound.high));
        }
        if (conjunct instanceof RexCall call
                && !call.getOperands().isEmpty()
                && call.getOperands().getFirst() instanceof RexInputRef ref) {
            ColumnEstimate column = columns.apply(ref.getIndex());
            boolean isConstant =
                    call.getOperands().size() == 2
                            && (call.getOperands().get(1) instanceof RexLiteral
                                    || call.getOperands().get(1) instanceof RexParameter);
            return switch (call.getKind()) {
                case EQUALS -> isConstant ? new Narrowed(ref.getIndex(), column.few(1)) : null;
                case SEARCH ->
                        new Narrowed(
                                ref.getIndex(),
                                column.few(Math.max(1, column.distinct() * search(call))));
                default -> null;
            };
        }
        return null;
    }

    /// A column after a condition on it.
    record Narrowed(int column, ColumnEstimate estimate) {}

    private double search(RexCall call) {
        RexNode operand = call.getOperands().getFirst();
        RexLiteral literal = (RexLiteral) call.getOperands().get(1);
        Sarg<?> sarg = literal.getValueAs(Sarg.class);
        if (sarg == null) {
            return OTHER;
        }
        if (sarg.isComplementedPoints()) {
            RexInputRef column = column(operand);
            boolean isCounted =
                    column != null && columns.apply(column.getIndex()).histogram() != null;
            Sarg<?> points = sarg.negate();
            return 1 - (isCounted ? sum(operand, points) : points(operand, points.pointCount));
        }
        return sum(operand, sarg);
    }

    private double sum(RexNode operand, Sarg<?> sarg) {
        double sum = 0;
        for (Range<?> range : sarg.rangeSet.asRanges()) {
            sum += rangeShare(operand, range);
        }
        return Math.min(1, sum);
    }

    private double points(RexNode operand, int count) {
        double distinct = distinct(operand);
        return distinct == 0 ? Math.min(0.5, 0.1 * count) : Math.min(1, count / distinct);
    }

    private double rangeShare(RexNode operand, Range<?> range) {
        boolean isPoint =
                range.hasLowerBound()
                        && range.hasUpperBound()
                        && range.lowerBoundType() == BoundType.CLOSED
                        && range.lowerEndpoint().equals(range.upperEndpoint());
        RexInputRef column = column(operand);
        if (isPoint) {
            double counted =
                    column == null ? Double.NaN : counted(column, (Object) range.lowerEndpoint());
            return Double.isNaN(counted) ? points(operand, 1) : counted;
        }
        if (column == null || !columns.apply(column.getIndex()).hasRange()) {
            return RANGE;
        }
        double low = Double.NEGATIVE_INFINITY;
        double high = Double.POSITIVE_INFINITY;
        if (range.hasLowerBound()) {
            low = Numbers.of((Object) range.lowerEndpoint(), column.getType());
            low = range.lowerBoundType() == BoundType.OPEN ? Math.nextUp(low) : low;
        }
        if (range.hasUpperBound()) {
            high = Numbers.of((Object) range.upperEndpoint(), column.getType());
            high = range.upperBoundType() == BoundType.OPEN ? Math.nextDown(high) : high;
        }
        return Double.isNaN(low) || Double.isNaN(high)
                ? RANGE
                : within(column.getIndex(), low, high);
    }

    private double counted(RexInputRef column, Object value) {
        ColumnEstimate estimate = columns.apply(column.getIndex());
        double number = Numbers.of(value, column.getType());
        return value instanceof NlsString text
                ? estimate.share(text.getValue())
                : estimate.histogram() == null || Double.isNaN(number)
                        ? Double.NaN
                        : estimate.share(number, number);
    }

    private static double like(RexCall call) {
        return call.getOperands().get(1) instanceof RexLiteral literal
                        && literal.getValueAs(String.class) instanceof String pattern
                        && !pattern.startsWith("%")
                ? LIKE_PREFIX
                : LIKE;
    }
}
