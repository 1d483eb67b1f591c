package dev.tarn.engine.window;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.Interleave;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.Vectors;
import dev.tarn.engine.physical.WindowCall;

import java.util.ArrayList;
import java.util.List;

/// LAG by the same distance for all rows; holds as many values. Where the partition has no such
/// row, the default, or null.
final class RunningLag implements RunningCall {
    private static final int NONE = -1;

    private final WindowCall call;
    private final DataType type;
    private final int distance;

    /// The values of the last rows, `distance` of them at most.
    private FlatVector last;

    /// Rows of the last partition so far.
    private long place;

    RunningLag(WindowCall call, DataType type, int distance) {
        this.call = call;
        this.type = type;
        this.distance = distance;
        this.last = Vectors.nulls(type, 0).flatten();
    }

    @Override
    public Vector next(RunningRows rows) {
        int count = rows.rowCount();
        FlatVector values = rows.batch().column(call.arguments().getFirst()).flatten();
        List<Vector> from = new ArrayList<>(List.of(last, values));
        int otherwise = NONE;
        if (call.arguments().size() > 2) {
            otherwise = from.size();
            from.add(rows.batch().column(call.arguments().get(2)));
        }
        int[] sources = new int[count];
        int[] places = new int[count];
        RunningRows.Walk partitions = new RunningRows.Walk(rows.partitions());
        for (int row = 0; row < count; row++) {
            if (partitions.isAt(row)) {
                place = 0;
            }
            int at = row - distance;
            boolean isThere = place++ >= distance;
            sources[row] = !isThere ? otherwise : at < 0 ? 0 : 1;
            places[row] = !isThere ? row : at < 0 ? last.length() + at : at;
        }
        Vector results = Interleave.of(type, from, sources, places, count);
        hold(values);
        return results;
    }

    /// Holds the last of `values`, and what was held before them as far as it is still needed.
    private void hold(FlatVector values) {
        int held = Math.min(distance, last.length() + values.length());
        int[] sources = new int[held];
        int[] places = new int[held];
        for (int i = 0; i < held; i++) {
            int at = values.length() - held + i;
            sources[i] = at < 0 ? 0 : 1;
            places[i] = at < 0 ? last.length() + at : at;
        }
        last = Interleave.of(type, List.of(last, values), sources, places, held);
    }

    @Override
    public long sizeBytes() {
        return last.sizeBytes();
    }
}
