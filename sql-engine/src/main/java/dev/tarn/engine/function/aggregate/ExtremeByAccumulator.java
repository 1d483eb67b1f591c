package dev.tarn.engine.function.aggregate;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Accumulator;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ValueOrder;

import java.util.List;

/// The value that stands beside the least or greatest key, or, of one argument, the extreme itself,
/// for types without an array of their own. Rows with a null key are left out; of equal keys the
/// one seen first counts.
final class ExtremeByAccumulator implements Accumulator {
    private final boolean least;
    private final GroupValues values;
    private final GroupValues keys;

    ExtremeByAccumulator(DataType type, DataType keyType, boolean least) {
        this.least = least;
        this.values = new GroupValues(type);
        this.keys = new GroupValues(keyType);
    }

    @Override
    public void resize(int groupCount) {
        values.resize(groupCount);
        keys.resize(groupCount);
    }

    @Override
    public void add(int[] groups, List<Vector> arguments, Rows rows) {
        Vector value = arguments.getFirst();
        Vector key = arguments.getLast();
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            add(groups[i], value, row, key, row);
        }
    }

    private void add(int group, Vector value, int valueRow, Vector key, int keyRow) {
        if (key.isNull(keyRow)) {
            return;
        }
        Vector had = keys.get(group);
        if (had != null) {
            int order = ValueOrder.compare(key, keyRow, had, 0);
            if (least ? order >= 0 : order <= 0) {
                return;
            }
        }
        keys.set(group, key, keyRow);
        values.set(group, value, valueRow);
    }

    @Override
    public void merge(Accumulator other, int[] from, int[] to, int count) {
        ExtremeByAccumulator that = (ExtremeByAccumulator) other;
        for (int g = 0; g < count; g++) {
            Vector key = that.keys.get(from[g]);
            Vector value = that.values.get(from[g]);
            if (key != null && value != null) {
                add(to[g], value, 0, key, 0);
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
        return List.of(values.type(), keys.type());
    }

    @Override
    public List<Vector> save(int[] groups, int from, int to) {
        return List.of(values.vector(groups, from, to), keys.vector(groups, from, to));
    }

    @Override
    public void restore(List<? extends Vector> saved, int count) {
        resize(count);
        for (int group = 0; group < count; group++) {
            add(group, saved.get(0), group, saved.get(1), group);
        }
    }

    @Override
    public Vector finish(int from, int to) {
        return values.vector(from, to);
    }

    @Override
    public long sizeBytes() {
        return values.sizeBytes() + keys.sizeBytes();
    }
}
