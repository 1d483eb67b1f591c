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

    /// The same values under other validity words, which replace the ones there are. The arrays
    /// stay shared. Where a byte, list or map value becomes null, its range need not be empty.
    default FlatVector withValidity(long @Nullable [] words) {
        return switch (this) {
            case BooleanVector v -> new BooleanVector(v.type(), v.values(), words, v.length());
            case IntVector v -> new IntVector(v.type(), v.values(), words, v.length());
            case LongVector v -> new LongVector(v.type(), v.values(), words, v.length());
            case Int128Vector v -> new Int128Vector(v.type(), v.high(), v.low(), words, v.length());
            case FloatVector v -> new FloatVector(v.type(), v.values(), words, v.length());
            case DoubleVector v -> new DoubleVector(v.type(), v.values(), words, v.length());
            case BytesVector v ->
                    new BytesVector(v.type(), v.data(), v.offsets(), words, v.length());
            case ListVector v ->
                    new ListVector(v.type(), v.offsets(), v.elements(), words, v.length());
            case MapVector v ->
                    new MapVector(v.type(), v.offsets(), v.keys(), v.values(), words, v.length());
            case StructVector v -> new StructVector(v.type(), v.fields(), words, v.length());
        };
    }
}
