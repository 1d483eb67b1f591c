package dev.tarn.engine.eval;

import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.StructVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFunction;

import java.util.List;

/// Expression forms that are functions but for their syntax: NOT, IS NULL, field access.
final class Forms {
    private Forms() {}

    static ScalarFunction not() {
        return ScalarFunction.of(
                "not",
                List.of(DataType.BOOLEAN),
                DataType.BOOLEAN,
                (arguments, rows, context) -> {
                    boolean[] values = Args.booleans(arguments.getFirst());
                    boolean[] out = new boolean[rows.rowCount()];
                    for (int row = 0; row < out.length; row++) {
                        out[row] = !values[row];
                    }
                    return new BooleanVector(DataType.BOOLEAN, out);
                });
    }

    static ScalarFunction isNull(DataType type) {
        return ScalarFunction.of(
                        "is_null",
                        List.of(type),
                        DataType.BOOLEAN,
                        (arguments, rows, context) -> isNull(arguments.getFirst(), rows))
                .seeingNulls();
    }

    private static Vector isNull(Vector vector, Rows rows) {
        boolean[] out = new boolean[rows.rowCount()];
        long[] validity = Args.validity(vector);
        if (validity != null) {
            for (int row = 0; row < out.length; row++) {
                out[row] = (validity[row >>> 6] >>> row & 1) == 0;
            }
        }
        return new BooleanVector(DataType.BOOLEAN, out);
    }

    static ScalarFunction field(DataType struct, int index, DataType type) {
        return ScalarFunction.of(
                "field" + index,
                List.of(struct),
                type,
                (arguments, rows, context) ->
                        ((StructVector) arguments.getFirst().flatten()).fields().get(index));
    }
}
