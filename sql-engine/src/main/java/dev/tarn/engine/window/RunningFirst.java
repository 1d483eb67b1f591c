package dev.tarn.engine.window;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.Interleave;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.Vectors;
import dev.tarn.engine.physical.WindowCall;

import java.util.List;

/// FIRST_VALUE of frames that begin with their partition: the value of its first row, null or not.
final class RunningFirst implements RunningCall {
    private final int argument;
    private final DataType type;

    /// The value of the first row of the last partition; of one row.
    private FlatVector first;

    RunningFirst(WindowCall call, DataType type) {
        this.argument = call.arguments().getFirst();
        this.type = type;
        this.first = Vectors.nulls(type, 1).flatten();
    }

    @Override
    public Vector next(RunningRows rows) {
        int count = rows.rowCount();
        FlatVector values = rows.batch().column(argument).flatten();
        int[] sources = new int[count];
        int[] places = new int[count];
        RunningRows.Walk partitions = new RunningRows.Walk(rows.partitions());
        int source = 0;
        int place = 0;
        for (int row = 0; row < count; row++) {
            if (partitions.isAt(row)) {
                source = 1;
                place = row;
            }
            sources[row] = source;
            places[row] = place;
        }
        Vector results = Interleave.of(type, List.of(first, values), sources, places, count);
        if (source == 1) {
            first = values.take(new int[] {place}, 1);
        }
        return results;
    }

    @Override
    public long sizeBytes() {
        return first.sizeBytes();
    }
}
