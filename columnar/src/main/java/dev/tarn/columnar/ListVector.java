package dev.tarn.columnar;

import org.jspecify.annotations.Nullable;

/// Lists: row `i` holds `elements[offsets[i]..offsets[i+1])`. A null list has an empty range.
public record ListVector(
        DataType type, int[] offsets, Vector elements, long @Nullable [] validity, int length)
        implements FlatVector {
    public ListVector {
        Vectors.check(type, DataType.Physical.LIST, length, offsets.length - 1, validity);
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
