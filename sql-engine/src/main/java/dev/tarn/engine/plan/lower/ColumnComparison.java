package dev.tarn.engine.plan.lower;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.expr.Expr;

import org.apache.iceberg.expressions.Expression;
import org.jspecify.annotations.Nullable;

/// `column name literal`, for example `less_than`: a comparison of a column, casts that keep its
/// order aside, with a literal, written either way around.
record ColumnComparison(String name, Expr.Column column, Expr.Literal literal) {

    /// The comparison that `call` is; null if it is none.
    static @Nullable ColumnComparison of(Expr.Call call) {
        if (call.arguments().size() != 2) {
            return null;
        }
        Expr left = call.arguments().get(0);
        Expr right = call.arguments().get(1);
        if (left instanceof Expr.Literal literal && right instanceof Expr.Column column) {
            return new ColumnComparison(mirrored(call.function().name()), column, literal);
        }
        Expr compared = left instanceof Expr.Cast cast && isOrdered(cast) ? cast.operand() : left;
        return compared instanceof Expr.Column column && right instanceof Expr.Literal literal
                ? new ColumnComparison(call.function().name(), column, literal)
                : null;
    }

    /// What the same operands compared by `comparison` imply, where the column is called
    /// `columnName`; null where metadata cannot tell.
    @Nullable Expression implied(String comparison, String columnName) {
        return new PrunedComparison(columnName, column.type()).of(comparison, literal);
    }

    /// Whether a cast keeps the order of values, and no value becomes another's equal but the
    /// moments of one day.
    private static boolean isOrdered(Expr.Cast cast) {
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
                        case BOOLEAN,
                                REAL,
                                DOUBLE,
                                DATE,
                                STRING,
                                BINARY,
                                UUID,
                                VARIANT,
                                INTERVAL_YEAR_MONTH,
                                INTERVAL_DAY_SECOND,
                                UNKNOWN ->
                                false;
                    };
            case DataType.Fixed _, DataType.Shape _ -> false;
            case DataType.Time from -> false;
            case DataType.ListOf from -> false;
            case DataType.MapOf from -> false;
            case DataType.StructOf from -> false;
        };
    }

    private static String mirrored(String name) {
        return switch (name) {
            case "less_than" -> "greater_than";
            case "less_than_or_equal" -> "greater_than_or_equal";
            case "greater_than" -> "less_than";
            case "greater_than_or_equal" -> "less_than_or_equal";
            case "equal", "not_equal" -> name;
            default -> "";
        };
    }
}
