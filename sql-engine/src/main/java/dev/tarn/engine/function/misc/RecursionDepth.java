package dev.tarn.engine.function.misc;

import static dev.tarn.columnar.DataType.BIGINT;
import static dev.tarn.columnar.DataType.BOOLEAN;

import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.ConstantVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.FunctionContext;
import dev.tarn.engine.function.OverloadedFamily;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFamily;

import java.util.List;

/// What the rows of a recursive query are asked before they are given: true, or an error where one
/// is from deeper than is allowed. No SQL name leads to it.
public final class RecursionDepth {
    /// `(bigint depth, bigint limit) → boolean`
    public static final ScalarFamily WITHIN =
            OverloadedFamily.family("recursion_within", "(bigint depth, bigint limit) → true")
                    .failing(List.of(BIGINT, BIGINT), BOOLEAN, RecursionDepth::check)
                    .build();

    private RecursionDepth() {}

    private static Vector check(List<Vector> arguments, Rows rows, FunctionContext context) {
        long[] depths = Args.longs(arguments.get(0));
        long[] limits = Args.longs(arguments.get(1));
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            if (depths[row] > limits[row]) {
                throw new SqlException(
                        ErrorCode.NOT_SUPPORTED,
                        "A recursive query goes deeper than %d steps; the session property max_recursion_depth allows more"
                                .formatted(limits[row]));
            }
        }
        BooleanVector all = new BooleanVector(BOOLEAN, new boolean[] {true});
        return new ConstantVector(all, rows.rowCount());
    }
}
