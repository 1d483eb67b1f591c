package dev.tarn.engine.schema;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.expr.Expr;
import dev.tarn.storage.IcebergTypes;

import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.UUID;

/// What rows have in columns that a statement gives no value for.
public final class ColumnDefaults {
    private ColumnDefaults() {}

    /// The write default of `column`, or null.
    ///
    /// @throws SqlException INVALID_ARGUMENTS if it is NOT NULL and has no default
    public static Expr.Literal absent(Types.NestedField column, String tableName) {
        DataType type = IcebergTypes.dataType(column.type());
        Object value = column.writeDefault();
        if (value == null && column.isRequired()) {
            throw new SqlException(
                    ErrorCode.INVALID_ARGUMENTS,
                    "Column '%s' of %s is NOT NULL and nothing is given for it"
                            .formatted(column.name(), tableName));
        }
        return new Expr.Literal(literal(value), type);
    }

    /// `value`, as Iceberg holds defaults, in the forms of [Expr.Literal].
    private static @Nullable Object literal(@Nullable Object value) {
        return switch (value) {
            case BigDecimal decimal -> decimal.unscaledValue();
            case CharSequence text -> text.toString();
            case UUID uuid ->
                    ByteBuffer.allocate(2 * Long.BYTES)
                            .putLong(uuid.getMostSignificantBits())
                            .putLong(uuid.getLeastSignificantBits())
                            .flip();
            case null, default -> value;
        };
    }
}
