package dev.tarn.storage.parquet.encoding;

import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.FloatVector;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.LongVector;

import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// Values of one Parquet type while they are decoded: first dense, nulls left out, then spread to
/// one slot each. The arrays are handed over to a vector at the end. One thread.
public final class RawValues {
    /// The array that values of a Parquet type go into. INT96 is 12 bytes.
    public enum Kind {
        BOOLEAN,
        INT,
        LONG,
        FLOAT,
        DOUBLE,
        BYTES;

        public static Kind of(PrimitiveTypeName type) {
            return switch (type) {
                case BOOLEAN -> BOOLEAN;
                case INT32 -> INT;
                case INT64 -> LONG;
                case FLOAT -> FLOAT;
                case DOUBLE -> DOUBLE;
                case BINARY, FIXED_LEN_BYTE_ARRAY, INT96 -> BYTES;
            };
        }
    }

    private static final int BYTES_PER_VALUE = 16;

    final Kind kind;
    boolean[] booleans = new boolean[0];
    int[] ints = new int[0];
    long[] longs = new long[0];
    float[] floats = new float[0];
    double[] doubles = new double[0];
    byte[] data = new byte[0];
    int[] offsets = new int[1];
    int count;

    public RawValues(Kind kind, int capacity) {
        this.kind = kind;
        grow(capacity);
        if (kind == Kind.BYTES) {
            data = new byte[(int) Math.min(1L << 20, (long) capacity * BYTES_PER_VALUE)];
        }
    }

    /// Forgets the values and keeps the arrays.
    public void clear() {
        count = 0;
    }

    /// Makes room for `capacity` values in all.
    void grow(int capacity) {
        switch (kind) {
            case BOOLEAN ->
                    booleans =
                            grown(booleans.length, capacity)
                                    ? Arrays.copyOf(booleans, capacity)
                                    : booleans;
            case INT -> ints = grown(ints.length, capacity) ? Arrays.copyOf(ints, capacity) : ints;
            case LONG ->
                    longs = grown(longs.length, capacity) ? Arrays.copyOf(longs, capacity) : longs;
            case FLOAT ->
                    floats =
                            grown(floats.length, capacity)
                                    ? Arrays.copyOf(floats, capacity)
                                    : floats;
            case DOUBLE ->
                    doubles =
                            grown(doubles.length, capacity)
                                    ? Arrays.copyOf(doubles, capacity)
                                    : doubles;
            case BYTES ->
                    offsets =
                            grown(offsets.length, capacity + 1)
                                    ? Arrays.copyOf(offsets, capacity + 1)
                                    : offsets;
        }
    }

    private static boolean grown(int length, int capacity) {
        return capacity > length;
    }

    /// Makes room for `more` bytes behind those of the first `count` values.
    void growData(long more) {
        long needed = offsets[count] + more;
        if (needed > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "A batch of values of %d bytes; read fewer rows at a time".formatted(needed));
        }
        if (needed > data.length) {
            data =
                    Arrays.copyOf(
                            data,
                            (int)
                                    Math.min(
                                            Integer.MAX_VALUE - 8,
                                            Math.max(needed, 2L * data.length)));
        }
    }

    /// Appends `length` values of any content: zeros, or empty byte strings.
    public void pad(int length) {
        grow(count + length);
        if (kind == Kind.BYTES) {
            Arrays.fill(offsets, count + 1, count + length + 1, offsets[count]);
        }
        count += length;
    }

    /// Moves the dense values to the slots whose validity bit is set; `slots` values from then on.
    public void spread(long[] validity, int slots) {
        grow(slots);
        switch (kind) {
            case BOOLEAN -> Spreading.spread(booleans, count, validity, slots);
            case INT -> Spreading.spread(ints, count, validity, slots);
            case LONG -> Spreading.spread(longs, count, validity, slots);
            case FLOAT -> Spreading.spread(floats, count, validity, slots);
            case DOUBLE -> Spreading.spread(doubles, count, validity, slots);
            case BYTES -> spreadOffsets(validity, slots);
        }
        count = slots;
    }

    private void spreadOffsets(long[] validity, int slots) {
        int dense = count;
        int end = offsets[dense];
        for (int slot = slots - 1; slot >= 0; slot--) {
            offsets[slot + 1] = end;
            if ((validity[slot >>> 6] >>> slot & 1) != 0) {
                dense--;
                end = offsets[dense];
            }
        }
        offsets[0] = 0;
    }

    /// Appends the values of `dictionary` at `ids[0..count)`.
    public void gather(RawValues dictionary, int[] ids, int idCount) {
        grow(count + idCount);
        switch (kind) {
            case BOOLEAN -> {
                for (int i = 0; i < idCount; i++) {
                    booleans[count + i] = dictionary.booleans[ids[i]];
                }
            }
            case INT -> {
                for (int i = 0; i < idCount; i++) {
                    ints[count + i] = dictionary.ints[ids[i]];
                }
            }
            case LONG -> {
                for (int i = 0; i < idCount; i++) {
                    longs[count + i] = dictionary.longs[ids[i]];
                }
            }
            case FLOAT -> {
                for (int i = 0; i < idCount; i++) {
                    floats[count + i] = dictionary.floats[ids[i]];
                }
            }
            case DOUBLE -> {
                for (int i = 0; i < idCount; i++) {
                    doubles[count + i] = dictionary.doubles[ids[i]];
                }
            }
            case BYTES -> {
                gatherBytes(dictionary, ids, idCount);
                return;
            }
        }
        count += idCount;
    }

    private void gatherBytes(RawValues dictionary, int[] ids, int idCount) {
        long total = 0;
        for (int i = 0; i < idCount; i++) {
            total += dictionary.offsets[ids[i] + 1] - dictionary.offsets[ids[i]];
        }
        growData(total);
        int at = offsets[count];
        for (int i = 0; i < idCount; i++) {
            int from = dictionary.offsets[ids[i]];
            int length = dictionary.offsets[ids[i] + 1] - from;
            System.arraycopy(dictionary.data, from, data, at, length);
            at += length;
            offsets[count + i + 1] = at;
        }
        count += idCount;
    }

    /// The values as a vector of the Parquet type's own kind, which takes over the arrays.
    public FlatVector vector(long @Nullable [] validity) {
        return switch (kind) {
            case BOOLEAN -> new BooleanVector(DataType.BOOLEAN, booleans, validity, count);
            case INT -> new IntVector(DataType.INTEGER, ints, validity, count);
            case LONG -> new LongVector(DataType.BIGINT, longs, validity, count);
            case FLOAT -> new FloatVector(DataType.REAL, floats, validity, count);
            case DOUBLE -> new DoubleVector(DataType.DOUBLE, doubles, validity, count);
            case BYTES -> new BytesVector(DataType.BINARY, data, offsets, validity, count);
        };
    }
}
