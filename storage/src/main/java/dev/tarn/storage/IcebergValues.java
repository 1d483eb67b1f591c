package dev.tarn.storage;

import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.ConstantVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.FloatVector;
import dev.tarn.columnar.Int128Vector;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.StructVector;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.Vectors;

import org.apache.iceberg.StructLike;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.ByteBuffers;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/// Single values in Iceberg's internal form (partition values, defaults, bounds) as vectors.
public final class IcebergValues {
    private IcebergValues() {}

    /// `value` of `type`, repeated `length` times; null gives nulls.
    ///
    /// @throws StorageException UNSUPPORTED for lists and maps that are not null
    public static Vector repeat(Type type, @Nullable Object value, int length) {
        DataType dataType = IcebergTypes.dataType(type);
        if (value == null) {
            return Vectors.nulls(dataType, length);
        }
        return new ConstantVector(single(type, value), length);
    }

    /// `value`, in Iceberg's internal form, as a column of `type` has it, which may be wider than
    /// the column that it was written for.
    public static @Nullable Object widened(Type type, @Nullable Object value) {
        return switch (value) {
            case Integer number when type.typeId() == Type.TypeID.LONG -> number.longValue();
            case Float number when type.typeId() == Type.TypeID.DOUBLE -> number.doubleValue();
            case null, default -> value;
        };
    }

    /// `vector` with `start + row * step` in the place of nulls.
    public static Vector inherited(Vector vector, long start, long step) {
        if (!vector.mayHaveNulls()) {
            return vector;
        }
        LongVector flat = (LongVector) vector.flatten();
        long[] values = Arrays.copyOf(flat.values(), flat.length());
        for (int i = 0; i < values.length; i++) {
            values[i] = flat.isNull(i) ? start + i * step : values[i];
        }
        return new LongVector(flat.type(), values);
    }

    private static FlatVector single(Type type, Object value) {
        DataType dataType = IcebergTypes.dataType(type);
        return switch (dataType.physical()) {
            case BOOLEAN -> new BooleanVector(dataType, new boolean[] {(Boolean) value});
            case INT -> new IntVector(dataType, new int[] {((Number) value).intValue()});
            case LONG -> new LongVector(dataType, new long[] {number(value)});
            case INT128 -> int128(dataType, ((BigDecimal) value).unscaledValue());
            case FLOAT -> new FloatVector(dataType, new float[] {((Number) value).floatValue()});
            case DOUBLE ->
                    new DoubleVector(dataType, new double[] {((Number) value).doubleValue()});
            case BYTES -> {
                byte[] bytes = bytes(value);
                yield new BytesVector(dataType, bytes, new int[] {0, bytes.length}, null, 1);
            }
            case STRUCT -> struct(dataType, type.asStructType(), (StructLike) value);
            case LIST, MAP ->
                    throw new StorageException(
                            StorageException.Kind.UNSUPPORTED,
                            "A constant of type %s is not supported".formatted(type));
        };
    }

    private static long number(Object value) {
        return value instanceof BigDecimal decimal
                ? decimal.unscaledValue().longValueExact()
                : ((Number) value).longValue();
    }

    private static FlatVector int128(DataType type, BigInteger unscaled) {
        long high = unscaled.shiftRight(64).longValueExact();
        return new Int128Vector(
                type, new long[] {high}, new long[] {unscaled.longValue()}, null, 1);
    }

    private static FlatVector struct(DataType type, Types.StructType struct, StructLike row) {
        List<Vector> fields = new ArrayList<>();
        for (int i = 0; i < struct.fields().size(); i++) {
            Object value = i < row.size() ? row.get(i, Object.class) : null;
            fields.add(repeat(struct.fields().get(i).type(), value, 1));
        }
        return new StructVector(type, fields, null, 1);
    }

    private static byte[] bytes(Object value) {
        return switch (value) {
            case CharSequence text -> text.toString().getBytes(StandardCharsets.UTF_8);
            case ByteBuffer buffer -> ByteBuffers.toByteArray(buffer.duplicate());
            case byte[] array -> array;
            case UUID uuid ->
                    ByteBuffer.allocate(16)
                            .putLong(uuid.getMostSignificantBits())
                            .putLong(uuid.getLeastSignificantBits())
                            .array();
            default ->
                    throw new IllegalArgumentException(
                            "Bytes in the form of " + value.getClass().getName());
        };
    }
}
