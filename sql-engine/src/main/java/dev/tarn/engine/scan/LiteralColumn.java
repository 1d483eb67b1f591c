package dev.tarn.engine.scan;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.FloatVector;
import dev.tarn.columnar.Int128Vector;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.Vectors;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.expr.Expr;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// One column of literal rows as a flat vector.
final class LiteralColumn {
    private LiteralColumn() {}

    /// Column `ordinal` of `rows`, as a vector of `type`.
    static Vector of(DataType type, List<List<Expr.Literal>> rows, int ordinal) {
        int count = rows.size();
        @Nullable Object[] values = new @Nullable Object[count];
        long[] present = Bitmaps.allClear(count);
        boolean nulls = false;
        for (int row = 0; row < count; row++) {
            values[row] = rows.get(row).get(ordinal).value();
            if (values[row] == null) {
                nulls = true;
            } else {
                Bitmaps.set(present, row);
            }
        }
        long @Nullable [] validity = nulls ? present : null;
        return switch (type.physical()) {
            case BOOLEAN -> new BooleanVector(type, booleans(values), validity, count);
            case INT -> new IntVector(type, ints(values), validity, count);
            case LONG -> new LongVector(type, longs(values), validity, count);
            case INT128 -> int128s(type, values, validity);
            case FLOAT -> new FloatVector(type, floats(values), validity, count);
            case DOUBLE -> new DoubleVector(type, doubles(values), validity, count);
            case BYTES -> bytes(type, values, validity);
            case LIST, MAP, STRUCT -> nested(type, values);
        };
    }

    private static boolean[] booleans(@Nullable Object[] values) {
        boolean[] array = new boolean[values.length];
        for (int row = 0; row < array.length; row++) {
            array[row] = values[row] instanceof Boolean value && value;
        }
        return array;
    }

    private static int[] ints(@Nullable Object[] values) {
        int[] array = new int[values.length];
        for (int row = 0; row < array.length; row++) {
            array[row] = values[row] instanceof Number value ? value.intValue() : 0;
        }
        return array;
    }

    private static long[] longs(@Nullable Object[] values) {
        long[] array = new long[values.length];
        for (int row = 0; row < array.length; row++) {
            array[row] = values[row] instanceof Number value ? value.longValue() : 0;
        }
        return array;
    }

    private static float[] floats(@Nullable Object[] values) {
        float[] array = new float[values.length];
        for (int row = 0; row < array.length; row++) {
            array[row] = values[row] instanceof Number value ? value.floatValue() : 0;
        }
        return array;
    }

    private static double[] doubles(@Nullable Object[] values) {
        double[] array = new double[values.length];
        for (int row = 0; row < array.length; row++) {
            array[row] = values[row] instanceof Number value ? value.doubleValue() : 0;
        }
        return array;
    }

    private static Vector int128s(
            DataType type, @Nullable Object[] values, long @Nullable [] validity) {
        long[] high = new long[values.length];
        long[] low = new long[values.length];
        for (int row = 0; row < high.length; row++) {
            if (values[row] instanceof BigInteger value) {
                high[row] = value.shiftRight(64).longValueExact();
                low[row] = value.longValue();
            }
        }
        return new Int128Vector(type, high, low, validity, high.length);
    }

    private static Vector bytes(
            DataType type, @Nullable Object[] values, long @Nullable [] validity) {
        byte[][] parts = new byte[values.length][];
        int[] offsets = new int[values.length + 1];
        for (int row = 0; row < parts.length; row++) {
            parts[row] = bytesOf(values[row]);
            offsets[row + 1] = Math.addExact(offsets[row], parts[row].length);
        }
        byte[] data = new byte[offsets[parts.length]];
        for (int row = 0; row < parts.length; row++) {
            System.arraycopy(parts[row], 0, data, offsets[row], parts[row].length);
        }
        return new BytesVector(type, data, offsets, validity, parts.length);
    }

    private static byte[] bytesOf(@Nullable Object value) {
        return switch (value) {
            case null -> new byte[0];
            case ByteBuffer buffer -> {
                byte[] bytes = new byte[buffer.remaining()];
                buffer.duplicate().get(bytes);
                yield bytes;
            }
            default -> value.toString().getBytes(StandardCharsets.UTF_8);
        };
    }

    private static Vector nested(DataType type, @Nullable Object[] values) {
        for (Object value : values) {
            if (value != null) {
                throw new SqlException(
                        ErrorCode.NOT_SUPPORTED,
                        "A literal of type %s in VALUES: only NULL can be written".formatted(type));
            }
        }
        return Vectors.nulls(type, values.length);
    }
}
