package dev.tarn.storage.parquet;

import dev.tarn.storage.parquet.format.Footer;
import dev.tarn.storage.parquet.format.LogicalType;
import dev.tarn.storage.parquet.format.PhysicalType;
import dev.tarn.storage.parquet.format.SchemaElement;
import dev.tarn.storage.parquet.format.SchemaNode;

import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// The schema of a footer in parquet-java's words, in which Iceberg matches columns.
final class FileSchemas {
    private static final byte VARIANT_VERSION = 1;

    private FileSchemas() {}

    static MessageType of(Footer footer) {
        return new MessageType(
                footer.schema().element().name(), fields(footer.schema().children()));
    }

    private static List<Type> fields(List<SchemaNode> nodes) {
        List<Type> fields = new ArrayList<>();
        for (SchemaNode node : nodes) {
            fields.add(field(node));
        }
        return fields;
    }

    private static Type field(SchemaNode node) {
        SchemaElement element = node.element();
        PhysicalType physical = element.type();
        Type.Repetition repetition = Type.Repetition.valueOf(element.repetition().name());
        LogicalTypeAnnotation logical = logical(element.logicalType());
        Type type =
                physical == null
                        ? group(node, repetition, logical)
                        : column(element, physical, repetition, logical);
        Integer id = element.fieldId();
        return id == null ? type : type.withId(id);
    }

    private static Type group(
            SchemaNode node, Type.Repetition repetition, @Nullable LogicalTypeAnnotation logical) {
        Types.GroupBuilder<GroupType> group = Types.buildGroup(repetition);
        for (Type field : fields(node.children())) {
            group.addField(field);
        }
        return (logical == null ? group : group.as(logical)).named(node.element().name());
    }

    /// A column with its annotation; without it where that does not go with how values are stored,
    /// as they then mean no more than they are.
    private static Type column(
            SchemaElement element,
            PhysicalType physical,
            Type.Repetition repetition,
            @Nullable LogicalTypeAnnotation logical) {
        if (logical != null) {
            try {
                return Types.primitive(primitive(physical), repetition)
                        .length(element.typeLength())
                        .as(logical)
                        .named(element.name());
            } catch (IllegalStateException | IllegalArgumentException e) {
                return column(element, physical, repetition, null);
            }
        }
        return new PrimitiveType(
                repetition, primitive(physical), element.typeLength(), element.name());
    }

    private static PrimitiveTypeName primitive(PhysicalType type) {
        return switch (type) {
            case BOOLEAN -> PrimitiveTypeName.BOOLEAN;
            case INT32 -> PrimitiveTypeName.INT32;
            case INT64 -> PrimitiveTypeName.INT64;
            case INT96 -> PrimitiveTypeName.INT96;
            case FLOAT -> PrimitiveTypeName.FLOAT;
            case DOUBLE -> PrimitiveTypeName.DOUBLE;
            case BYTE_ARRAY -> PrimitiveTypeName.BINARY;
            case FIXED_LEN_BYTE_ARRAY -> PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY;
        };
    }

    private static @Nullable LogicalTypeAnnotation logical(@Nullable LogicalType type) {
        return switch (type) {
            case null -> null;
            case LogicalType.Simple simple -> simple(simple);
            case LogicalType.Decimal decimal ->
                    LogicalTypeAnnotation.decimalType(decimal.scale(), decimal.precision());
            case LogicalType.Time time ->
                    LogicalTypeAnnotation.timeType(time.adjustedToUtc(), unit(time.unit()));
            case LogicalType.Timestamp timestamp ->
                    LogicalTypeAnnotation.timestampType(
                            timestamp.adjustedToUtc(), unit(timestamp.unit()));
            case LogicalType.Int integer ->
                    LogicalTypeAnnotation.intType(integer.bitWidth(), integer.signed());
        };
    }

    private static LogicalTypeAnnotation.TimeUnit unit(LogicalType.TimeUnit unit) {
        return switch (unit) {
            case MILLIS -> LogicalTypeAnnotation.TimeUnit.MILLIS;
            case MICROS -> LogicalTypeAnnotation.TimeUnit.MICROS;
            case NANOS -> LogicalTypeAnnotation.TimeUnit.NANOS;
        };
    }

    private static LogicalTypeAnnotation simple(LogicalType.Simple type) {
        return switch (type) {
            case STRING -> LogicalTypeAnnotation.stringType();
            case MAP -> LogicalTypeAnnotation.mapType();
            case MAP_KEY_VALUE -> LogicalTypeAnnotation.MapKeyValueTypeAnnotation.getInstance();
            case LIST -> LogicalTypeAnnotation.listType();
            case ENUM -> LogicalTypeAnnotation.enumType();
            case DATE -> LogicalTypeAnnotation.dateType();
            case INTERVAL -> LogicalTypeAnnotation.intervalType();
            case UNKNOWN -> LogicalTypeAnnotation.unknownType();
            case JSON -> LogicalTypeAnnotation.jsonType();
            case BSON -> LogicalTypeAnnotation.bsonType();
            case UUID -> LogicalTypeAnnotation.uuidType();
            case FLOAT16 -> LogicalTypeAnnotation.float16Type();
            case VARIANT -> LogicalTypeAnnotation.variantType(VARIANT_VERSION);
            case GEOMETRY -> LogicalTypeAnnotation.geometryType(null);
            case GEOGRAPHY -> LogicalTypeAnnotation.geographyType();
        };
    }
}
