package dev.tarn.engine.spill;

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

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Ranges of flat vectors as bytes, in the machine's byte order, and back.
///
/// ```
/// vector := has-nulls (1 byte)  [validity words]  values
/// values := the array's elements                    numbers, booleans (a byte each)
///         | high halves, low halves                 long decimals
///         | ends (an int each)  bytes               strings
///         | ends (an int each)  vector [vector]     lists; keys and values of maps
///         | vector ...                              fields of structs
/// ```
///
/// Ends are counted from the range's first child. What lies under a null is kept as it is. Nothing
/// is aligned.
final class BlockBytes {
    private BlockBytes() {}

    /// Bytes that the rows `from..to` of `vector` take.
    static long size(FlatVector vector, int from, int to) {
        long count = (long) to - from;
        long validity = vector.validity() == null ? 1 : 1 + 8L * Bitmaps.wordCount(to - from);
        return validity
                + switch (vector) {
                    case BooleanVector _ -> count;
                    case IntVector _, FloatVector _ -> 4 * count;
                    case LongVector _, DoubleVector _ -> 8 * count;
                    case Int128Vector _ -> 16 * count;
                    case BytesVector bytes ->
                            4 * count + bytes.offsets()[to] - bytes.offsets()[from];
                    case ListVector lists ->
                            4 * count + childSize(lists.elements(), lists.offsets(), from, to);
                    case MapVector maps ->
                            4 * count
                                    + childSize(maps.keys(), maps.offsets(), from, to)
                                    + childSize(maps.values(), maps.offsets(), from, to);
                    case StructVector structs -> {
                        long bytes = 0;
                        for (Vector field : structs.fields()) {
                            bytes += size(field.flatten(), from, to);
                        }
                        yield bytes;
                    }
                };
    }

    private static long childSize(Vector child, int[] offsets, int from, int to) {
        return size(child.flatten(), offsets[from], offsets[to]);
    }

    /// Puts the rows `from..to` of `vector` into `out`, which has room for them.
    static void write(FlatVector vector, int from, int to, ByteBuffer out) {
        writeValidity(vector.validity(), from, to, out);
        int count = to - from;
        switch (vector) {
            case BooleanVector booleans -> {
                for (int row = from; row < to; row++) {
                    out.put((byte) (booleans.values()[row] ? 1 : 0));
                }
            }
            case IntVector ints -> writeInts(ints.values(), from, count, out);
            case LongVector longs -> writeLongs(longs.values(), from, count, out);
            case FloatVector floats -> {
                out.asFloatBuffer().put(floats.values(), from, count);
                out.position(out.position() + 4 * count);
            }
            case DoubleVector doubles -> {
                out.asDoubleBuffer().put(doubles.values(), from, count);
                out.position(out.position() + 8 * count);
            }
            case Int128Vector wide -> {
                writeLongs(wide.high(), from, count, out);
                writeLongs(wide.low(), from, count, out);
            }
            case BytesVector bytes -> {
                int[] offsets = bytes.offsets();
                writeEnds(offsets, from, to, out);
                out.put(bytes.data(), offsets[from], offsets[to] - offsets[from]);
            }
            case ListVector lists -> {
                writeEnds(lists.offsets(), from, to, out);
                writeChild(lists.elements(), lists.offsets(), from, to, out);
            }
            case MapVector maps -> {
                writeEnds(maps.offsets(), from, to, out);
                writeChild(maps.keys(), maps.offsets(), from, to, out);
                writeChild(maps.values(), maps.offsets(), from, to, out);
            }
            case StructVector structs -> {
                for (Vector field : structs.fields()) {
                    write(field.flatten(), from, to, out);
                }
            }
        }
    }

    private static void writeValidity(long @Nullable [] words, int from, int to, ByteBuffer out) {
        out.put((byte) (words == null ? 0 : 1));
        if (words == null) {
            return;
        }
        int count = Bitmaps.wordCount(to - from);
        int first = from >>> 6;
        for (int i = 0; i < count; i++) {
            long word = words[first + i] >>> from;
            if ((from & 63) != 0 && first + i + 1 < words.length) {
                word |= words[first + i + 1] << -from;
            }
            out.putLong(word);
        }
    }

    private static void writeInts(int[] values, int from, int count, ByteBuffer out) {
        out.asIntBuffer().put(values, from, count);
        out.position(out.position() + 4 * count);
    }

    private static void writeLongs(long[] values, int from, int count, ByteBuffer out) {
        out.asLongBuffer().put(values, from, count);
        out.position(out.position() + 8 * count);
    }

    private static void writeEnds(int[] offsets, int from, int to, ByteBuffer out) {
        int start = offsets[from];
        for (int row = from; row < to; row++) {
            out.putInt(offsets[row + 1] - start);
        }
    }

    private static void writeChild(Vector child, int[] offsets, int from, int to, ByteBuffer out) {
        write(child.flatten(), offsets[from], offsets[to], out);
    }

    /// The next `length` values of `type` in `in`.
    static FlatVector read(DataType type, int length, ByteBuffer in) {
        long[] validity = null;
        if (in.get() != 0) {
            validity = readLongs(Bitmaps.wordCount(length), in);
        }
        return switch (type.physical()) {
            case BOOLEAN -> {
                boolean[] values = new boolean[length];
                for (int row = 0; row < length; row++) {
                    values[row] = in.get() != 0;
                }
                yield new BooleanVector(type, values, validity, length);
            }
            case INT -> {
                int[] values = new int[length];
                in.asIntBuffer().get(values);
                in.position(in.position() + 4 * length);
                yield new IntVector(type, values, validity, length);
            }
            case LONG -> new LongVector(type, readLongs(length, in), validity, length);
            case FLOAT -> {
                float[] values = new float[length];
                in.asFloatBuffer().get(values);
                in.position(in.position() + 4 * length);
                yield new FloatVector(type, values, validity, length);
            }
            case DOUBLE -> {
                double[] values = new double[length];
                in.asDoubleBuffer().get(values);
                in.position(in.position() + 8 * length);
                yield new DoubleVector(type, values, validity, length);
            }
            case INT128 ->
                    new Int128Vector(
                            type, readLongs(length, in), readLongs(length, in), validity, length);
            case BYTES -> {
                int[] offsets = readEnds(length, in);
                byte[] data = new byte[offsets[length]];
                in.get(data);
                yield new BytesVector(type, data, offsets, validity, length);
            }
            case LIST -> {
                int[] offsets = readEnds(length, in);
                DataType element = ((DataType.ListOf) type).element();
                yield new ListVector(
                        type, offsets, read(element, offsets[length], in), validity, length);
            }
            case MAP -> {
                int[] offsets = readEnds(length, in);
                DataType.MapOf map = (DataType.MapOf) type;
                FlatVector keys = read(map.key(), offsets[length], in);
                FlatVector values = read(map.value(), offsets[length], in);
                yield new MapVector(type, offsets, keys, values, validity, length);
            }
            case STRUCT -> {
                List<Vector> fields = new ArrayList<>();
                for (DataType.Field field : ((DataType.StructOf) type).fields()) {
                    fields.add(read(field.type(), length, in));
                }
                yield new StructVector(type, fields, validity, length);
            }
        };
    }

    private static long[] readLongs(int count, ByteBuffer in) {
        long[] values = new long[count];
        in.asLongBuffer().get(values);
        in.position(in.position() + 8 * count);
        return values;
    }

    private static int[] readEnds(int length, ByteBuffer in) {
        int[] offsets = new int[length + 1];
        in.asIntBuffer().get(offsets, 1, length);
        in.position(in.position() + 4 * length);
        return offsets;
    }
}
