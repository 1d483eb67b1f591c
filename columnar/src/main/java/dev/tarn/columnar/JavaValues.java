package dev.tarn.columnar;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Single values as Java objects, for the edges: clients, tests, error messages. Never for loops.
///
/// Java forms: Boolean; Integer for the integers up to INTEGER; Long; Float; Double; BigDecimal
/// with the type's scale; LocalDate; LocalTime; LocalDateTime; OffsetDateTime in UTC for timestamps
/// with zone; String; byte[] for binary and fixed; UUID; List (elements may be null); LinkedHashMap
/// in the order of the entries; [Row] for structs; [IntervalText] for intervals; null for SQL NULL.
public final class JavaValues {
    private static final long NANOS_PER_MICRO = 1_000L;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private JavaValues() {}

    /// The value of a struct: as many values as its type has fields.
    public record Row(List<DataType.Field> fields, List<@Nullable Object> values) {
        @Override
        public String toString() {
            StringBuilder text = new StringBuilder("{");
            for (int i = 0; i < fields.size(); i++) {
                text.append(i == 0 ? "" : ", ").append(fields.get(i).name()).append('=');
                text.append(values.get(i));
            }
            return text.append('}').toString();
        }
    }

    /// The value at `row`, or null.
    public static @Nullable Object value(Vector vector, int row) {
        return switch (vector) {
            case DictionaryVector ids -> value(ids.dictionary(), ids.ids()[row]);
            case ConstantVector constant -> value(constant.value(), 0);
            case SequenceVector sequence -> sequence.start() + row * sequence.step();
            case FlatVector flat -> flat.isNull(row) ? null : flatValue(flat, row);
        };
    }

    /// All values of `vector`, in order.
    public static List<@Nullable Object> values(Vector vector) {
        List<@Nullable Object> values = new ArrayList<>(vector.length());
        for (int row = 0; row < vector.length(); row++) {
            values.add(value(vector, row));
        }
        return Collections.unmodifiableList(values);
    }

    private static Object flatValue(FlatVector flat, int row) {
        return switch (flat) {
            case BooleanVector v -> v.values()[row];
            case IntVector v -> intValue(v.type(), v.values()[row]);
            case LongVector v -> longValue(v.type(), v.values()[row]);
            case Int128Vector v -> new BigDecimal(v.unscaled(row), scale(v.type()));
            case FloatVector v -> v.values()[row];
            case DoubleVector v -> v.values()[row];
            case BytesVector v -> bytesValue(v, row);
            case ListVector v -> slice(v.elements(), v.offsets()[row], v.offsets()[row + 1]);
            case MapVector v -> map(v, row);
            case StructVector v -> struct(v, row);
        };
    }

    private static Object intValue(DataType type, int value) {
        return type == DataType.DATE ? LocalDate.ofEpochDay(value) : (Object) value;
    }

    private static Object longValue(DataType type, long value) {
        return switch (type) {
            case DataType.Decimal decimal -> BigDecimal.valueOf(value, decimal.scale());
            case DataType.Time time ->
                    LocalTime.ofNanoOfDay(time.precision() > 6 ? value : value * NANOS_PER_MICRO);
            case DataType.Timestamp timestamp -> timestamp(timestamp, value);
            default -> DataType.isInterval(type) ? IntervalText.of(type, value) : (Object) value;
        };
    }

    private static Object timestamp(DataType.Timestamp type, long value) {
        long perSecond = type.nanos() ? NANOS_PER_SECOND : NANOS_PER_SECOND / NANOS_PER_MICRO;
        long fraction = Math.floorMod(value, perSecond);
        long nanos = type.nanos() ? fraction : fraction * NANOS_PER_MICRO;
        Instant instant = Instant.ofEpochSecond(Math.floorDiv(value, perSecond), nanos);
        return type.withZone()
                ? OffsetDateTime.ofInstant(instant, ZoneOffset.UTC)
                : LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    }

    private static int scale(DataType type) {
        return ((DataType.Decimal) type).scale();
    }

    private static Object bytesValue(BytesVector vector, int row) {
        if (vector.type() == DataType.STRING) {
            return vector.string(row);
        }
        byte[] bytes = vector.bytes(row);
        if (vector.type() == DataType.UUID) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            return new UUID(buffer.getLong(), buffer.getLong());
        }
        return bytes;
    }

    private static List<@Nullable Object> slice(Vector elements, int from, int to) {
        List<@Nullable Object> values = new ArrayList<>(to - from);
        for (int i = from; i < to; i++) {
            values.add(value(elements, i));
        }
        return Collections.unmodifiableList(values);
    }

    private static Map<Object, @Nullable Object> map(MapVector vector, int row) {
        Map<Object, @Nullable Object> entries = new LinkedHashMap<>();
        for (int i = vector.offsets()[row]; i < vector.offsets()[row + 1]; i++) {
            Object key = value(vector.keys(), i);
            if (key == null) {
                throw new IllegalStateException("Map with a null key at row " + row);
            }
            entries.put(key, value(vector.values(), i));
        }
        return Collections.unmodifiableMap(entries);
    }

    private static Row struct(StructVector vector, int row) {
        List<@Nullable Object> values = new ArrayList<>(vector.fields().size());
        for (Vector field : vector.fields()) {
            values.add(value(field, row));
        }
        return new Row(
                ((DataType.StructOf) vector.type()).fields(), Collections.unmodifiableList(values));
    }
}
