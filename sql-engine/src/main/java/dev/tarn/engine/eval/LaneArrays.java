package dev.tarn.engine.eval;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.ConstantVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DictionaryVector;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.FloatVector;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.SequenceVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Args;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Array;
import java.util.Arrays;

/// Vectors of one-word numbers as the arrays of fused loops, and back.
///
/// A flat vector gives its own array, to be read only. Of other encodings values are written to an
/// array that is used for one batch after another. Owned by one driver.
final class LaneArrays {
    private @Nullable Object spread;

    /// The values of `vector`, and maybe more behind them.
    Object values(Vector vector) {
        return switch (vector) {
            case FlatVector flat -> array(flat);
            case SequenceVector sequence -> array(sequence.flatten());
            case DictionaryVector(FlatVector dictionary, int[] ids, int length) -> {
                Object entries = array(dictionary);
                Object room = room(entries, length);
                gather(entries, ids, room, length);
                yield room;
            }
            case ConstantVector(FlatVector value, int length) -> {
                Object one = array(value);
                Object room = room(one, length);
                fill(one, room, length);
                yield room;
            }
        };
    }

    /// The validity words of `vector`; null where no value is null.
    static long @Nullable [] validity(Vector vector) {
        return vector instanceof DictionaryVector(FlatVector dictionary, int[] ids, int length)
                ? Bitmaps.take(dictionary.validity(), ids, length)
                : Args.validity(vector);
    }

    /// A vector over `values`, an array of the lane of `type`.
    static FlatVector vector(
            DataType type, Object values, long @Nullable [] validity, int rowCount) {
        return switch (values) {
            case boolean[] booleans -> new BooleanVector(type, booleans, validity, rowCount);
            case int[] ints -> new IntVector(type, ints, validity, rowCount);
            case long[] longs -> new LongVector(type, longs, validity, rowCount);
            case float[] floats -> new FloatVector(type, floats, validity, rowCount);
            case double[] doubles -> new DoubleVector(type, doubles, validity, rowCount);
            default -> throw noLane(values);
        };
    }

    private static Object array(FlatVector vector) {
        return switch (vector) {
            case BooleanVector booleans -> booleans.values();
            case IntVector ints -> ints.values();
            case LongVector longs -> longs.values();
            case FloatVector floats -> floats.values();
            case DoubleVector doubles -> doubles.values();
            default -> throw noLane(vector.type());
        };
    }

    /// The first value of `vector` as a number; a boolean as 0 or 1.
    static Number number(FlatVector vector) {
        return array(vector) instanceof boolean[] truth
                ? Integer.valueOf(truth[0] ? 1 : 0)
                : (Number) Array.get(array(vector), 0);
    }

    /// The array that values are spread to, as `like`, and of `length` at least.
    private Object room(Object like, int length) {
        Object room = spread;
        if (room == null || room.getClass() != like.getClass() || Array.getLength(room) < length) {
            room = Array.newInstance(like.getClass().getComponentType(), length);
            spread = room;
        }
        return room;
    }

    private static void fill(Object one, Object room, int length) {
        switch (one) {
            case boolean[] v -> Arrays.fill((boolean[]) room, 0, length, v[0]);
            case int[] v -> Arrays.fill((int[]) room, 0, length, v[0]);
            case long[] v -> Arrays.fill((long[]) room, 0, length, v[0]);
            case float[] v -> Arrays.fill((float[]) room, 0, length, v[0]);
            case double[] v -> Arrays.fill((double[]) room, 0, length, v[0]);
            default -> throw noLane(one);
        }
    }

    private static void gather(Object entries, int[] ids, Object room, int length) {
        switch (entries) {
            case boolean[] v -> gather(v, ids, (boolean[]) room, length);
            case int[] v -> gather(v, ids, (int[]) room, length);
            case long[] v -> gather(v, ids, (long[]) room, length);
            case float[] v -> gather(v, ids, (float[]) room, length);
            case double[] v -> gather(v, ids, (double[]) room, length);
            default -> throw noLane(entries);
        }
    }

    private static void gather(boolean[] entries, int[] ids, boolean[] out, int length) {
        for (int row = 0; row < length; row++) {
            out[row] = entries[ids[row]];
        }
    }

    private static void gather(int[] entries, int[] ids, int[] out, int length) {
        for (int row = 0; row < length; row++) {
            out[row] = entries[ids[row]];
        }
    }

    private static void gather(long[] entries, int[] ids, long[] out, int length) {
        for (int row = 0; row < length; row++) {
            out[row] = entries[ids[row]];
        }
    }

    private static void gather(float[] entries, int[] ids, float[] out, int length) {
        for (int row = 0; row < length; row++) {
            out[row] = entries[ids[row]];
        }
    }

    private static void gather(double[] entries, int[] ids, double[] out, int length) {
        for (int row = 0; row < length; row++) {
            out[row] = entries[ids[row]];
        }
    }

    private static IllegalArgumentException noLane(Object what) {
        return new IllegalArgumentException("No lane has values of " + what);
    }
}
