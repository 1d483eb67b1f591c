package dev.tarn.engine.plan.lower;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.expr.Expr.Literal;

import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// What Iceberg's metadata can judge of the rows that a filter leaves out: those for which it is
/// false or null. Where metadata says that a file has none of them, the filter keeps all of its
/// rows.
public final class Others {
    private final List<Field> columns;

    private Others(List<Field> columns) {
        this.columns = columns;
    }

    /// An expression that is true wherever `filter`, null for none, over `columns` is not.
    public static Expression of(@Nullable Expr filter, List<Field> columns) {
        if (filter == null) {
            return Expressions.alwaysFalse();
        }
        Expression others = new Others(columns).of(filter);
        return others == null ? Expressions.alwaysTrue() : others;
    }

    /// Null where only TRUE is implied.
    private @Nullable Expression of(Expr filter) {
        return switch (filter) {
            case Expr.And and -> any(and.operands());
            case Expr.Or or -> all(or.operands());
            case Expr.IsNull isNull -> {
                String column = column(isNull.operand());
                yield column == null ? null : Expressions.notNull(column);
            }
            case Expr.Not not -> {
                String column =
                        not.operand() instanceof Expr.IsNull isNull
                                ? column(isNull.operand())
                                : null;
                yield column == null ? null : Expressions.isNull(column);
            }
            case Expr.In in -> notIn(in);
            case Expr.Call call -> comparison(call);
            case Literal literal ->
                    Boolean.TRUE.equals(literal.value()) ? Expressions.alwaysFalse() : null;
            default -> null;
        };
    }

    private @Nullable Expression any(List<Expr> operands) {
        Expression any = Expressions.alwaysFalse();
        for (Expr operand : operands) {
            Expression one = of(operand);
            if (one == null) {
                return null;
            }
            any = Expressions.or(any, one);
        }
        return any;
    }

    private @Nullable Expression all(List<Expr> operands) {
        Expression all = null;
        for (Expr operand : operands) {
            Expression one = of(operand);
            all = all == null ? one : one == null ? all : Expressions.and(all, one);
        }
        return all;
    }

    private @Nullable Expression notIn(Expr.In in) {
        String column = column(in.operand());
        List<Object> values = new ArrayList<>();
        for (Literal literal : in.values()) {
            Object value = Pruning.value(literal);
            if (value == null) {
                return null;
            }
            values.add(value);
        }
        return column == null || in.orNull()
                ? null
                : Expressions.or(Expressions.notIn(column, values), Expressions.isNull(column));
    }

    private @Nullable Expression comparison(Expr.Call call) {
        ColumnComparison found = ColumnComparison.of(call);
        String column = found == null ? null : column(found.column());
        if (found == null || column == null) {
            return null;
        }
        Expression opposite = found.implied(opposite(found.name()), column);
        return opposite == null ? null : Expressions.or(opposite, Expressions.isNull(column));
    }

    private static String opposite(String name) {
        return switch (name) {
            case "less_than" -> "greater_than_or_equal";
            case "less_than_or_equal" -> "greater_than";
            case "greater_than" -> "less_than_or_equal";
            case "greater_than_or_equal" -> "less_than";
            case "equal" -> "not_equal";
            case "not_equal" -> "equal";
            default -> "";
        };
    }

    /// The name of a column whose values are all comparable: NaN is neither less nor more.
    private @Nullable String column(Expr expression) {
        if (!(expression instanceof Expr.Column column)
                || column.type() == DataType.REAL
                || column.type() == DataType.DOUBLE) {
            return null;
        }
        return columns.get(column.ordinal()).name();
    }
}
