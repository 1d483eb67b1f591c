package dev.tarn.storage.text;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.LongVector;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// What is kept in one long.
abstract sealed class LongValues extends TextValues
        permits NumberValues.Longs,
                NumberValues.ShortDecimals,
                TimeValues.Times,
                TimeValues.Timestamps {
    private final DataType type;
    private long[] values = {};

    LongValues(DataType type) {
        this.type = type;
    }

    abstract long parse(byte[] data, int from, int to);

    @Override
    final void grow(int rows) {
        values = Arrays.copyOf(values, rows);
    }

    @Override
    final void set(int row, byte[] data, int from, int to) {
        values[row] = parse(data, from, to);
    }

    @Override
    final FlatVector vector(long @Nullable [] words, int rows) {
        long[] built = values;
        values = new long[0];
        return new LongVector(type, built, words, rows);
    }
}
