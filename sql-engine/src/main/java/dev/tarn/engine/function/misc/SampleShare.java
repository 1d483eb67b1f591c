package dev.tarn.engine.function.misc;

import static dev.tarn.columnar.DataType.BIGINT;
import static dev.tarn.columnar.DataType.DOUBLE;
import static dev.tarn.columnar.DataType.STRING;

import dev.tarn.columnar.ConstantVector;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.FunctionContext;
import dev.tarn.engine.function.OverloadedFamily;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.function.ValueHash;

import java.util.Arrays;
import java.util.List;

/// What stands for chance where a sample can be drawn again: a number from 0 to 1, the same for a
/// row of a data file whenever it is read, and whoever reads it. No SQL name leads to it.
public final class SampleShare {
    /// `(varchar file, bigint position, bigint seed) → double`
    public static final ScalarFamily OF_ROW =
            OverloadedFamily.family(
                            "sample_share",
                            "(varchar file, bigint position, bigint seed) → double from 0 to 1")
                    .pure(List.of(STRING, BIGINT, BIGINT), DOUBLE, SampleShare::shares)
                    .build();

    private SampleShare() {}

    private static Vector shares(List<Vector> arguments, Rows rows, FunctionContext context) {
        long[] files = hashes(arguments.get(0), rows);
        long[] positions = Args.longs(arguments.get(1));
        long[] seeds = Args.longs(arguments.get(2));
        double[] out = new double[rows.rowCount()];
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            long seeded = ValueHash.mix(files[row] ^ ValueHash.mix(seeds[row]));
            out[row] = (ValueHash.mix(seeded + positions[row]) >>> 11) * 0x1p-53;
        }
        return new DoubleVector(DOUBLE, out);
    }

    /// Of the names of files, of which a batch mostly has one.
    private static long[] hashes(Vector files, Rows rows) {
        if (!(files instanceof ConstantVector(var name, int length))) {
            return ValueHash.of(files, rows);
        }
        long[] hashes = new long[length];
        Arrays.fill(hashes, ValueHash.of(name, Rows.all(1))[0]);
        return hashes;
    }
}
