package dev.tarn.storage.parquet;

import dev.tarn.storage.FileReadRequest;
import dev.tarn.storage.StorageException;

import org.apache.iceberg.Schema;
import org.apache.iceberg.parquet.ParquetSchemaUtil;
import org.apache.iceberg.types.Type.PrimitiveType;
import org.apache.iceberg.types.Types;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

import java.util.ArrayList;
import java.util.List;

/// Parquet schemas as Iceberg's, and the field ids that join the two.
final class ParquetSchemas {
    private ParquetSchemas() {}

    /// `file` with the ids that the request's projection speaks of: those in the file, those of the
    /// name mapping, or those that [#withAssignedIds] gives.
    static MessageType withIds(MessageType file, FileReadRequest request) {
        if (request.plain()) {
            return withAssignedIds(file);
        }
        if (ParquetSchemaUtil.hasIds(file)) {
            return file;
        }
        return request.mapping() != null
                ? ParquetSchemaUtil.applyNameMapping(file, request.mapping())
                : ParquetSchemaUtil.addFallbackIds(file);
    }

    /// `file` with ids 1, 2, … in the order in which fields are met, outer before inner.
    static MessageType withAssignedIds(MessageType file) {
        int[] next = {1};
        return new MessageType(file.getName(), fieldsWithIds(file, next));
    }

    /// The same for the fields of one group.
    static GroupType withAssignedIds(GroupType group) {
        return group.withNewFields(fieldsWithIds(group, new int[] {1}));
    }

    /// The fields of `withIds`, the column `name`, as a struct.
    ///
    /// @throws StorageException UNSUPPORTED naming the field whose type Iceberg does not have
    static Types.StructType structType(GroupType withIds, String name) {
        return Types.StructType.of(fields(withIds, name + "."));
    }

    private static List<Type> fieldsWithIds(GroupType group, int[] next) {
        List<Type> fields = new ArrayList<>();
        for (Type field : group.getFields()) {
            int id = next[0]++;
            Type numbered =
                    field.isPrimitive()
                            ? field
                            : field.asGroupType()
                                    .withNewFields(fieldsWithIds(field.asGroupType(), next));
            fields.add(numbered.withId(id));
        }
        return fields;
    }

    /// The columns of a file that belongs to no table.
    ///
    /// @throws StorageException UNSUPPORTED naming the column whose type Iceberg does not have
    static Schema schema(MessageType withIds) {
        return new Schema(fields(withIds, ""));
    }

    private static List<Types.NestedField> fields(GroupType group, String prefix) {
        List<Types.NestedField> fields = new ArrayList<>();
        for (Type field : group.getFields()) {
            String name = prefix + field.getName();
            org.apache.iceberg.types.Type type = type(field, name);
            boolean required = field.isRepetition(Type.Repetition.REQUIRED);
            int id = field.getId().intValue();
            fields.add(
                    required
                            ? Types.NestedField.required(id, field.getName(), type)
                            : Types.NestedField.optional(id, field.getName(), type));
        }
        return fields;
    }

    /// The type of `field`; a repeated field outside a list is a list of itself, whose element id
    /// is out of the way of all others.
    private static org.apache.iceberg.types.Type type(Type field, String name) {
        if (field.isRepetition(Type.Repetition.REPEATED)) {
            int elementId = 1_000_000 + field.getId().intValue();
            return Types.ListType.ofRequired(elementId, single(field, name));
        }
        return single(field, name);
    }

    private static org.apache.iceberg.types.Type single(Type field, String name) {
        if (field.isPrimitive()) {
            return primitive(field.asPrimitiveType(), name);
        }
        GroupType group = field.asGroupType();
        if (group.getLogicalTypeAnnotation()
                instanceof LogicalTypeAnnotation.VariantLogicalTypeAnnotation) {
            return Types.VariantType.get();
        }
        if (ParquetShapes.isList(group)) {
            Type element = ParquetShapes.element(group);
            org.apache.iceberg.types.Type elementType = single(element, name + ".element");
            int id = element.getId().intValue();
            return element.isRepetition(Type.Repetition.OPTIONAL)
                    ? Types.ListType.ofOptional(id, elementType)
                    : Types.ListType.ofRequired(id, elementType);
        }
        if (ParquetShapes.isMap(group)) {
            GroupType entry = group.getType(0).asGroupType();
            Type key = entry.getType(0);
            Type value = entry.getType(1);
            org.apache.iceberg.types.Type keyType = type(key, name + ".key");
            org.apache.iceberg.types.Type valueType = type(value, name + ".value");
            return value.isRepetition(Type.Repetition.OPTIONAL)
                    ? Types.MapType.ofOptional(
                            key.getId().intValue(), value.getId().intValue(), keyType, valueType)
                    : Types.MapType.ofRequired(
                            key.getId().intValue(), value.getId().intValue(), keyType, valueType);
        }
        return structType(group, name);
    }

