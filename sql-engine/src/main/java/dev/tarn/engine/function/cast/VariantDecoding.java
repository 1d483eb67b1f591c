package dev.tarn.engine.function.cast;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.MapOf;
import dev.tarn.columnar.DataType.StructOf;
import dev.tarn.columnar.JavaValues;
import dev.tarn.storage.variant.VariantBytes;
import dev.tarn.storage.variant.VariantJson;

import org.apache.iceberg.util.DateTimeUtil;
import org.apache.iceberg.variants.PhysicalType;
import org.apache.iceberg.variants.Variant;
import org.apache.iceberg.variants.VariantArray;
import org.apache.iceberg.variants.VariantObject;
import org.apache.iceberg.variants.VariantPrimitive;
import org.apache.iceberg.variants.VariantValue;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The value in a variant as a value of an SQL type, one level deep: elements and fields stay
/// variants, for the conversion of lists, maps and rows to go on with.
public final class VariantDecoding {
    private VariantDecoding() {}

    /// A value in the form of [JavaValues], null for a variant's null, and its type.
    record Typed(DataType type, @Nullable Object value) {}

    /// The value in `variant`; objects as rows or maps, as `to` is one or the other, and as JSON
    /// where that is text.
    static Typed typed(Variant variant, DataType to) {
        VariantValue value = variant.value();
        return switch (value.type()) {
            case OBJECT, ARRAY -> to == DataType.STRING ? json(variant) : nested(variant, to);
            case NULL -> new Typed(DataType.UNKNOWN, null);
            default -> new Typed(primitive(value.asPrimitive()), java(value.asPrimitive()));
        };
    }

    private static Typed json(Variant variant) {
        return new Typed(DataType.STRING, VariantJson.text(variant.value()));
    }

    private static Typed nested(Variant variant, DataType to) {
        if (variant.value().type() == PhysicalType.ARRAY) {
            VariantArray array = variant.value().asArray();
            List<Object> elements = new ArrayList<>();
            for (int i = 0; i < array.numElements(); i++) {
                elements.add(VariantBytes.of(variant.metadata(), array.get(i)));
            }
            return new Typed(new DataType.ListOf(DataType.VARIANT), elements);
        }
        VariantObject object = variant.value().asObject();
        return to instanceof StructOf struct ? row(variant, object, struct) : map(variant, object);
    }

    private static Typed map(Variant variant, VariantObject object) {
        Map<Object, Object> entries = new LinkedHashMap<>();
        for (String name : object.fieldNames()) {
            entries.put(name, VariantBytes.of(variant.metadata(), object.get(name)));
        }
        return new Typed(new MapOf(DataType.STRING, DataType.VARIANT), entries);
    }

    /// The fields that `struct` names; null for those that the object does not have.
    private static Typed row(Variant variant, VariantObject object, StructOf struct) {
        List<DataType.Field> fields = new ArrayList<>();
        List<@Nullable Object> values = new ArrayList<>();
        for (DataType.Field field : struct.fields()) {
            VariantValue value = object.get(field.name());
            fields.add(new DataType.Field(field.name(), DataType.VARIANT));
            values.add(value == null ? null : VariantBytes.of(variant.metadata(), value));
        }
        return new Typed(new StructOf(fields), new JavaValues.Row(fields, values));
    }

    /// The SQL type of a primitive value; that of decimals is just wide enough.
    public static DataType primitive(VariantPrimitive<?> value) {
        return switch (value.type()) {
            case NULL -> DataType.UNKNOWN;
            case BOOLEAN_TRUE, BOOLEAN_FALSE -> DataType.BOOLEAN;
            case INT8 -> DataType.TINYINT;
            case INT16 -> DataType.SMALLINT;
            case INT32 -> DataType.INTEGER;
            case INT64 -> DataType.BIGINT;
            case FLOAT -> DataType.REAL;
            case DOUBLE -> DataType.DOUBLE;
            case DECIMAL4, DECIMAL8, DECIMAL16 -> {
                BigDecimal decimal = decimal(value);
                int precision = Math.max(decimal.precision(), Math.max(1, decimal.scale()));
                yield new DataType.Decimal(precision, decimal.scale());
            }
            case DATE -> DataType.DATE;
            case TIME -> DataType.TIME;
            case TIMESTAMPTZ -> DataType.TIMESTAMP_TZ;
            case TIMESTAMPNTZ -> DataType.TIMESTAMP;
            case TIMESTAMPTZ_NANOS -> new DataType.Timestamp(9, true);
            case TIMESTAMPNTZ_NANOS -> new DataType.Timestamp(9, false);
            case BINARY -> DataType.BINARY;
            case STRING -> DataType.STRING;
            case UUID -> DataType.UUID;
            case ARRAY, OBJECT -> throw new IllegalArgumentException("No primitive: " + value);
        };
    }

    private static BigDecimal decimal(VariantPrimitive<?> value) {
        return (BigDecimal) value.get();
    }

    private static Object java(VariantPrimitive<?> value) {
        return switch (value.type()) {
            case INT8, INT16 -> ((Number) value.get()).intValue();
            case DATE -> DateTimeUtil.dateFromDays((Integer) value.get());
            case TIME -> DateTimeUtil.timeFromMicros((Long) value.get());
            case TIMESTAMPTZ -> DateTimeUtil.timestamptzFromMicros((Long) value.get());
            case TIMESTAMPNTZ -> DateTimeUtil.timestampFromMicros((Long) value.get());
            case TIMESTAMPTZ_NANOS ->
                    OffsetDateTime.of(
                            DateTimeUtil.timestampFromNanos((Long) value.get()), ZoneOffset.UTC);
            case TIMESTAMPNTZ_NANOS -> DateTimeUtil.timestampFromNanos((Long) value.get());
            case BINARY -> {
                ByteBuffer buffer = ((ByteBuffer) value.get()).duplicate();
                byte[] bytes = new byte[buffer.remaining()];
                buffer.get(bytes);
                yield bytes;
            }
            default -> value.get();
        };
    }
}
