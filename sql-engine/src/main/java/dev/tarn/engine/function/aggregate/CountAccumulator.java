package dev.tarn.engine.function.aggregate;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Accumulator;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.GroupedAccumulator;
import dev.tarn.engine.function.GroupedRows;
import dev.tarn.engine.function.Rows;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;

/// Counts rows, values that are not null, pairs of which neither is null, or values that are true.
/// Never null.
final class CountAccumulator implements GroupedAccumulator {
    private final What what;
    private long[] counts = new long[0];
    private int groupCount;

    private enum What {
        ROWS,
        VALUES,
        PAIRS,
        TRUE
    }

    private CountAccumulator(What what) {
        this.what = what;
    }

    static CountAccumulator ofRows() {
        return new CountAccumulator(What.ROWS);
    }

    static CountAccumulator ofValues() {
        return new CountAccumulator(What.VALUES);
    }

    static CountAccumulator ofPairs() {
        return new CountAccumulator(What.PAIRS);
    }

    static CountAccumulator ofTrue() {
        return new CountAccumulator(What.TRUE);
    }

    @Override
    public void resize(int newGroupCount) {
        groupCount = newGroupCount;
        if (newGroupCount > counts.length) {
            counts = Arrays.copyOf(counts, Groups.capacity(newGroupCount, counts.length));
        }
    }

    @Override
    public void add(int[] groups, List<Vector> arguments, Rows rows) {
        long[] validity = validity(arguments);
        if (what == What.TRUE) {
            addTrue(groups, Args.booleans(arguments.getFirst()), validity, rows);
            return;
        }
        int count = rows.selectedCount();
        if (validity == null && groupCount == 1) {
            counts[0] += count;
        } else if (validity == null) {
            for (int i = 0; i < count; i++) {
                counts[groups[i]]++;
            }
        } else {
            for (int i = 0; i < count; i++) {
                int row = rows.row(i);
                counts[groups[i]] += validity[row >>> 6] >>> row & 1;
            }
        }
    }

    @Override
    public void addGrouped(GroupedRows rows, List<Vector> arguments) {
        long[] validity = validity(arguments);
        boolean[] values = what == What.TRUE ? Args.booleans(arguments.getFirst()) : null;
        for (int at = 0; at < rows.groupCount; at++) {
            int from = rows.starts[at];
            int to = rows.starts[at + 1];
            long count = 0;
            for (int i = from; i < to && (validity != null || values != null); i++) {
                int row = rows.rows[i];
                boolean counted = Bitmaps.isSet(validity, row) && (values == null || values[row]);
                count += counted ? 1 : 0;
            }
            counts[rows.groups[at]] += validity == null && values == null ? to - from : count;
        }
    }

    private long @Nullable [] validity(List<Vector> arguments) {
        if (what == What.ROWS) {
            return null;
        }
        Vector first = arguments.getFirst();
        long[] validity = Args.validity(first);
        return what == What.PAIRS
                ? Bitmaps.and(validity, Args.validity(arguments.get(1)), first.length())
                : validity;
    }

    private void addTrue(int[] groups, boolean[] values, long @Nullable [] validity, Rows rows) {
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            counts[groups[i]] += values[row] && Bitmaps.isSet(validity, row) ? 1 : 0;
        }
    }

    @Override
    public void merge(Accumulator other, int[] from, int[] to, int count) {
        long[] otherCounts = ((CountAccumulator) other).counts;
        for (int g = 0; g < count; g++) {
            counts[to[g]] += otherCounts[from[g]];
        }
    }

    @Override
    public boolean mergesRepeatedly() {
        return true;
    }

    @Override
    public List<DataType> stateTypes() {
        return List.of(DataType.BIGINT);
    }

    @Override
    public List<Vector> save(int[] groups, int from, int to) {
        return List.of(States.longs(counts, groups, from, to));
    }

    @Override
    public void restore(List<? extends Vector> saved, int count) {
        groupCount = count;
        counts = States.longs(saved.getFirst());
    }

    @Override
    public Vector finish(int from, int to) {
        return new LongVector(DataType.BIGINT, Arrays.copyOfRange(counts, from, to));
    }

    @Override
    public long sizeBytes() {
        return 8L * counts.length;
    }
}