    private static PrimitiveType primitive(
            org.apache.parquet.schema.PrimitiveType type, String name) {
        LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
        if (logical instanceof DecimalLogicalTypeAnnotation decimal) {
            if (decimal.getPrecision() > 38) {
                throw refused(type, name);
            }
            return Types.DecimalType.of(decimal.getPrecision(), decimal.getScale());
        }
        if (logical instanceof LogicalTypeAnnotation.UnknownLogicalTypeAnnotation) {
            return Types.UnknownType.get();
        }
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> Types.BooleanType.get();
            case INT32 -> int32(type, logical, name);
            case INT64 -> int64(type, logical, name);
            case FLOAT -> Types.FloatType.get();
            case DOUBLE -> Types.DoubleType.get();
            case INT96 -> Types.TimestampType.withoutZone();
            case BINARY ->
                    switch (logical) {
                        case LogicalTypeAnnotation.StringLogicalTypeAnnotation text ->
                                Types.StringType.get();
                        case LogicalTypeAnnotation.EnumLogicalTypeAnnotation text ->
                                Types.StringType.get();
                        case LogicalTypeAnnotation.JsonLogicalTypeAnnotation text ->
                                Types.StringType.get();
                        case null, default -> Types.BinaryType.get();
                    };
            case FIXED_LEN_BYTE_ARRAY ->
                    switch (logical) {
                        case LogicalTypeAnnotation.UUIDLogicalTypeAnnotation uuid ->
                                Types.UUIDType.get();
                        case LogicalTypeAnnotation.Float16LogicalTypeAnnotation half ->
                                Types.FloatType.get();
                        case LogicalTypeAnnotation.IntervalLogicalTypeAnnotation interval ->
                                throw refused(type, name);
                        case null, default -> Types.FixedType.ofLength(type.getTypeLength());
                    };
        };
    }

    private static PrimitiveType int32(Type type, LogicalTypeAnnotation logical, String name) {
        return switch (logical) {
            case null -> Types.IntegerType.get();
            case IntLogicalTypeAnnotation ints ->
                    !ints.isSigned() && ints.getBitWidth() == 32
                            ? Types.LongType.get()
                            : Types.IntegerType.get();
            case LogicalTypeAnnotation.DateLogicalTypeAnnotation date -> Types.DateType.get();
            case TimeLogicalTypeAnnotation time -> Types.TimeType.get();
            default -> throw refused(type, name);
        };
    }

    private static PrimitiveType int64(Type type, LogicalTypeAnnotation logical, String name) {
        return switch (logical) {
            case null -> Types.LongType.get();
            case IntLogicalTypeAnnotation ints ->
                    ints.isSigned() ? Types.LongType.get() : Types.DecimalType.of(20, 0);
            case TimeLogicalTypeAnnotation time when time.getUnit() == TimeUnit.MICROS ->
                    Types.TimeType.get();
            case TimestampLogicalTypeAnnotation timestamp -> {
                boolean zone = timestamp.isAdjustedToUTC();
                if (timestamp.getUnit() == TimeUnit.NANOS) {
                    yield zone
                            ? Types.TimestampNanoType.withZone()
                            : Types.TimestampNanoType.withoutZone();
                }
                yield zone ? Types.TimestampType.withZone() : Types.TimestampType.withoutZone();
            }
            default -> throw refused(type, name);
        };
    }

    private static StorageException refused(Type type, String name) {
        return new StorageException(
                StorageException.Kind.UNSUPPORTED,
                "Column %s holds '%s', for which Iceberg has no type".formatted(name, type));
    }
}
