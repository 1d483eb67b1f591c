package dev.tarn.columnar;

import org.jspecify.annotations.Nullable;

/// Double precision values.
public record DoubleVector(DataType type, double[] values, long @Nullable [] validity, int length)
        implements FlatVector {
    // Not compact: javac leaves type annotations out of class files for compact constructors.
    public DoubleVector(DataType type, double[] values, long @Nullable [] validity, int length) {
        Vectors.check(type, DataType.Physical.DOUBLE, length, values.length, validity);
        this.type = type;
        this.values = values;
        this.validity = validity;
        this.length = length;
    }

    /// A vector of all of `values`, none of them null.
    public DoubleVector(DataType type, double[] values) {
        this(type, values, null, values.length);
    }

    @Override
    public FlatVector take(int[] rows, int count) {
        double[] taken = new double[count];
        for (int i = 0; i < count; i++) {
            taken[i] = values[rows[i]];
        }
        return new DoubleVector(type, taken, Bitmaps.take(validity, rows, count), count);
    }

    @Override
    public long sizeBytes() {
        return 8L * values.length + Vectors.sizeBytes(validity);
    }
}
