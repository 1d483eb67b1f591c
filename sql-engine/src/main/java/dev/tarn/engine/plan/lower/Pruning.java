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
        ColumnComparison found = ColumnComparison.of(call);
        String column = found == null ? null : column(found.column());
        return found == null || column == null ? null : found.implied(found.name(), column);
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
                        case TINYINT,
                                SMALLINT,
                                UUID,
                                VARIANT,
                                INTERVAL_YEAR_MONTH,
                                INTERVAL_DAY_SECOND,
                                UNKNOWN ->
                                null;
                    };
            case DataType.Fixed _, DataType.Shape _ -> null;
            case DataType.Time time -> value;
            case DataType.Timestamp timestamp -> timestamp.nanos() ? null : value;
            case DataType.ListOf list -> null;
            case DataType.MapOf map -> null;
            case DataType.StructOf struct -> null;
        };
    }
}
