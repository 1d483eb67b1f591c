package dev.tarn.engine.function.aggregate;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Accumulator;
import dev.tarn.engine.function.Rows;

import java.util.ArrayList;
import java.util.List;

/// Keeps all rows of each group, nulls among them, for results that can only be made of all of
/// them.
public final class CollectingAccumulator implements Accumulator {
    private final List<ListAccumulator> columns = new ArrayList<>();
    private final Finish finish;

    /// Makes results of what was kept: one list a column, with a row a group, null for a group
    /// without rows. Lists of a group are of one length; row `i` of it is value `i` of each.
    public interface Finish {
        Vector of(List<ListVector> columns, int groupCount);
    }

    /// @param types the types of the arguments
    public CollectingAccumulator(List<DataType> types, Finish finish) {
        for (DataType type : types) {
            columns.add(new ListAccumulator(new DataType.ListOf(type)));
        }
        this.finish = finish;
    }

    @Override
    public void resize(int groupCount) {
        for (Accumulator column : columns) {
            column.resize(groupCount);
        }
    }

    @Override
    public void add(int[] groups, List<Vector> arguments, Rows rows) {
        for (int column = 0; column < columns.size(); column++) {
            columns.get(column).add(groups, List.of(arguments.get(column)), rows);
        }
    }

    @Override
    public void merge(Accumulator other, int[] from, int[] to, int count) {
        CollectingAccumulator that = (CollectingAccumulator) other;
        for (int column = 0; column < columns.size(); column++) {
            columns.get(column).merge(that.columns.get(column), from, to, count);
        }
    }

    @Override
    public List<DataType> stateTypes() {
        List<DataType> types = new ArrayList<>();
        for (Accumulator column : columns) {
            types.addAll(column.stateTypes());
        }
        return types;
    }

    @Override
    public List<Vector> save(int[] groups, int from, int to) {
        List<Vector> saved = new ArrayList<>();
        for (Accumulator column : columns) {
            saved.addAll(column.save(groups, from, to));
        }
        return saved;
    }

    @Override
    public void restore(List<? extends Vector> saved, int count) {
        for (int column = 0; column < columns.size(); column++) {
            columns.get(column).restore(saved.subList(column, column + 1), count);
        }
    }

    @Override
    public Vector finish(int from, int to) {
        List<ListVector> lists = new ArrayList<>();
        for (Accumulator column : columns) {
            lists.add((ListVector) column.finish(from, to).flatten());
        }
        return finish.of(lists, to - from);
    }

    @Override
    public long sizeBytes() {
        long bytes = 0;
        for (Accumulator column : columns) {
            bytes += column.sizeBytes();
        }
        return bytes;
    }
}
