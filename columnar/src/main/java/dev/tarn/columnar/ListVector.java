package dev.tarn.columnar;

import org.jspecify.annotations.Nullable;

/// Lists: row `i` holds `elements[offsets[i]..offsets[i+1])`. A null list has an empty range.
public record ListVector(
        DataType type, int[] offsets, Vector elements, long @Nullable [] validity, int length)
        implements FlatVector {
    // Not compact: javac leaves type annotations out of class files for compact constructors.
    public ListVector(
            DataType type, int[] offsets, Vector elements, long @Nullable [] validity, int length) {
        Vectors.check(type, DataType.Physical.LIST, length, offsets.length - 1, validity);
        this.type = type;
        this.offsets = offsets;
        this.elements = elements;
        this.validity = validity;
        this.length = length;
    }

    @Override
    public FlatVector take(int[] rows, int count) {
        Ranges ranges = Ranges.of(offsets, rows, count);
        return new ListVector(
                type,
                ranges.offsets(),
                elements.take(ranges.rows(), ranges.rows().length),
                Bitmaps.take(validity, rows, count),
                count);
    }

    @Override
    public long sizeBytes() {
        return 4L * offsets.length + elements.sizeBytes() + Vectors.sizeBytes(validity);
    }
}
