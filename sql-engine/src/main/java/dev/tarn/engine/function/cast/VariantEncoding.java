package dev.tarn.engine.function.cast;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Fixed;
import dev.tarn.columnar.DataType.ListOf;
import dev.tarn.columnar.DataType.MapOf;
import dev.tarn.columnar.DataType.StructOf;
import dev.tarn.columnar.JavaValues;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.storage.variant.VariantBytes;

import org.apache.iceberg.util.DateTimeUtil;
import org.apache.iceberg.variants.PhysicalType;
import org.apache.iceberg.variants.ShreddedObject;
import org.apache.iceberg.variants.ValueArray;
import org.apache.iceberg.variants.VariantArray;
import org.apache.iceberg.variants.VariantMetadata;
import org.apache.iceberg.variants.VariantObject;
import org.apache.iceberg.variants.VariantValue;
import org.apache.iceberg.variants.Variants;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/// SQL values as variants: rows and maps become objects, NULLs inside a variant's null.
final class VariantEncoding {
    private VariantEncoding() {}

    /// Whether values of `type` become variants: not intervals and times of nanoseconds, which
    /// variants do not have, nor maps whose keys are no text.
    static boolean isEncoded(DataType type) {
        return switch (type) {
            case DataType.Simple simple -> !DataType.isInterval(simple);
            case DataType.Decimal _, Fixed _, DataType.Timestamp _ -> true;
            case DataType.Shape _ -> false;
            case DataType.Time time -> time.precision() <= 6;
            case ListOf list -> isEncoded(list.element());
            case MapOf map -> map.key() == DataType.STRING && isEncoded(map.value());
            case StructOf struct ->
                    struct.fields().stream().allMatch(field -> isEncoded(field.type()));
        };
    }

    /// The bytes of `value`, in the form of [JavaValues].
    static byte[] bytes(DataType type, Object value) {
        Set<String> names = new TreeSet<>();
        addNames(type, value, names);
        VariantMetadata metadata =
                names.isEmpty() ? VariantMetadata.empty() : Variants.metadata(names);
        return VariantBytes.of(metadata, encoded(type, value, metadata));
    }

    private static void addNames(DataType type, @Nullable Object value, Set<String> names) {
        if (value == null) {
            return;
        }
        switch (type) {
            case ListOf list -> {
                for (Object element : (List<?>) value) {
                    addNames(list.element(), element, names);
                }
            }
            case MapOf map ->
                    ((Map<?, ?>) value)
                            .forEach((key, mapped) -> {
                                names.add((String) key);
                                addNames(map.value(), mapped, names);
                            });
            case StructOf struct -> {
                for (int i = 0; i < struct.fields().size(); i++) {
                    names.add(struct.label(i));
                    Object field = ((JavaValues.Row) value).values().get(i);
                    addNames(struct.fields().get(i).type(), field, names);
                }
            }
            default -> {
                if (type == DataType.VARIANT) {
                    addNames(VariantBytes.variant((byte[]) value).value(), names);
                }
            }
        }
    }

    private static void addNames(VariantValue value, Set<String> names) {
        if (value.type() == PhysicalType.OBJECT) {
            for (String name : value.asObject().fieldNames()) {
                names.add(name);
                addNames(value.asObject().get(name), names);
            }
        } else if (value.type() == PhysicalType.ARRAY) {
            for (int i = 0; i < value.asArray().numElements(); i++) {
                addNames(value.asArray().get(i), names);
            }
        }
    }

