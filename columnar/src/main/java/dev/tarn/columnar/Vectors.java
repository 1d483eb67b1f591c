package dev.tarn.columnar;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Small things that vectors of every class need.
public final class Vectors {
    private Vectors() {}

    /// A vector of `length` nulls of `type`.
    public static Vector nulls(DataType type, int length) {
        return new ConstantVector(singleNull(type), length);
    }

    private static FlatVector singleNull(DataType type) {
        long[] validity = new long[1];
        return switch (type.physical()) {
            case BOOLEAN -> new BooleanVector(type, new boolean[1], validity, 1);
            case INT -> new IntVector(type, new int[1], validity, 1);
            case LONG -> new LongVector(type, new long[1], validity, 1);
            case INT128 -> new Int128Vector(type, new long[1], new long[1], validity, 1);
            case FLOAT -> new FloatVector(type, new float[1], validity, 1);
            case DOUBLE -> new DoubleVector(type, new double[1], validity, 1);
            case BYTES -> new BytesVector(type, new byte[0], new int[2], validity, 1);
            case LIST ->
                    new ListVector(
                            type,
                            new int[2],
                            empty(((DataType.ListOf) type).element()),
                            validity,
                            1);
            case MAP -> {
                DataType.MapOf map = (DataType.MapOf) type;
                yield new MapVector(
                        type, new int[2], empty(map.key()), empty(map.value()), validity, 1);
            }
            case STRUCT -> {
                List<Vector> fields =
                        ((DataType.StructOf) type)
                                .fields().stream()
                                        .map(field -> (Vector) singleNull(field.type()))
                                        .toList();
                yield new StructVector(type, fields, validity, 1);
            }
        };
    }

    private static Vector empty(DataType type) {
        return nulls(type, 0);
    }

    static void check(
            DataType type,
            DataType.Physical physical,
            int length,
            int capacity,
            long @Nullable [] validity) {
        if (type.physical() != physical) {
            throw new IllegalArgumentException(
                    "Type %s is not kept as %s".formatted(type, physical));
        }
        if (length < 0 || length > capacity) {
            throw new IllegalArgumentException(
                    "Vector of %d rows over arrays of %d".formatted(length, capacity));
        }
        if (validity != null && validity.length < Bitmaps.wordCount(length)) {
            throw new IllegalArgumentException(
                    "Vector of %d rows over %d validity words".formatted(length, validity.length));
        }
    }

    static long sizeBytes(long @Nullable [] words) {
        return words == null ? 0 : 8L * words.length;
    }
}
