package dev.tarn.columnar;

import org.jspecify.annotations.Nullable;

/// Booleans, one array element each; also the vector of type UNKNOWN, whose values are all null.
public record BooleanVector(DataType type, boolean[] values, long @Nullable [] validity, int length)
        implements FlatVector {
    // Not compact: javac leaves type annotations out of class files for compact constructors.
    public BooleanVector(DataType type, boolean[] values, long @Nullable [] validity, int length) {
        Vectors.check(type, DataType.Physical.BOOLEAN, length, values.length, validity);
        this.type = type;
        this.values = values;
        this.validity = validity;
        this.length = length;
    }

    /// A vector of all of `values`, none of them null.
    public BooleanVector(DataType type, boolean[] values) {
        this(type, values, null, values.length);
    }

    @Override
    public FlatVector take(int[] rows, int count) {
        boolean[] taken = new boolean[count];
        for (int i = 0; i < count; i++) {
            taken[i] = values[rows[i]];
        }
        return new BooleanVector(type, taken, Bitmaps.take(validity, rows, count), count);
    }

    @Override
    public long sizeBytes() {
        return 1L * values.length + Vectors.sizeBytes(validity);
    }
}
