package dev.tarn.storage;

import dev.tarn.columnar.DataType;

import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntSupplier;

/// Iceberg's types as the types of vectors. Precision is 6 (9 for the nanosecond types).
public final class IcebergTypes {
    private IcebergTypes() {}

    /// The vector type that holds values of `type`.
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
            case VARIANT -> DataType.VARIANT;
            case GEOMETRY, GEOGRAPHY -> shape(type);
        };
    }

    /// Without what the type means where nothing is said.
    private static DataType shape(Type type) {
        return new DataType.Shape(
                type.equals(Types.GeometryType.crs84()) || type.equals(Types.GeographyType.crs84())
                        ? type.typeId().toString().toLowerCase(Locale.ROOT)
                        : type.toString());
    }

    /// The Iceberg type that keeps values of `type`: the small integers become INTEGER, precisions
    /// up to 6 microseconds. Nested fields are optional and get their ids from `nextId`.
    ///
    /// @throws StorageException UNSUPPORTED for rows whose fields have no names
    public static Type icebergType(DataType type, IntSupplier nextId) {
        return switch (type) {
            case DataType.Simple simple -> simple(simple);
            case DataType.Decimal decimal ->
                    Types.DecimalType.of(decimal.precision(), decimal.scale());
            case DataType.Fixed fixed -> Types.FixedType.ofLength(fixed.length());
            case DataType.Time _ -> Types.TimeType.get();
            case DataType.Timestamp timestamp -> timestamp(timestamp);
            case DataType.Shape shape -> Types.fromPrimitiveString(shape.name());
            case DataType.ListOf list ->
                    Types.ListType.ofOptional(
                            nextId.getAsInt(), icebergType(list.element(), nextId));
            case DataType.MapOf map ->
                    Types.MapType.ofOptional(
                            nextId.getAsInt(),
                            nextId.getAsInt(),
                            icebergType(map.key(), nextId),
                            icebergType(map.value(), nextId));
            case DataType.StructOf struct -> {
                List<Types.NestedField> fields = new ArrayList<>();
                for (DataType.Field field : struct.fields()) {
                    if (field.name().isEmpty()) {
                        throw new StorageException(
                                StorageException.Kind.UNSUPPORTED,
                                "A field without a name cannot be stored: %s; cast it to a row type with names"
                                        .formatted(type));
                    }
                    fields.add(
                            Types.NestedField.optional(
                                    nextId.getAsInt(),
                                    field.name(),
                                    icebergType(field.type(), nextId)));
                }
                yield Types.StructType.of(fields);
            }
        };
    }

    private static Type simple(DataType.Simple type) {
        return switch (type) {
            case BOOLEAN -> Types.BooleanType.get();
            case TINYINT, SMALLINT, INTEGER -> Types.IntegerType.get();
            case BIGINT -> Types.LongType.get();
            case REAL -> Types.FloatType.get();
            case DOUBLE -> Types.DoubleType.get();
            case DATE -> Types.DateType.get();
            case STRING -> Types.StringType.get();
            case BINARY -> Types.BinaryType.get();
            case UUID -> Types.UUIDType.get();
            case VARIANT -> Types.VariantType.get();
            case INTERVAL_YEAR_MONTH, INTERVAL_DAY_SECOND ->
                    throw new StorageException(
                            StorageException.Kind.UNSUPPORTED,
                            "Iceberg has no type %s; cast it to varchar, or keep a number"
                                    .formatted(type));
            case UNKNOWN -> Types.UnknownType.get();
        };
    }

    private static Type timestamp(DataType.Timestamp type) {
        if (type.nanos()) {
            return type.withZone()
                    ? Types.TimestampNanoType.withZone()
                    : Types.TimestampNanoType.withoutZone();
        }
        return type.withZone() ? Types.TimestampType.withZone() : Types.TimestampType.withoutZone();
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
