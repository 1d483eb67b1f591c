package dev.tarn.storage.parquet;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.ConstantVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DictionaryVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;

import org.jspecify.annotations.Nullable;

/// A decoded vector as it is kept: ids of dictionaries and integers of small ranges in as few bytes
/// as that allows, the rest as it is. Immutable.
sealed interface KeptVector {

    /// The arrays that vectors of one column are widened into, one after another. One thread.
    final class Room {
        private int[] ints = new int[0];
        private long[] longs = new long[0];

        private int[] ints(int count) {
            if (ints.length < count) {
                ints = new int[count];
            }
            return ints;
        }

        private long[] longs(int count) {
            if (longs.length < count) {
                longs = new long[count];
            }
            return longs;
        }
    }

    /// `vector`, of which only rows whose bit of `rows` is set have their values; null if all have.
    static KeptVector of(Vector vector, long @Nullable [] rows) {
        int length = vector.length();
        NarrowNumbers numbers =
                switch (vector) {
                    case DictionaryVector(FlatVector dictionary, int[] ids, int _) ->
                            NarrowNumbers.ofIds(ids, length, dictionary.length());
                    case IntVector ints ->
                            NarrowNumbers.of(
                                    ints.values(),
                                    length,
                                    Bitmaps.and(rows, ints.validity(), length));
                    case LongVector longs ->
                            NarrowNumbers.of(
                                    longs.values(),
                                    length,
                                    Bitmaps.and(rows, longs.validity(), length));
                    default -> null;
                };
        if (numbers == null) {
            return new Whole(vector);
        }
        return vector instanceof DictionaryVector ids
                ? new Ids(ids.dictionary(), numbers, length)
                : new Numbers(vector.type(), numbers, ((FlatVector) vector).validity(), length);
    }

    int length();

    /// Rows `from..from + count)`. With `room` the vector is good until the next one is read into
    /// it.
    Vector read(int from, int count, @Nullable Room room);

    /// Heap that this holds, without the dictionary.
    long sizeBytes();

    /// The dictionary, which other vectors share; null without one.
    default @Nullable FlatVector dictionary() {
        return null;
    }

    /// A vector as it was decoded.
    record Whole(Vector vector) implements KeptVector {
        @Override
        public int length() {
            return vector.length();
        }

        @Override
        public Vector read(int from, int count, @Nullable Room room) {
            if (from == 0 && count == vector.length()) {
                return vector;
            }
            return vector.take(rows(from, count), count);
        }

        @Override
        public long sizeBytes() {
            return switch (vector) {
                case DictionaryVector ids -> 4L * ids.ids().length;
                case ConstantVector constant -> constant.value().sizeBytes();
                default -> vector.sizeBytes();
            };
        }

        @Override
        public @Nullable FlatVector dictionary() {
            return vector instanceof DictionaryVector ids ? ids.dictionary() : null;
        }
    }

    /// Ids into a dictionary.
    record Ids(FlatVector dictionary, NarrowNumbers ids, int length) implements KeptVector {
        @Override
        public Vector read(int from, int count, @Nullable Room room) {
            int[] wide = room == null ? new int[count] : room.ints(count);
            ids.widen(from, count, wide);
            return new DictionaryVector(dictionary, wide, count);
        }

        @Override
        public long sizeBytes() {
            return ids.sizeBytes();
        }
    }

    /// Ints or longs.
    record Numbers(DataType type, NarrowNumbers numbers, long @Nullable [] validity, int length)
            implements KeptVector {
        @Override
        public Vector read(int from, int count, @Nullable Room room) {
            long[] bits = validity;
            if (bits != null && from > 0) {
                bits = Bitmaps.take(bits, rows(from, count), count);
            }
            if (type.physical() == DataType.Physical.INT) {
                int[] wide = room == null ? new int[count] : room.ints(count);
                numbers.widen(from, count, wide);
                return new IntVector(type, wide, bits, count);
            }
            long[] wide = room == null ? new long[count] : room.longs(count);
            numbers.widen(from, count, wide);
            return new LongVector(type, wide, bits, count);
        }

        @Override
        public long sizeBytes() {
            return numbers.sizeBytes() + (validity == null ? 0 : 8L * validity.length);
        }
    }

    private static int[] rows(int from, int count) {
        int[] rows = new int[count];
        for (int i = 0; i < count; i++) {
            rows[i] = from + i;
        }
        return rows;
    }
}
