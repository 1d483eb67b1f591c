package dev.tarn.engine.columns;

import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.ConstantVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DictionaryVector;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.FloatVector;
import dev.tarn.columnar.Int128Vector;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.MapVector;
import dev.tarn.columnar.SequenceVector;
import dev.tarn.columnar.StructVector;
import dev.tarn.columnar.Vector;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Values of any type as bytes: a mark that is 0 for null and 1 before a value; then the value, in
/// a fixed width by type, or with its length before it, or (a string that ends the key) up to the
/// end. Lists and maps have their element count before their elements, structs just their fields.
final class ByteCodec {
    static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private ByteCodec() {}

    /// Bytes of a value of `type` without its mark; -1 where that varies.
    static int width(DataType type) {
        return switch (type.physical()) {
            case BOOLEAN -> 1;
            case INT, FLOAT -> 4;
            case LONG, DOUBLE -> 8;
            case INT128 -> 16;
            case BYTES, LIST, MAP, STRUCT -> -1;
        };
    }

    /// Adds to `sizes[i]` what value `i` of `cells` takes.
    static void addSizes(Cells cells, boolean last, int[] sizes) {
        FlatVector values = cells.values();
        int prefix = last ? 1 : 5;
        if (values instanceof BytesVector bytes) {
            int[] offsets = bytes.offsets();
            for (int i = 0; i < cells.count(); i++) {
                int at = cells.position(i);
                sizes[i] += values.isNull(at) ? 1 : prefix + offsets[at + 1] - offsets[at];
            }
            return;
        }
        for (int i = 0; i < cells.count(); i++) {
            sizes[i] += size(values, cells.position(i));
        }
    }

    /// Writes value `i` of `cells` at `cursors[i]`, which is moved behind it.
    static void write(Cells cells, boolean last, byte[] out, int[] cursors) {
        FlatVector values = cells.values();
        if (values instanceof BytesVector bytes) {
            for (int i = 0; i < cells.count(); i++) {
                cursors[i] = writeBytes(bytes, cells.position(i), last, out, cursors[i]);
            }
            return;
        }
        for (int i = 0; i < cells.count(); i++) {
            cursors[i] = write(values, cells.position(i), out, cursors[i]);
        }
    }

    private static int writeBytes(BytesVector bytes, int row, boolean last, byte[] out, int at) {
        if (bytes.isNull(row)) {
            out[at] = 0;
            return at + 1;
        }
        out[at++] = 1;
        int count = bytes.byteCount(row);
        if (!last) {
            INTS.set(out, at, count);
            at += 4;
        }
        System.arraycopy(bytes.data(), bytes.offsets()[row], out, at, count);
        return at + count;
    }

    private static int size(Vector vector, int row) {
        if (vector.isNull(row)) {
            return 1;
        }
        int width = width(vector.type());
        if (width >= 0) {
            return 1 + width;
        }
        int total =
                switch (vector) {
                    case BytesVector bytes -> 5 + bytes.byteCount(row);
                    case ListVector list ->
                            5
                                    + sizes(
                                            list.elements(),
                                            list.offsets()[row],
                                            list.offsets()[row + 1]);
                    case MapVector map ->
                            5
                                    + sizes(map.keys(), map.offsets()[row], map.offsets()[row + 1])
                                    + sizes(
                                            map.values(),
                                            map.offsets()[row],
                                            map.offsets()[row + 1]);
                    case StructVector struct -> {
                        int fields = 1;
                        for (Vector field : struct.fields()) {
                            fields += size(field, row);
                        }
                        yield fields;
                    }
                    case DictionaryVector coded -> size(coded.dictionary(), coded.ids()[row]);
                    case ConstantVector constant -> size(constant.value(), 0);
                    default -> throw new IllegalStateException("Varying width of " + vector.type());
                };
        return total;
    }

    private static int sizes(Vector elements, int from, int to) {
        int total = 0;
        for (int row = from; row < to; row++) {
            total += size(elements, row);
        }
        return total;
    }

    private static int write(Vector vector, int row, byte[] out, int at) {
        if (vector.isNull(row)) {
            out[at] = 0;
            return at + 1;
        }
        out[at++] = 1;
        switch (vector) {
            case BooleanVector booleans -> out[at] = (byte) (booleans.values()[row] ? 1 : 0);
            case IntVector ints -> INTS.set(out, at, ints.values()[row]);
            case LongVector longs -> LONGS.set(out, at, longs.values()[row]);
            case FloatVector floats -> INTS.set(out, at, WordWriter.bits(floats.values()[row]));
            case DoubleVector doubles -> LONGS.set(out, at, WordWriter.bits(doubles.values()[row]));
            case Int128Vector wide -> {
                LONGS.set(out, at, wide.high()[row]);
                LONGS.set(out, at + 8, wide.low()[row]);
            }
            case ListVector list -> {
                int from = list.offsets()[row];
                int to = list.offsets()[row + 1];
                INTS.set(out, at, to - from);
                return writeAll(list.elements(), from, to, out, at + 4);
            }
            case MapVector map -> {
                int from = map.offsets()[row];
                int to = map.offsets()[row + 1];
                INTS.set(out, at, to - from);
                at = writeAll(map.keys(), from, to, out, at + 4);
                return writeAll(map.values(), from, to, out, at);
            }
            case StructVector struct -> {
                for (Vector field : struct.fields()) {
                    at = write(field, row, out, at);
                }
                return at;
            }
            case BytesVector bytes -> {
                return writeBytes(bytes, row, false, out, at - 1);
            }
            case DictionaryVector coded -> {
                return write(coded.dictionary(), coded.ids()[row], out, at - 1);
            }
            case ConstantVector constant -> {
                return write(constant.value(), 0, out, at - 1);
            }
            case SequenceVector sequence ->
                    LONGS.set(out, at, sequence.start() + row * sequence.step());
        }
        return at + width(vector.type());
    }

    private static int writeAll(Vector elements, int from, int to, byte[] out, int at) {
        int cursor = at;
        for (int row = from; row < to; row++) {
            cursor = write(elements, row, out, cursor);
        }
        return cursor;
    }
}
