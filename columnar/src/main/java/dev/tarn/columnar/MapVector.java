package dev.tarn.columnar;

import org.jspecify.annotations.Nullable;

/// Maps: row `i` holds the entries `offsets[i]..offsets[i+1]` of `keys` and `values`. A null map
/// has an empty range.
public record MapVector(
        DataType type,
        int[] offsets,
        Vector keys,
        Vector values,
        long @Nullable [] validity,
        int length)
        implements FlatVector {
    // Not compact: javac leaves type annotations out of class files for compact constructors.
    public MapVector(
            DataType type,
            int[] offsets,
            Vector keys,
            Vector values,
            long @Nullable [] validity,
            int length) {
        Vectors.check(type, DataType.Physical.MAP, length, offsets.length - 1, validity);
        this.type = type;
        this.offsets = offsets;
        this.keys = keys;
        this.values = values;
        this.validity = validity;
        this.length = length;
    }

    @Override
    public FlatVector take(int[] rows, int count) {
        Ranges ranges = Ranges.of(offsets, rows, count);
        int entryCount = ranges.rows().length;
        return new MapVector(
                type,
                ranges.offsets(),
                keys.take(ranges.rows(), entryCount),
                values.take(ranges.rows(), entryCount),
                Bitmaps.take(validity, rows, count),
                count);
    }

    @Override
    public long sizeBytes() {
        return 4L * offsets.length
                + keys.sizeBytes()
                + values.sizeBytes()
                + Vectors.sizeBytes(validity);
    }
}
