package dev.tarn.engine.function.aggregate;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Accumulator;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.Args.Bytes;
import dev.tarn.engine.function.BytesOut;
import dev.tarn.engine.function.Rows;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;

/// Least or greatest string or binary by unsigned bytes; null for no value. A value is copied when
/// it becomes the extreme of its group.
final class BytesExtremeAccumulator implements Accumulator {
    private final DataType type;
    private final boolean least;
    private byte[] @Nullable [] extremes = new byte[0][];
    private long heldBytes;

    BytesExtremeAccumulator(DataType type, boolean least) {
        this.type = type;
        this.least = least;
    }

    @Override
    public void resize(int groupCount) {
        if (groupCount > extremes.length) {
            extremes = Arrays.copyOf(extremes, Groups.capacity(groupCount, extremes.length));
        }
    }

    @Override
    public void add(int[] groups, List<Vector> arguments, Rows rows) {
        Vector argument = arguments.getFirst();
        long[] validity = Args.validity(argument);
        Bytes values = Args.bytes(argument);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            if (Bitmaps.isSet(validity, row)) {
                add(groups[i], values.data(), values.from(row), values.to(row));
            }
        }
    }

    private void add(int group, byte[] data, int from, int to) {
        byte[] had = extremes[group];
        if (had != null) {
            int order = Arrays.compareUnsigned(data, from, to, had, 0, had.length);
            if (least ? order >= 0 : order <= 0) {
                return;
            }
            heldBytes -= had.length;
        }
        extremes[group] = Arrays.copyOfRange(data, from, to);
        heldBytes += to - from;
    }

    @Override
    public void merge(Accumulator other, int[] from, int[] to, int count) {
        BytesExtremeAccumulator that = (BytesExtremeAccumulator) other;
        for (int g = 0; g < count; g++) {
            byte[] value = that.extremes[from[g]];
            if (value != null) {
                add(to[g], value, 0, value.length);
            }
        }
    }

    @Override
    public boolean mergesRepeatedly() {
        return true;
    }

    @Override
    public List<DataType> stateTypes() {
        return List.of(type);
    }

    @Override
    public List<Vector> save(int[] groups, int from, int to) {
        BytesOut out = new BytesOut(to - from, (to - from) * 8);
        boolean[] seen = new boolean[to - from];
        for (int i = 0; i < seen.length; i++) {
            byte[] value = extremes[groups[from + i]];
            if (value != null) {
                out.start(i);
                out.append(value);
                seen[i] = true;
            }
        }
        return List.of(out.finish(type, Groups.validity(seen, 0, seen.length)));
    }

    @Override
    public void restore(List<? extends Vector> saved, int count) {
        resize(count);
        Bytes values = Args.bytes(saved.getFirst());
        for (int group = 0; group < count; group++) {
            if (!saved.getFirst().isNull(group)) {
                add(group, values.data(), values.from(group), values.to(group));
            }
        }
    }

    @Override
    public Vector finish(int from, int to) {
        BytesOut out = new BytesOut(to - from, (to - from) * 8);
        boolean[] seen = new boolean[to - from];
        for (int group = from; group < to; group++) {
            byte[] value = extremes[group];
            if (value != null) {
                out.start(group - from);
                out.append(value);
                seen[group - from] = true;
            }
        }
        return out.finish(type, Groups.validity(seen, 0, to - from));
    }

    @Override
    public long sizeBytes() {
        return 24L * extremes.length + heldBytes;
    }
}
