package dev.tarn.engine.columns;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.MapVector;
import dev.tarn.columnar.StructVector;
import dev.tarn.columnar.Vector;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Reads values that [ByteCodec] wrote, one after the other, into a vector that grows. Not
/// thread-safe.
abstract sealed class ColumnReader {
    private final DataType type;
    private long[] present = new long[4];
    private boolean anyNull;
    private int count;

    private ColumnReader(DataType type) {
        this.type = type;
    }

    static ColumnReader of(DataType type) {
        return switch (type.physical()) {
            case BOOLEAN, INT, LONG, FLOAT, DOUBLE, INT128 -> new Fixed(type);
            case BYTES -> new Bytes(type);
            case LIST -> new Lists((DataType.ListOf) type);
            case MAP -> new Maps((DataType.MapOf) type);
            case STRUCT -> new Structs((DataType.StructOf) type);
        };
    }

    /// Reads the value at `at`, which ends at `end` if it is the key's last string and -1 is not
    /// given; returns where the next one begins.
    final int read(byte[] data, int at, int end) {
        if (count == present.length << 6) {
            present = Arrays.copyOf(present, present.length * 2);
        }
        boolean isNull = data[at] == 0;
        int row = count++;
        if (isNull) {
            anyNull = true;
            readNull(row);
            return at + 1;
        }
        Bitmaps.set(present, row);
        return readValue(row, data, at + 1, end);
    }

    final FlatVector vector() {
        return vector(type, anyNull ? present : null, count);
    }

    abstract void readNull(int row);

    abstract int readValue(int row, byte[] data, int at, int end);

    abstract FlatVector vector(DataType of, long @Nullable [] validity, int length);

    private static final class Fixed extends ColumnReader {
        private final int width;
        private long[] low = new long[16];
        private long[] high = new long[0];

        Fixed(DataType type) {
            super(type);
            this.width = ByteCodec.width(type);
        }

        private void ensure(int row) {
            if (row == low.length) {
                low = Arrays.copyOf(low, row * 2);
            }
            if (width == 16 && high.length < low.length) {
                high = Arrays.copyOf(high, low.length);
            }
        }

        @Override
        void readNull(int row) {
            ensure(row);
        }

        @Override
        int readValue(int row, byte[] data, int at, int end) {
            ensure(row);
            switch (width) {
                case 1 -> low[row] = data[at];
                case 4 -> low[row] = (int) ByteCodec.INTS.get(data, at);
                case 8 -> low[row] = (long) ByteCodec.LONGS.get(data, at);
                default -> {
                    high[row] = (long) ByteCodec.LONGS.get(data, at);
                    low[row] = (long) ByteCodec.LONGS.get(data, at + 8);
                }
            }
            return at + width;
        }

        @Override
        FlatVector vector(DataType of, long @Nullable [] validity, int length) {
            return Words.vector(of, low, high, validity, length);
        }
    }

    private static final class Bytes extends ColumnReader {
        private byte[] bytes = new byte[256];
        private int[] offsets = new int[17];

        Bytes(DataType type) {
            super(type);
        }

        private void end(int row, int end) {
            if (row + 1 == offsets.length) {
                offsets = Arrays.copyOf(offsets, offsets.length * 2);
            }
            offsets[row + 1] = end;
        }

        @Override
        void readNull(int row) {
            end(row, offsets[row]);
        }

        @Override
        int readValue(int row, byte[] data, int at, int end) {
            int from = end >= 0 ? at : at + 4;
            int byteCount = end >= 0 ? end - at : (int) ByteCodec.INTS.get(data, at);
            int to = offsets[row];
            if (bytes.length - to < byteCount) {
                bytes = Arrays.copyOf(bytes, Buffers.grow(bytes.length, (long) to + byteCount));
            }
            System.arraycopy(data, from, bytes, to, byteCount);
            end(row, to + byteCount);
            return from + byteCount;
        }

        @Override
        FlatVector vector(DataType of, long @Nullable [] validity, int length) {
            return new BytesVector(of, bytes, offsets, validity, length);
        }
    }

    private static final class Lists extends ColumnReader {
        private final ColumnReader elements;
        private int[] offsets = new int[17];

        Lists(DataType.ListOf type) {
            super(type);
            elements = of(type.element());
        }

        private void end(int row, int elementCount) {
            if (row + 1 == offsets.length) {
                offsets = Arrays.copyOf(offsets, offsets.length * 2);
            }
            offsets[row + 1] = offsets[row] + elementCount;
        }

        @Override
        void readNull(int row) {
            end(row, 0);
        }

        @Override
        int readValue(int row, byte[] data, int at, int end) {
            int elementCount = (int) ByteCodec.INTS.get(data, at);
            end(row, elementCount);
            int cursor = at + 4;
            for (int element = 0; element < elementCount; element++) {
                cursor = elements.read(data, cursor, -1);
            }
            return cursor;
        }

        @Override
        FlatVector vector(DataType of, long @Nullable [] validity, int length) {
            return new ListVector(of, offsets, elements.vector(), validity, length);
        }
    }

    private static final class Maps extends ColumnReader {
        private final ColumnReader keys;
        private final ColumnReader values;
        private int[] offsets = new int[17];

        Maps(DataType.MapOf type) {
            super(type);
            keys = of(type.key());
            values = of(type.value());
        }

        private void end(int row, int entryCount) {
            if (row + 1 == offsets.length) {
                offsets = Arrays.copyOf(offsets, offsets.length * 2);
            }
            offsets[row + 1] = offsets[row] + entryCount;
        }

        @Override
        void readNull(int row) {
            end(row, 0);
        }

        @Override
        int readValue(int row, byte[] data, int at, int end) {
            int entryCount = (int) ByteCodec.INTS.get(data, at);
            end(row, entryCount);
            int cursor = at + 4;
            for (int entry = 0; entry < entryCount; entry++) {
                cursor = keys.read(data, cursor, -1);
            }
            for (int entry = 0; entry < entryCount; entry++) {
                cursor = values.read(data, cursor, -1);
            }
            return cursor;
        }

        @Override
        FlatVector vector(DataType of, long @Nullable [] validity, int length) {
            return new MapVector(of, offsets, keys.vector(), values.vector(), validity, length);
        }
    }

    private static final class Structs extends ColumnReader {
        private static final byte[] NULL = new byte[1];
        private final List<ColumnReader> fields = new ArrayList<>();

        Structs(DataType.StructOf type) {
            super(type);
            for (Field field : type.fields()) {
                fields.add(of(field.type()));
            }
        }

        @Override
        void readNull(int row) {
            for (ColumnReader field : fields) {
                field.read(NULL, 0, -1);
            }
        }

        @Override
        int readValue(int row, byte[] data, int at, int end) {
            int cursor = at;
            for (ColumnReader field : fields) {
                cursor = field.read(data, cursor, -1);
            }
            return cursor;
        }

        @Override
        FlatVector vector(DataType of, long @Nullable [] validity, int length) {
            List<Vector> vectors = new ArrayList<>();
            for (ColumnReader field : fields) {
                vectors.add(field.vector());
            }
            return new StructVector(of, vectors, validity, length);
        }
    }
}