    private static VariantValue encoded(
            DataType type, @Nullable Object value, VariantMetadata metadata) {
        if (value == null) {
            return Variants.ofNull();
        }
        return switch (type) {
            case DataType.Simple simple -> simple(simple, value, metadata);
            case DataType.Decimal _ -> Variants.of((BigDecimal) value);
            case Fixed _, DataType.Shape _ -> Variants.of(ByteBuffer.wrap((byte[]) value));
            case DataType.Time _ -> Variants.ofTime(((LocalTime) value).toNanoOfDay() / 1000);
            case DataType.Timestamp timestamp -> timestamp(timestamp, value);
            case ListOf list -> {
                ValueArray array = Variants.array();
                for (Object element : (List<?>) value) {
                    array.add(encoded(list.element(), element, metadata));
                }
                yield array;
            }
            case MapOf map -> {
                ShreddedObject object = Variants.object(metadata);
                ((Map<?, ?>) value)
                        .forEach((key, mapped) ->
                                object.put((String) key, encoded(map.value(), mapped, metadata)));
                yield object;
            }
            case StructOf struct -> row(struct, (JavaValues.Row) value, metadata);
        };
    }

    private static VariantValue row(StructOf struct, JavaValues.Row row, VariantMetadata metadata) {
        ShreddedObject object = Variants.object(metadata);
        for (int i = 0; i < struct.fields().size(); i++) {
            if (object.get(struct.label(i)) != null) {
                throw new SqlException(
                        ErrorCode.INVALID_ARGUMENTS,
                        "Cannot cast %s to variant: two fields are called %s"
                                .formatted(struct, struct.label(i)));
            }
            object.put(
                    struct.label(i),
                    encoded(struct.fields().get(i).type(), row.values().get(i), metadata));
        }
        return object;
    }

    private static VariantValue simple(
            DataType.Simple type, Object value, VariantMetadata metadata) {
        return switch (type) {
            case BOOLEAN -> Variants.of((boolean) (Boolean) value);
            case TINYINT -> Variants.of(((Integer) value).byteValue());
            case SMALLINT -> Variants.of(((Integer) value).shortValue());
            case INTEGER -> Variants.of((int) (Integer) value);
            case BIGINT -> Variants.of((long) (Long) value);
            case REAL -> Variants.of((float) (Float) value);
            case DOUBLE -> Variants.of((double) (Double) value);
            case DATE -> Variants.ofDate(Math.toIntExact(((LocalDate) value).toEpochDay()));
            case STRING -> Variants.of((String) value);
            case BINARY -> Variants.of(ByteBuffer.wrap((byte[]) value));
            case UUID -> Variants.ofUUID((UUID) value);
            case VARIANT -> moved(VariantBytes.variant((byte[]) value).value(), metadata);
            case UNKNOWN -> Variants.ofNull();
            case INTERVAL_YEAR_MONTH, INTERVAL_DAY_SECOND ->
                    throw new IllegalArgumentException("No variants are of " + type);
        };
    }

    private static VariantValue timestamp(DataType.Timestamp type, Object value) {
        if (type.withZone()) {
            OffsetDateTime time = (OffsetDateTime) value;
            return type.nanos()
                    ? Variants.ofTimestamptzNanos(DateTimeUtil.nanosFromTimestamptz(time))
                    : Variants.ofTimestamptz(DateTimeUtil.microsFromTimestamptz(time));
        }
        LocalDateTime time = (LocalDateTime) value;
        return type.nanos()
                ? Variants.ofTimestampntzNanos(DateTimeUtil.nanosFromTimestamp(time))
                : Variants.ofTimestampntz(DateTimeUtil.microsFromTimestamp(time));
    }

    /// `value` with its field names in another dictionary.
    private static VariantValue moved(VariantValue value, VariantMetadata metadata) {
        return switch (value.type()) {
            case OBJECT -> {
                VariantObject from = value.asObject();
                ShreddedObject object = Variants.object(metadata);
                for (String name : from.fieldNames()) {
                    object.put(name, moved(from.get(name), metadata));
                }
                yield object;
            }
            case ARRAY -> {
                VariantArray from = value.asArray();
                ValueArray array = Variants.array();
                for (int i = 0; i < from.numElements(); i++) {
                    array.add(moved(from.get(i), metadata));
                }
                yield array;
            }
            default -> value;
        };
    }
}
