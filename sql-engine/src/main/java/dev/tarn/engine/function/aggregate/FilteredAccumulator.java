package dev.tarn.engine.function.aggregate;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Accumulator;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.Rows;

import java.util.List;

/// The states of another accumulator, which is given only the rows whose last argument is true.
final class FilteredAccumulator implements Accumulator {
    private final Accumulator inner;

    FilteredAccumulator(Accumulator inner) {
        this.inner = inner;
    }

    @Override
    public void resize(int groupCount) {
        inner.resize(groupCount);
    }

    @Override
    public void add(int[] groups, List<Vector> arguments, Rows rows) {
        FlatVector filter = arguments.getLast().flatten();
        boolean[] wanted = Args.booleans(filter);
        int[] kept = new int[rows.selectedCount()];
        int[] keptGroups = new int[rows.selectedCount()];
        int count = 0;
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            if (wanted[row] && !filter.isNull(row)) {
                kept[count] = row;
                keptGroups[count++] = groups[i];
            }
        }
        List<Vector> own = arguments.subList(0, arguments.size() - 1);
        inner.add(keptGroups, own, new Rows(rows.rowCount(), kept, count));
    }

    @Override
    public void merge(Accumulator other, int[] from, int[] to, int count) {
        inner.merge(((FilteredAccumulator) other).inner, from, to, count);
    }

    @Override
    public boolean mergesRepeatedly() {
        return inner.mergesRepeatedly();
    }

    @Override
    public boolean hasSmallStates() {
        return inner.hasSmallStates();
    }

    @Override
    public List<DataType> stateTypes() {
        return inner.stateTypes();
    }

    @Override
    public List<Vector> save(int[] groups, int from, int to) {
        return inner.save(groups, from, to);
    }

    @Override
    public void restore(List<? extends Vector> saved, int count) {
        inner.restore(saved, count);
    }

    @Override
    public Vector finish(int from, int to) {
        return inner.finish(from, to);
    }

    @Override
    public long sizeBytes() {
        return inner.sizeBytes();
    }
}
