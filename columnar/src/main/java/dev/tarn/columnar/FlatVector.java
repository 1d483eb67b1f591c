package dev.tarn.columnar;

import org.jspecify.annotations.Nullable;

/// A vector that holds each of its values in arrays, one class for each [DataType.Physical].
///
/// `validity` is a bitmap, one bit a row, 64 rows a word, lowest bit first; a set bit says that the
/// value is there, a null array that all of them are. The value under a clear bit is unspecified,
/// but safe to read.
public sealed interface FlatVector extends Vector
        permits BooleanVector,
                IntVector,
                LongVector,
                Int128Vector,
                FloatVector,
                DoubleVector,
                BytesVector,
                ListVector,
                MapVector,
                StructVector {

    /// Validity words, or null where no value is null.
    long @Nullable [] validity();

    @Override
    default boolean isNull(int row) {
        return !Bitmaps.isSet(validity(), row);
    }

    @Override
    default boolean mayHaveNulls() {
        return validity() != null;
    }

    @Override
    default FlatVector flatten() {
        return this;
    }

    @Override
    FlatVector take(int[] rows, int count);
}
