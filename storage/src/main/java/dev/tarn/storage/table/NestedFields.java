package dev.tarn.storage.table;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.FloatVector;
import dev.tarn.columnar.Int128Vector;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.MapVector;
import dev.tarn.columnar.StructVector;
import dev.tarn.columnar.Vector;

import org.jspecify.annotations.Nullable;

/// Fields of struct columns.
final class NestedFields {
    private NestedFields() {}

    /// Field number `ordinal` of `structs`, null where the struct is.
    static Vector field(FlatVector structs, int ordinal) {
        StructVector struct = (StructVector) structs;
        Vector field = struct.fields().get(ordinal);
        if (struct.validity() == null) {
            return field;
        }
        FlatVector flat = field.flatten();
        long[] both = Bitmaps.and(struct.validity(), flat.validity(), flat.length());
        return withValidity(flat, both);
    }

    private static FlatVector withValidity(FlatVector flat, long @Nullable [] validity) {
        DataType type = flat.type();
        int length = flat.length();
        return switch (flat) {
            case BooleanVector v -> new BooleanVector(type, v.values(), validity, length);
            case IntVector v -> new IntVector(type, v.values(), validity, length);
            case LongVector v -> new LongVector(type, v.values(), validity, length);
            case Int128Vector v -> new Int128Vector(type, v.high(), v.low(), validity, length);
            case FloatVector v -> new FloatVector(type, v.values(), validity, length);
            case DoubleVector v -> new DoubleVector(type, v.values(), validity, length);
            case BytesVector v -> new BytesVector(type, v.data(), v.offsets(), validity, length);
            case ListVector v -> new ListVector(type, v.offsets(), v.elements(), validity, length);
            case MapVector v ->
                    new MapVector(type, v.offsets(), v.keys(), v.values(), validity, length);
            case StructVector v -> new StructVector(type, v.fields(), validity, length);
        };
    }
}
