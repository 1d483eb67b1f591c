package dev.tarn.engine.agg;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.columns.Cells;
import dev.tarn.engine.columns.KeyBatch;
import dev.tarn.engine.columns.KeyEncoder;
import dev.tarn.engine.columns.KeyLayout;
import dev.tarn.engine.physical.AggregateCall;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The distinct pairs of a group and the arguments of one DISTINCT aggregate. Not thread-safe.
final class DistinctRows {
    private final GroupTable table;
    private final KeyEncoder encoder;
    private final KeyBatch keys = new KeyBatch();
    private int[] numbers = new int[0];

    /// The group of each pair.
    private int[] pairGroups = new int[16];

    DistinctRows(AggregateCall call) {
        List<DataType> types = new ArrayList<>();
        types.add(DataType.BIGINT);
        types.addAll(call.function().parameterTypes());
        KeyLayout layout = KeyLayout.of(types, true);
        table = new GroupTable(layout);
        encoder = new KeyEncoder(layout);
    }

    int count() {
        return table.groupCount();
    }

    int groupOf(int pair) {
        return pairGroups[pair];
    }

    /// Adds `count` pairs: of group `groups[i]` and value `i` of each of `arguments`. Returns how
    /// many pairs are new; their rows are put into `newRows`, ascending.
    int add(int[] groups, List<Cells> arguments, int count, int[] newRows) {
        List<Cells> cells = new ArrayList<>(arguments.size() + 1);
        cells.add(new Cells(groupVector(groups, count), null, count));
        cells.addAll(arguments);
        encoder.encode(cells, count, keys);
        if (numbers.length < count) {
            numbers = new int[count];
        }
        int before = table.groupCount();
        table.findOrAdd(keys, numbers);
        int after = table.groupCount();
        if (pairGroups.length < after) {
            pairGroups = Arrays.copyOf(pairGroups, Math.max(after, pairGroups.length * 2));
        }
        int added = 0;
        int next = before;
        for (int row = 0; row < count && next < after; row++) {
            if (numbers[row] == next) {
                pairGroups[next++] = groups[row];
                newRows[added++] = row;
            }
        }
        return added;
    }

    private static LongVector groupVector(int[] groups, int count) {
        long[] values = new long[count];
        for (int i = 0; i < count; i++) {
            values[i] = groups[i];
        }
        return new LongVector(DataType.BIGINT, values);
    }

    /// The arguments of the pairs `numbers[from..to)`.
    Batch arguments(int[] pairs, int from, int to) {
        List<FlatVector> columns = table.keys().decode(pairs, from, to);
        List<Vector> arguments = new ArrayList<>(columns.subList(1, columns.size()));
        return new Batch(arguments, to - from);
    }

    long sizeBytes() {
        return table.sizeBytes() + 4L * pairGroups.length;
    }
}
