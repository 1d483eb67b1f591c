package dev.tarn.columnar;

import org.jspecify.annotations.Nullable;

/// Single precision values (REAL).
public record FloatVector(DataType type, float[] values, long @Nullable [] validity, int length)
        implements FlatVector {
    // Not compact: javac leaves type annotations out of class files for compact constructors.
    public FloatVector(DataType type, float[] values, long @Nullable [] validity, int length) {
        Vectors.check(type, DataType.Physical.FLOAT, length, values.length, validity);
        this.type = type;
        this.values = values;
        this.validity = validity;
        this.length = length;
    }

    /// A vector of all of `values`, none of them null.
    public FloatVector(DataType type, float[] values) {
        this(type, values, null, values.length);
    }

    @Override
    public FlatVector take(int[] rows, int count) {
        float[] taken = new float[count];
        for (int i = 0; i < count; i++) {
            taken[i] = values[rows[i]];
        }
        return new FloatVector(type, taken, Bitmaps.take(validity, rows, count), count);
    }

    @Override
    public long sizeBytes() {
        return 4L * values.length + Vectors.sizeBytes(validity);
    }
}
