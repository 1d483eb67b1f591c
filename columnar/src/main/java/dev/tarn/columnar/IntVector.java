package dev.tarn.columnar;

import org.jspecify.annotations.Nullable;

/// 32-bit values: the integers up to INTEGER, and DATE as days since 1970-01-01.
public record IntVector(DataType type, int[] values, long @Nullable [] validity, int length)
        implements FlatVector {
    // Not compact: javac leaves type annotations out of class files for compact constructors.
    public IntVector(DataType type, int[] values, long @Nullable [] validity, int length) {
        Vectors.check(type, DataType.Physical.INT, length, values.length, validity);
        this.type = type;
        this.values = values;
        this.validity = validity;
        this.length = length;
    }

    /// A vector of all of `values`, none of them null.
    public IntVector(DataType type, int[] values) {
        this(type, values, null, values.length);
    }

    @Override
    public FlatVector take(int[] rows, int count) {
        int[] taken = new int[count];
        for (int i = 0; i < count; i++) {
            taken[i] = values[rows[i]];
        }
        return new IntVector(type, taken, Bitmaps.take(validity, rows, count), count);
    }

    @Override
    public long sizeBytes() {
        return 4L * values.length + Vectors.sizeBytes(validity);
    }
}
