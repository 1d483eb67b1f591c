package dev.tarn.engine.plan.lower;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.expr.Expr;

import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// What of a filter Iceberg's metadata can judge: comparisons of whole columns, casts that keep
/// their order aside, with literals; IN, IS NULL, and their combinations. The result is implied by
/// the filter; parts that do not translate count as true.
public final class Pruning {
    private final List<Field> columns;

    private Pruning(List<Field> columns) {
        this.columns = columns;
    }

    /// What can be judged of `filter`, null for none, over `columns`.
    public static Expression of(@Nullable Expr filter, List<Field> columns) {
        if (filter == null) {
            return Expressions.alwaysTrue();
        }
        Expression exact = new Pruning(columns).weaker(filter);
        return exact == null ? Expressions.alwaysTrue() : exact;
    }

    /// An expression that is true wherever `filter` is; null where only TRUE is.
    private @Nullable Expression weaker(Expr filter) {
        return switch (filter) {
            case Expr.And and -> {
                Expression all = null;
                for (Expr operand : and.operands()) {
                    Expression one = weaker(operand);
                    all = all == null ? one : one == null ? all : Expressions.and(all, one);
                }
                yield all;
            }
            case Expr.Or or -> {
                Expression any = null;
                for (Expr operand : or.operands()) {
                    Expression one = weaker(operand);
                    if (one == null) {
                        yield null;
                    }
                    any = any == null ? one : Expressions.or(any, one);
                }
                yield any;
            }
            case Expr.Not not -> negated(not.operand());
            case Expr.IsNull isNull -> {
                String column = column(isNull.operand());
                yield column == null ? null : Expressions.isNull(column);
            }
            case Expr.In in -> in(in);
            case Expr.Call call -> comparison(call);
            case Expr.Column column -> {
                String name = column(column);
                yield name == null ? null : Expressions.equal(name, true);
            }
            case Expr.Literal literal ->
                    Boolean.FALSE.equals(literal.value()) ? Expressions.alwaysFalse() : null;
            default -> null;
        };
    }

    private @Nullable Expression negated(Expr operand) {
        return switch (operand) {
            case Expr.IsNull isNull -> {
                String column = column(isNull.operand());
                yield column == null ? null : Expressions.notNull(column);
            }
            case Expr.Column column -> {
                String name = column(column);
                yield name == null ? null : Expressions.equal(name, false);
            }
            default -> null;
        };
    }

    private @Nullable Expression in(Expr.In in) {
        String column = column(in.operand());
        if (column == null) {
            return null;
        }
        List<Object> values = new ArrayList<>();
        for (Expr.Literal literal : in.values()) {
            Object value = value(literal);
            if (value == null) {
                return null;
            }
            values.addAll(Zeros.of(value));
        }
        return Expressions.in(column, values);
    }

    private @Nullable Expression comparison(Expr.Call call) {
        if (call.arguments().size() != 2) {
            return null;
        }
        Expr left = call.arguments().get(0);
        Expr right = call.arguments().get(1);
        if (left instanceof Expr.Literal && right instanceof Expr.Column) {
            return comparison(mirrored(call.function().name()), right, left);
        }
        return comparison(call.function().name(), left, right);
    }

    private @Nullable Expression comparison(String name, Expr left, Expr right) {
        if (!(right instanceof Expr.Literal literal)) {
            return null;
        }
        Expr compared = left instanceof Expr.Cast cast && isOrdered(cast) ? cast.operand() : left;
        String column = column(compared);
        return column == null
                ? null
                : new PrunedComparison(column, compared.type()).of(name, literal);
    }

    /// Whether a cast keeps the order of values, and no value becomes another's equal but the
    /// moments of one day.
    static boolean isOrdered(Expr.Cast cast) {
        DataType to = cast.type();
        return switch (cast.operand().type()) {
            case DataType.Timestamp from ->
                    to instanceof DataType.Timestamp moment
                            ? moment.withZone() == from.withZone()
                                    && moment.precision() >= from.precision()
                            : to == DataType.DATE && !from.withZone() && !from.nanos();
            case DataType.Decimal from ->
                    to instanceof DataType.Decimal wider && wider.scale() >= from.scale();
            case DataType.Simple from ->
                    switch (from) {
                        case TINYINT, SMALLINT, INTEGER, BIGINT ->
                                to instanceof DataType.Decimal
                                        || to == DataType.SMALLINT
                                        || to == DataType.INTEGER
                                        || to == DataType.BIGINT;
                        case BOOLEAN, REAL, DOUBLE, DATE, STRING, BINARY, UUID, UNKNOWN -> false;
                    };
            case DataType.Fixed from -> false;
            case DataType.Time from -> false;
            case DataType.ListOf from -> false;
            case DataType.MapOf from -> false;
            case DataType.StructOf from -> false;
        };
    }

    static String mirrored(String name) {
        return switch (name) {
            case "less_than" -> "greater_than";
            case "less_than_or_equal" -> "greater_than_or_equal";
            case "greater_than" -> "less_than";
            case "greater_than_or_equal" -> "less_than_or_equal";
            case "equal", "not_equal" -> name;
            default -> "";
        };
    }

    private @Nullable String column(Expr expression) {
        return expression instanceof Expr.Column column
                ? columns.get(column.ordinal()).name()
                : null;
    }

    /// The literal as Iceberg takes it; null for nulls, NaN and types it cannot compare.
    static @Nullable Object value(Expr.Literal literal) {
        Object value = literal.value();
        return switch (literal.type()) {
            case DataType.Decimal decimal ->
                    value instanceof BigInteger unscaled
                            ? new BigDecimal(unscaled, decimal.scale())
                            : null;
            case DataType.Simple simple ->
                    switch (simple) {
                        case BOOLEAN, INTEGER, BIGINT, DATE, STRING, BINARY -> value;
                        case REAL -> value instanceof Float f && f.isNaN() ? null : value;
                        case DOUBLE -> value instanceof Double d && d.isNaN() ? null : value;
                        case TINYINT, SMALLINT, UUID, UNKNOWN -> null;
                    };
            case DataType.Fixed fixed -> null;
            case DataType.Time time -> value;
            case DataType.Timestamp timestamp -> timestamp.nanos() ? null : value;
            case DataType.ListOf list -> null;
            case DataType.MapOf map -> null;
            case DataType.StructOf struct -> null;
        };
    }
}
