package dev.tarn.columnar;

import org.jspecify.annotations.Nullable;

/// 64-bit values: BIGINT, short decimals as unscaled numbers, times and timestamps in their unit.
public record LongVector(DataType type, long[] values, long @Nullable [] validity, int length)
        implements FlatVector {
    // Not compact: javac leaves type annotations out of class files for compact constructors.
    public LongVector(DataType type, long[] values, long @Nullable [] validity, int length) {
        Vectors.check(type, DataType.Physical.LONG, length, values.length, validity);
        this.type = type;
        this.values = values;
        this.validity = validity;
        this.length = length;
    }

    /// A vector of all of `values`, none of them null.
    public LongVector(DataType type, long[] values) {
        this(type, values, null, values.length);
    }

    @Override
    public FlatVector take(int[] rows, int count) {
        long[] taken = new long[count];
        for (int i = 0; i < count; i++) {
            taken[i] = values[rows[i]];
        }
        return new LongVector(type, taken, Bitmaps.take(validity, rows, count), count);
    }

    @Override
    public long sizeBytes() {
        return 8L * values.length + Vectors.sizeBytes(validity);
    }
}
