package dev.tarn.storage;

import dev.tarn.columnar.DataType;

import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

import java.util.ArrayList;
import java.util.List;

/// Iceberg's types as the types of vectors. Precision is 6 (9 for the nanosecond types).
public final class IcebergTypes {
    private IcebergTypes() {}

    /// The vector type that holds values of `type`.
    ///
    /// @throws StorageException UNSUPPORTED for variant, geometry and geography
    public static DataType dataType(Type type) {
        return switch (type.typeId()) {
            case BOOLEAN -> DataType.BOOLEAN;
            case INTEGER -> DataType.INTEGER;
            case LONG -> DataType.BIGINT;
            case FLOAT -> DataType.REAL;
            case DOUBLE -> DataType.DOUBLE;
            case DATE -> DataType.DATE;
            case TIME -> DataType.TIME;
            case TIMESTAMP ->
                    ((Types.TimestampType) type).shouldAdjustToUTC()
                            ? DataType.TIMESTAMP_TZ
                            : DataType.TIMESTAMP;
            case TIMESTAMP_NANO ->
                    new DataType.Timestamp(9, ((Types.TimestampNanoType) type).shouldAdjustToUTC());
            case STRING -> DataType.STRING;
            case UUID -> DataType.UUID;
            case FIXED -> new DataType.Fixed(((Types.FixedType) type).length());
            case BINARY -> DataType.BINARY;
            case DECIMAL ->
                    new DataType.Decimal(
                            ((Types.DecimalType) type).precision(),
                            ((Types.DecimalType) type).scale());
            case LIST -> new DataType.ListOf(dataType(type.asListType().elementType()));
            case MAP ->
                    new DataType.MapOf(
                            dataType(type.asMapType().keyType()),
                            dataType(type.asMapType().valueType()));
            case STRUCT -> new DataType.StructOf(fields(type.asStructType().fields()));
            case UNKNOWN -> DataType.UNKNOWN;
            case VARIANT, GEOMETRY, GEOGRAPHY ->
                    throw new StorageException(
                            StorageException.Kind.UNSUPPORTED,
                            "Values of type %s cannot be read".formatted(type));
        };
    }

    /// The columns of `schema` as names and vector types.
    public static List<DataType.Field> fields(Schema schema) {
        return fields(schema.columns());
    }

    private static List<DataType.Field> fields(List<Types.NestedField> columns) {
        List<DataType.Field> fields = new ArrayList<>();
        for (Types.NestedField column : columns) {
            fields.add(new DataType.Field(column.name(), dataType(column.type())));
        }
        return fields;
    }
}
