package dev.tarn.engine.function.aggregate;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Accumulator;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.Rows;

import java.util.List;

/// Some value of each group that is not null: the first that was seen.
final class FirstAccumulator implements Accumulator {
    private final GroupValues values;

    FirstAccumulator(DataType type) {
        this.values = new GroupValues(type);
    }

    @Override
    public void resize(int groupCount) {
        values.resize(groupCount);
    }

    @Override
    public void add(int[] groups, List<Vector> arguments, Rows rows) {
        Vector argument = arguments.getFirst();
        long[] validity = Args.validity(argument);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            if (values.get(groups[i]) == null && Bitmaps.isSet(validity, row)) {
                values.set(groups[i], argument, row);
            }
        }
    }

    @Override
    public void merge(Accumulator other, int[] from, int[] to, int count) {
        FirstAccumulator that = (FirstAccumulator) other;
        for (int g = 0; g < count; g++) {
            Vector value = that.values.get(from[g]);
            if (value != null && values.get(to[g]) == null) {
                values.set(to[g], value, 0);
            }
        }
    }

    @Override
    public boolean mergesRepeatedly() {
        return true;
    }

    @Override
    public boolean hasSmallStates() {
        return false;
    }

    @Override
    public List<DataType> stateTypes() {
        return List.of(values.type());
    }

    @Override
    public List<Vector> save(int[] groups, int from, int to) {
        return List.of(values.vector(groups, from, to));
    }

    @Override
    public void restore(List<? extends Vector> saved, int count) {
        resize(count);
        for (int group = 0; group < count; group++) {
            if (!saved.getFirst().isNull(group)) {
                values.set(group, saved.getFirst(), group);
            }
        }
    }

    @Override
    public Vector finish(int from, int to) {
        return values.vector(from, to);
    }

    @Override
    public long sizeBytes() {
        return values.sizeBytes();
    }
}
