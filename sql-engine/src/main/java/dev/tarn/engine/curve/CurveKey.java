package dev.tarn.engine.curve;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.columns.Concatenation;
import dev.tarn.engine.columns.RowStore;
import dev.tarn.engine.function.FunctionContext;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFunction;
import dev.tarn.engine.kernel.Curves;
import dev.tarn.engine.spi.FileOrder.Curve;

import java.util.ArrayList;
import java.util.List;

/// The key of rows along a curve through several columns, as a function of these columns: rows
/// sorted by it lie in files, row groups and pages whose bounds are narrow in each of them.
///
/// Columns count by rank, so that each has its part in the first bits of the key, which decide what
/// files hold, whatever its type and range.
public final class CurveKey {
    /// Ranks of ten bits put rows into files as well as those of twenty do.
    private static final int RANK_BITS = 10;

    private final Curve curve;
    private final List<RankCuts> columns;

    private CurveKey(Curve curve, List<RankCuts> columns) {
        this.curve = curve;
        this.columns = List.copyOf(columns);
    }

    /// A function of columns of `types`, six at most, to a bigint that is not negative, for rows of
    /// which `sample` has some; nulls are values like others.
    public static ScalarFunction of(Curve curve, List<DataType> types, RowStore sample) {
        List<RankCuts> columns = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            FlatVector values = Concatenation.of(types.get(i), sample.pieces(i));
            columns.add(RankCuts.of(values, RANK_BITS));
        }
        CurveKey key = new CurveKey(curve, columns);
        return ScalarFunction.of("curve_key", types, DataType.BIGINT, key::keys).seeingNulls();
    }

    private Vector keys(List<Vector> arguments, Rows rows, FunctionContext context) {
        int[][] ranks = new int[columns.size()][rows.rowCount()];
        for (int i = 0; i < ranks.length; i++) {
            columns.get(i).rank(arguments.get(i), rows, ranks[i]);
        }
        long[] keys = new long[rows.rowCount()];
        switch (curve) {
            case HILBERT -> Curves.hilbert(ranks, RANK_BITS, rows.rowCount(), keys);
            case ZORDER -> Curves.interleave(ranks, RANK_BITS, rows.rowCount(), keys);
        }
        return new LongVector(DataType.BIGINT, keys);
    }
}
