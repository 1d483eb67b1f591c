package dev.tarn.engine.command;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.statement.ColumnDefault;

import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.time.format.DateTimeParseException;

/// Literals of DEFAULT as Iceberg keeps them, exactly or not at all.
final class DefaultLiterals {
    /// The first version whose columns can have defaults.
    private static final int FORMAT_VERSION = 3;

    private DefaultLiterals() {}

    /// The value of `given` for a column of `type`; null for NULL and where nothing is given.
    ///
    /// @throws SqlException NOT_SUPPORTED before format version 3, INVALID_ARGUMENTS if it is no
    ///   value of the type
    static @Nullable Literal<?> of(
            @Nullable ColumnDefault given, String column, Type type, int formatVersion) {
        if (given == null || given.value() == null) {
            return null;
        }
        if (formatVersion < FORMAT_VERSION) {
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED,
                    "Column '%s' cannot have a default: tables have them from format version 3 on, and this one is of version %d"
                            .formatted(column, formatVersion),
                    given.position(),
                    null);
        }
        Literal<?> literal = null;
        try {
            literal = literal(given.value(), type);
        } catch (ArithmeticException | DateTimeParseException | IllegalArgumentException e) {
            throw refused(given, column, type, e);
        }
        if (literal == null) {
            throw refused(given, column, type, null);
        }
        return literal;
    }

    private static @Nullable Literal<?> literal(Object value, Type type) {
        return switch (type.typeId()) {
            case BOOLEAN -> value instanceof Boolean truth ? Expressions.lit(truth) : null;
            case INTEGER ->
                    value instanceof BigDecimal number
                            ? Expressions.lit(number.intValueExact())
                            : null;
            case LONG ->
                    value instanceof BigDecimal number
                            ? Expressions.lit(number.longValueExact())
                            : null;
            case FLOAT ->
                    value instanceof BigDecimal number
                            ? Expressions.lit(number.floatValue())
                            : null;
            case DOUBLE ->
                    value instanceof BigDecimal number
                            ? Expressions.lit(number.doubleValue())
                            : null;
            case DECIMAL ->
                    value instanceof BigDecimal number
                            ? decimal(number, (Types.DecimalType) type)
                            : null;
            case STRING -> value instanceof String text ? Expressions.lit(text) : null;
            case DATE, TIME, TIMESTAMP, TIMESTAMP_NANO, UUID ->
                    value instanceof String text
                            ? Expressions.lit(text.replace(' ', 'T')).to(type)
                            : null;
            case FIXED, BINARY ->
                    value instanceof byte[] bytes
                            ? Expressions.lit(ByteBuffer.wrap(bytes)).to(type)
                            : null;
            case STRUCT, LIST, MAP, UNKNOWN, VARIANT, GEOMETRY, GEOGRAPHY -> null;
        };
    }

    private static @Nullable Literal<?> decimal(BigDecimal number, Types.DecimalType type) {
        BigDecimal scaled = number.setScale(type.scale(), RoundingMode.UNNECESSARY);
        return scaled.precision() > type.precision() ? null : Expressions.lit(scaled);
    }

    private static SqlException refused(
            ColumnDefault given, String column, Type type, @Nullable Exception cause) {
        Object value = given.value();
        String text = value instanceof byte[] bytes ? bytes.length + " bytes" : "'" + value + "'";
        return new SqlException(
                ErrorCode.INVALID_ARGUMENTS,
                "The default of column '%s' must be a literal of type %s, and %s is none"
                        .formatted(column, type, text),
                given.position(),
                cause);
    }
}
