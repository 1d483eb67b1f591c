package dev.tarn.columnar;

/// The BIGINT values `start, start + step, start + 2 * step, …`; row positions and generated
/// series. Never null.
public record SequenceVector(long start, long step, int length) implements Vector {
    public SequenceVector {
        if (length < 0) {
            throw new IllegalArgumentException("Sequence of %d rows".formatted(length));
        }
    }

    @Override
    public DataType type() {
        return DataType.BIGINT;
    }

    @Override
    public boolean isNull(int row) {
        return false;
    }

    @Override
    public boolean mayHaveNulls() {
        return false;
    }

    @Override
    public FlatVector flatten() {
        long[] values = new long[length];
        for (int i = 0; i < length; i++) {
            values[i] = start + i * step;
        }
        return new LongVector(DataType.BIGINT, values);
    }

    @Override
    public Vector take(int[] rows, int count) {
        long[] taken = new long[count];
        for (int i = 0; i < count; i++) {
            taken[i] = start + rows[i] * step;
        }
        return new LongVector(DataType.BIGINT, taken);
    }

    @Override
    public long sizeBytes() {
        return 24;
    }
}
