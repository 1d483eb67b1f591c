package dev.tarn.columnar;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Flat vectors out of Java objects in the forms of [JavaValues], for literals, metadata and tests.
/// Not for loops.
public final class VectorBuilder {
    private VectorBuilder() {}

    /// A vector of `type` with `values`, null for SQL NULL.
    ///
    /// @throws IllegalArgumentException where a value is not in the Java form of the type
    public static FlatVector of(DataType type, List<? extends @Nullable Object> values) {
        int count = values.size();
        long @Nullable [] validity = validity(values);
        return switch (type.physical()) {
            case BOOLEAN -> {
                boolean[] array = new boolean[count];
                for (int i = 0; i < count; i++) {
                    array[i] = values.get(i) instanceof Object v && cast(Boolean.class, type, v);
                }
                yield new BooleanVector(type, array, validity, count);
            }
            case INT -> {
                int[] array = new int[count];
                for (int i = 0; i < count; i++) {
                    array[i] = values.get(i) instanceof Object value ? intOf(type, value) : 0;
                }
                yield new IntVector(type, array, validity, count);
            }
            case LONG -> {
                long[] array = new long[count];
                for (int i = 0; i < count; i++) {
                    array[i] = values.get(i) instanceof Object value ? longOf(type, value) : 0;
                }
                yield new LongVector(type, array, validity, count);
            }
            case INT128 -> int128(type, values, validity);
            case FLOAT -> {
                float[] array = new float[count];
                for (int i = 0; i < count; i++) {
                    array[i] = values.get(i) instanceof Object v ? cast(Float.class, type, v) : 0;
                }
                yield new FloatVector(type, array, validity, count);
            }
            case DOUBLE -> {
                double[] array = new double[count];
                for (int i = 0; i < count; i++) {
                    array[i] = values.get(i) instanceof Object v ? cast(Double.class, type, v) : 0;
                }
                yield new DoubleVector(type, array, validity, count);
            }
            case BYTES -> bytes(type, values, validity);
            case LIST -> list((DataType.ListOf) type, values, validity);
            case MAP -> map((DataType.MapOf) type, values, validity);
            case STRUCT -> struct((DataType.StructOf) type, values, validity);
        };
    }

