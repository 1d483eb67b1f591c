package dev.tarn.engine.function.cast;

import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Shape;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.Args.Bytes;
import dev.tarn.engine.function.cast.Casts.Cast;

import org.jspecify.annotations.Nullable;

/// Shapes are binaries that are known to be well-known binary. One type of them becomes another by
/// way of these alone, as coordinates would mean something else. In SQL functions stand for these
/// casts.
final class ShapeCasts {
    private ShapeCasts() {}

    static @Nullable Cast fromShape(DataType to) {
        return to == DataType.BINARY
                ? Cast.always((values, rows, failures, context) -> named(values, to))
                : null;
    }

    static @Nullable Cast toShape(DataType from, Shape to) {
        return from != DataType.BINARY
                ? null
                : Cast.failing((values, rows, failures, context) -> {
                    Bytes in = Args.bytes(values);
                    for (int i = 0; i < rows.selectedCount(); i++) {
                        int row = rows.row(i);
                        boolean present = !values.isNull(row);
                        if (present && !Wkb.isShape(in.data(), in.from(row), in.to(row))) {
                            failures.invalid(row, "that is not ISO well-known binary");
                        }
                    }
                    return named(values, to);
                });
    }

    private static Vector named(Vector values, DataType type) {
        BytesVector flat = (BytesVector) values.flatten();
        return new BytesVector(type, flat.data(), flat.offsets(), flat.validity(), flat.length());
    }
}
