package dev.tarn.testkit;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.FloatVector;
import dev.tarn.columnar.Int128Vector;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.MapVector;
import dev.tarn.columnar.StructVector;
import dev.tarn.columnar.Vector;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Batches as rows of Java values, for assertions.
///
/// Integers come as `Long`, REAL and DOUBLE as `Double`, decimals as `BigDecimal` of their scale,
/// strings as `String`, binaries as `List<Byte>`, dates and times as `java.time` (timestamps with
/// zone in UTC), lists as `List`, maps and structs as ordered `Map`, NULL as null.
public final class Batches {
    private Batches() {}

    /// The rows that are meant, in order.
    public static List<List<@Nullable Object>> rows(Batch batch) {
        Batch compact = batch.compact();
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int row = 0; row < compact.rowCount(); row++) {
            List<@Nullable Object> values = new ArrayList<>();
            for (Vector column : compact.columns()) {
                values.add(value(column, row));
            }
            rows.add(values);
        }
        return rows;
    }

    /// The value of `vector` at `row`; null for SQL NULL.
    public static @Nullable Object value(Vector vector, int row) {
        return vector.isNull(row) ? null : flatValue(vector.flatten(), row);
    }

    private static Object flatValue(FlatVector vector, int row) {
        return switch (vector) {
            case BooleanVector v -> v.values()[row];
            case IntVector v ->
                    v.type() == DataType.DATE
                            ? LocalDate.ofEpochDay(v.values()[row])
                            : (Object) (long) v.values()[row];
            case LongVector v -> longValue(v.type(), v.values()[row]);
            case Int128Vector v ->
                    new BigDecimal(v.unscaled(row), ((DataType.Decimal) v.type()).scale());
            case FloatVector v -> (double) v.values()[row];
            case DoubleVector v -> v.values()[row];
            case BytesVector v -> v.type() == DataType.STRING ? v.string(row) : bytes(v.bytes(row));
            case ListVector v -> {
                List<@Nullable Object> list = new ArrayList<>();
                for (int at = v.offsets()[row]; at < v.offsets()[row + 1]; at++) {
                    list.add(value(v.elements(), at));
                }
                yield list;
            }
            case MapVector v -> {
                Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
                for (int at = v.offsets()[row]; at < v.offsets()[row + 1]; at++) {
                    map.put(value(v.keys(), at), value(v.values(), at));
                }
                yield map;
            }
            case StructVector v -> {
                Map<String, @Nullable Object> struct = new LinkedHashMap<>();
                List<DataType.Field> fields = ((DataType.StructOf) v.type()).fields();
                for (int at = 0; at < fields.size(); at++) {
                    struct.put(fields.get(at).name(), value(v.fields().get(at), row));
                }
                yield struct;
            }
        };
    }

    private static Object longValue(DataType type, long value) {
        return switch (type) {
            case DataType.Decimal decimal ->
                    new BigDecimal(BigInteger.valueOf(value), decimal.scale());
            case DataType.Time time ->
                    LocalTime.ofNanoOfDay(time.precision() > 6 ? value : value * 1000);
            case DataType.Timestamp timestamp -> timestamp(value, timestamp.nanos());
            case DataType.Simple _,
                    DataType.Fixed _,
                    DataType.ListOf _,
                    DataType.MapOf _,
                    DataType.StructOf _ ->
                    value;
        };
    }

    private static LocalDateTime timestamp(long value, boolean nanos) {
        long perSecond = nanos ? 1_000_000_000L : 1_000_000L;
        int fraction = (int) Math.floorMod(value, perSecond);
        return LocalDateTime.ofEpochSecond(
                Math.floorDiv(value, perSecond),
                nanos ? fraction : fraction * 1000,
                ZoneOffset.UTC);
    }

    private static List<Byte> bytes(byte[] bytes) {
        List<Byte> list = new ArrayList<>();
        for (byte b : bytes) {
            list.add(b);
        }
        return list;
    }

    /// A BIGINT column of `values`, where null stands for NULL.
    public static LongVector longs(@Nullable Long... values) {
        long[] data = new long[values.length];
        long[] validity = Bitmaps.allClear(values.length);
        for (int i = 0; i < values.length; i++) {
            Long value = values[i];
            if (value != null) {
                data[i] = value;
                Bitmaps.set(validity, i);
            }
        }
        return new LongVector(DataType.BIGINT, data, validity, values.length);
    }

    /// A VARCHAR column of `values`, where null stands for NULL.
    public static BytesVector strings(@Nullable String... values) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        int[] offsets = new int[values.length + 1];
        long[] validity = Bitmaps.allClear(values.length);
        for (int i = 0; i < values.length; i++) {
            String value = values[i];
            if (value != null) {
                data.writeBytes(value.getBytes(StandardCharsets.UTF_8));
                Bitmaps.set(validity, i);
            }
            offsets[i + 1] = data.size();
        }
        return new BytesVector(
                DataType.STRING, data.toByteArray(), offsets, validity, values.length);
    }
}
