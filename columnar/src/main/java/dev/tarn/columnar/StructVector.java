package dev.tarn.columnar;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Rows of named fields: one child vector a field, each as long as this one.
public record StructVector(
        DataType type, List<Vector> fields, long @Nullable [] validity, int length)
        implements FlatVector {
    // Not compact: javac leaves type annotations out of class files for compact constructors.
    public StructVector(
            DataType type, List<Vector> fields, long @Nullable [] validity, int length) {
        Vectors.check(type, DataType.Physical.STRUCT, length, length, validity);
        for (Vector field : fields) {
            if (field.length() < length) {
                throw new IllegalArgumentException(
                        "Field vector of %d rows in a struct of %d"
                                .formatted(field.length(), length));
            }
        }
        this.type = type;
        this.fields = List.copyOf(fields);
        this.validity = validity;
        this.length = length;
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
