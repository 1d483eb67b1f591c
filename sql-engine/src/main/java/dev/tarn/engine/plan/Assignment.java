package dev.tarn.engine.plan;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.expr.Expr;

/// What is given to a column: which conversions are done without a CAST, as SQL's store assignment,
/// between numbers, between times, and from text to any type that text can be read as.
final class Assignment {
    private enum Kind {
        NUMBER,
        TIME,
        TEXT,
        BYTES,
        OTHER
    }

    /// Whether a value of `from` is converted to `to` without a CAST.
    static boolean allows(DataType from, DataType to) {
        if (from == DataType.UNKNOWN) {
            return true;
        }
        Kind source = kind(from);
        Kind target = kind(to);
        if (source == Kind.OTHER || target == Kind.OTHER) {
            return from.physical() == to.physical();
        }
        return source == target || (source == Kind.TEXT && target == Kind.TIME);
    }

    private static Kind kind(DataType type) {
        return switch (type) {
            case DataType.Decimal decimal -> Kind.NUMBER;
            case DataType.Time time -> Kind.OTHER;
            case DataType.Timestamp timestamp -> Kind.TIME;
            case DataType.Fixed fixed -> Kind.BYTES;
            case DataType.Simple simple ->
                    switch (simple) {
                        case TINYINT, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE -> Kind.NUMBER;
                        case DATE -> Kind.TIME;
                        case STRING -> Kind.TEXT;
                        case BINARY -> Kind.BYTES;
                        case BOOLEAN,
                                UUID,
                                VARIANT,
                                INTERVAL_YEAR_MONTH,
                                INTERVAL_DAY_SECOND,
                                UNKNOWN ->
                                Kind.OTHER;
                    };
            case DataType.Shape shape -> Kind.OTHER;
            case DataType.ListOf list -> Kind.OTHER;
            case DataType.MapOf map -> Kind.OTHER;
            case DataType.StructOf struct -> Kind.OTHER;
        };
    }

    private Assignment() {}

    /// `value` as `column` of the table called `tableName` takes it.
    ///
    /// @throws SqlException TYPE_MISMATCH if it does not
    static Expr of(Expr value, Field column, String tableName) {
        if (value.type().equals(column.type())) {
            return value;
        }
        if (!allows(value.type(), column.type())) {
            throw new SqlException(
                    ErrorCode.TYPE_MISMATCH,
                    "Column '%s' of %s is %s and cannot be given a %s; write an explicit CAST"
                            .formatted(column.name(), tableName, column.type(), value.type()));
        }
        return new Expr.Cast(value, column.type(), false);
    }
}
