package dev.tarn.engine.schema;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.JavaValues;
import dev.tarn.storage.IcebergTypes;

import org.apache.iceberg.StructLike;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.DateTimeUtil;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Values as iceberg-core holds them, in the forms of [JavaValues].
final class IcebergValues {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private IcebergValues() {}

    static @Nullable Object toJava(Type type, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        return switch (type.typeId()) {
            case BOOLEAN, INTEGER, LONG, FLOAT, DOUBLE, DECIMAL, UUID -> value;
            case STRING -> value.toString();
            case DATE -> value instanceof Integer days ? DateTimeUtil.dateFromDays(days) : value;
            case TIME -> value instanceof Long micros ? DateTimeUtil.timeFromMicros(micros) : value;
            case TIMESTAMP -> timestamp((Types.TimestampType) type, value);
            case TIMESTAMP_NANO -> nanos((Types.TimestampNanoType) type, value);
            case FIXED, BINARY -> bytes(value);
            case STRUCT -> struct(type.asStructType(), (StructLike) value);
            case LIST -> {
                List<@Nullable Object> elements = new ArrayList<>();
                for (Object element : (List<?>) value) {
                    elements.add(toJava(type.asListType().elementType(), element));
                }
                yield elements;
            }
            case MAP -> {
                Map<@Nullable Object, @Nullable Object> entries = new LinkedHashMap<>();
                for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
                    entries.put(
                            toJava(type.asMapType().keyType(), entry.getKey()),
                            toJava(type.asMapType().valueType(), entry.getValue()));
                }
                yield entries;
            }
            case UNKNOWN, VARIANT, GEOMETRY, GEOGRAPHY ->
                    throw new IllegalArgumentException("No values of type " + type);
        };
    }

    private static Object timestamp(Types.TimestampType type, Object value) {
        if (!(value instanceof Long micros)) {
            return value;
        }
        return type.shouldAdjustToUTC()
                ? DateTimeUtil.timestamptzFromMicros(micros)
                : DateTimeUtil.timestampFromMicros(micros);
    }

    private static Object nanos(Types.TimestampNanoType type, Object value) {
        if (!(value instanceof Long nanos)) {
            return value;
        }
        Instant instant =
                Instant.ofEpochSecond(
                        Math.floorDiv(nanos, NANOS_PER_SECOND),
                        Math.floorMod(nanos, NANOS_PER_SECOND));
        OffsetDateTime time = OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
        return type.shouldAdjustToUTC() ? time : time.toLocalDateTime();
    }

    private static byte[] bytes(Object value) {
        if (value instanceof byte[] array) {
            return array;
        }
        ByteBuffer buffer = ((ByteBuffer) value).duplicate();
        byte[] copy = new byte[buffer.remaining()];
        buffer.get(copy);
        return copy;
    }

    private static JavaValues.Row struct(Types.StructType type, StructLike struct) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < type.fields().size(); i++) {
            Object value = struct.get(i, Object.class);
            values.add(toJava(type.fields().get(i).type(), value));
        }
        DataType.StructOf row = (DataType.StructOf) IcebergTypes.dataType(type);
        return new JavaValues.Row(row.fields(), values);
    }
}
