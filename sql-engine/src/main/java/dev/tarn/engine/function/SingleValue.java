package dev.tarn.engine.function;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The value of the only row of each group, for correlated scalar sub-queries: more than one row is
/// SUBQUERY_MULTIPLE_ROWS. Built on an accumulator that keeps any value of a group, and a count.
///
/// Owned by one thread. A group without rows is null; a null row counts as a row.
public final class SingleValue implements Accumulator {
    private final Accumulator any;
    private int[] counts = new int[0];

    private SingleValue(Accumulator any) {
        this.any = any;
    }

    /// The aggregate function for the type that `any` (any_value) is bound to.
    public static AggregateFunction of(AggregateFunction any) {
        return new AggregateFunction(
                "single_value",
                any.parameterTypes(),
                any.resultType(),
                () -> new SingleValue(any.newAccumulator().get()));
    }

    @Override
    public void resize(int groupCount) {
        any.resize(groupCount);
        if (groupCount > counts.length) {
            counts = Arrays.copyOf(counts, Math.max(groupCount, counts.length * 2));
        }
    }

    @Override
    public void add(int[] groups, List<Vector> arguments, Rows rows) {
        any.add(groups, arguments, rows);
        for (int i = 0; i < rows.selectedCount(); i++) {
            count(groups[i], 1);
        }
    }

    @Override
    public void merge(Accumulator other, int[] from, int[] to, int count) {
        SingleValue that = (SingleValue) other;
        any.merge(that.any, from, to, count);
        for (int i = 0; i < count; i++) {
            count(to[i], that.counts[from[i]]);
        }
    }

    private void count(int group, int rows) {
        counts[group] += rows;
        if (counts[group] > 1) {
            throw new SqlException(
                    ErrorCode.SUBQUERY_MULTIPLE_ROWS,
                    "A scalar sub-query gave more than one row for one row of the query around it");
        }
    }

    @Override
    public List<DataType> stateTypes() {
        List<DataType> types = new ArrayList<>(any.stateTypes());
        types.add(DataType.INTEGER);
        return types;
    }

    @Override
    public List<Vector> save(int[] groups, int from, int to) {
        int[] saved = new int[to - from];
        for (int i = 0; i < saved.length; i++) {
            saved[i] = counts[groups[from + i]];
        }
        List<Vector> states = new ArrayList<>(any.save(groups, from, to));
        states.add(new IntVector(DataType.INTEGER, saved, null, saved.length));
        return states;
    }

    @Override
    public void restore(List<? extends Vector> saved, int count) {
        any.restore(saved.subList(0, saved.size() - 1), count);
        counts = ((IntVector) saved.getLast().flatten()).values();
    }

    @Override
    public Vector finish(int from, int to) {
        return any.finish(from, to);
    }

    @Override
    public long sizeBytes() {
        return any.sizeBytes() + 4L * counts.length;
    }
}