    private static long @Nullable [] validity(List<? extends @Nullable Object> values) {
        long[] validity = Bitmaps.allSet(values.size());
        boolean nulls = false;
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i) == null) {
                Bitmaps.clear(validity, i);
                nulls = true;
            }
        }
        return nulls ? validity : null;
    }

    private static int intOf(DataType type, Object value) {
        return switch (value) {
            case Integer number when type != DataType.DATE -> number;
            case LocalDate date when type == DataType.DATE -> Math.toIntExact(date.toEpochDay());
            default -> throw unexpected(type, value);
        };
    }

    private static long longOf(DataType type, Object value) {
        return switch (value) {
            case Long number when type == DataType.BIGINT || DataType.isInterval(type) -> number;
            case BigDecimal number when type instanceof DataType.Decimal(int p, int scale) ->
                    number.setScale(scale).unscaledValue().longValueExact();
            case LocalTime time when type instanceof DataType.Time(int precision) ->
                    precision > 6 ? time.toNanoOfDay() : time.toNanoOfDay() / 1_000;
            case LocalDateTime time
                    when type instanceof DataType.Timestamp stamp && !stamp.withZone() ->
                    instant(stamp, time);
            case OffsetDateTime time
                    when type instanceof DataType.Timestamp stamp && stamp.withZone() ->
                    instant(stamp, time.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime());
            default -> throw unexpected(type, value);
        };
    }

    private static long instant(DataType.Timestamp type, LocalDateTime time) {
        long seconds = time.toEpochSecond(ZoneOffset.UTC);
        return type.nanos()
                ? Math.addExact(Math.multiplyExact(seconds, 1_000_000_000L), time.getNano())
                : Math.addExact(Math.multiplyExact(seconds, 1_000_000L), time.getNano() / 1_000);
    }

    private static Int128Vector int128(
            DataType type, List<? extends @Nullable Object> values, long @Nullable [] validity) {
        int scale = ((DataType.Decimal) type).scale();
        long[] high = new long[values.size()];
        long[] low = new long[values.size()];
        for (int i = 0; i < high.length; i++) {
            if (values.get(i) instanceof Object value) {
                BigInteger unscaled =
                        cast(BigDecimal.class, type, value).setScale(scale).unscaledValue();
                high[i] = unscaled.shiftRight(64).longValueExact();
                low[i] = unscaled.longValue();
            }
        }
        return new Int128Vector(type, high, low, validity, high.length);
    }

    private static BytesVector bytes(
            DataType type, List<? extends @Nullable Object> values, long @Nullable [] validity) {
        byte[][] parts = new byte[values.size()][];
        int[] offsets = new int[parts.length + 1];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = values.get(i) instanceof Object value ? bytesOf(type, value) : new byte[0];
            offsets[i + 1] = Math.addExact(offsets[i], parts[i].length);
        }
        byte[] data = new byte[offsets[parts.length]];
        for (int i = 0; i < parts.length; i++) {
            System.arraycopy(parts[i], 0, data, offsets[i], parts[i].length);
        }
        return new BytesVector(type, data, offsets, validity, parts.length);
    }

    private static byte[] bytesOf(DataType type, Object value) {
        return switch (value) {
            case String text -> text.getBytes(StandardCharsets.UTF_8);
            case byte[] bytes -> bytes;
            case UUID uuid ->
                    ByteBuffer.allocate(16)
                            .putLong(uuid.getMostSignificantBits())
                            .putLong(uuid.getLeastSignificantBits())
                            .array();
            case ByteBuffer buffer -> {
                byte[] bytes = new byte[buffer.remaining()];
                buffer.duplicate().get(bytes);
                yield bytes;
            }
            default -> throw unexpected(type, value);
        };
    }

    private static ListVector list(
            DataType.ListOf type,
            List<? extends @Nullable Object> values,
            long @Nullable [] validity) {
        int[] offsets = new int[values.size() + 1];
        List<@Nullable Object> elements = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i) instanceof Object value) {
                elements.addAll(cast(List.class, type, value));
            }
            offsets[i + 1] = elements.size();
        }
        return new ListVector(type, offsets, of(type.element(), elements), validity, values.size());
    }

    private static MapVector map(
            DataType.MapOf type,
            List<? extends @Nullable Object> values,
            long @Nullable [] validity) {
        int[] offsets = new int[values.size() + 1];
        List<Object> keys = new ArrayList<>();
        List<@Nullable Object> mapped = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i) instanceof Object value) {
                Map<?, ?> map = cast(Map.class, type, value);
                keys.addAll(map.keySet());
                mapped.addAll(map.values());
            }
            offsets[i + 1] = keys.size();
        }
        return new MapVector(
                type,
                offsets,
                of(type.key(), keys),
                of(type.value(), mapped),
                validity,
                values.size());
    }

    private static StructVector struct(
            DataType.StructOf type,
            List<? extends @Nullable Object> values,
            long @Nullable [] validity) {
        List<Vector> fields = new ArrayList<>();
        for (int field = 0; field < type.fields().size(); field++) {
            List<@Nullable Object> column = new ArrayList<>();
            for (Object value : values) {
                column.add(
                        value == null
                                ? null
                                : cast(JavaValues.Row.class, type, value).values().get(field));
            }
            fields.add(of(type.fields().get(field).type(), column));
        }
        return new StructVector(type, fields, validity, values.size());
    }

    private static <T> T cast(Class<T> form, DataType type, Object value) {
        if (!form.isInstance(value)) {
            throw unexpected(type, value);
        }
        return form.cast(value);
    }

    private static IllegalArgumentException unexpected(DataType type, Object value) {
        return new IllegalArgumentException(
                "Value %s of %s in a vector of %s"
                        .formatted(value, value.getClass().getSimpleName(), type));
    }
}
