package dev.tarn.columnar;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Rows of named fields: one child vector a field, each as long as this one.
public record StructVector(
        DataType type, List<Vector> fields, long @Nullable [] validity, int length)
        implements FlatVector {
    public StructVector {
        fields = List.copyOf(fields);
        Vectors.check(type, DataType.Physical.STRUCT, length, length, validity);
        for (Vector field : fields) {
            if (field.length() < length) {
                throw new IllegalArgumentException(
                        "Field vector of %d rows in a struct of %d"
                                .formatted(field.length(), length));
            }
        }
    }

    @Override
    public FlatVector take(int[] rows, int count) {
        List<Vector> taken = fields.stream().map(field -> field.take(rows, count)).toList();
        return new StructVector(type, taken, Bitmaps.take(validity, rows, count), count);
    }

    @Override
    public long sizeBytes() {
        long bytes = Vectors.sizeBytes(validity);
        for (Vector field : fields) {
            bytes += field.sizeBytes();
        }
        return bytes;
    }
}
