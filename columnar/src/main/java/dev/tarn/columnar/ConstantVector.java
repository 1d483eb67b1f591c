package dev.tarn.columnar;

/// One value, repeated: `value` has one row, which stands for each of `length` rows.
public record ConstantVector(FlatVector value, int length) implements Vector {
    public ConstantVector {
        if (value.length() != 1 || length < 0) {
            throw new IllegalArgumentException(
                    "Constant of %d values, repeated %d times".formatted(value.length(), length));
        }
    }

    @Override
    public DataType type() {
        return value.type();
    }

    /// Whether the one value is null.
    public boolean isNull() {
        return value.isNull(0);
    }

    @Override
    public boolean isNull(int row) {
        return value.isNull(0);
    }

    @Override
    public boolean mayHaveNulls() {
        return value.isNull(0);
    }

    @Override
    public FlatVector flatten() {
        return value.take(new int[length], length);
    }

    @Override
    public Vector take(int[] rows, int count) {
        return new ConstantVector(value, count);
    }

    @Override
    public long sizeBytes() {
        return value.sizeBytes();
    }
}
