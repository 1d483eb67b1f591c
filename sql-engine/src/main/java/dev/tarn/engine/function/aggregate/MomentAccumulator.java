package dev.tarn.engine.function.aggregate;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Accumulator;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.Rows;

import java.util.Arrays;
import java.util.List;

/// Variance and standard deviation by Welford's method, merged by Chan's: no difference of large
/// squares. Null for too few values.
final class MomentAccumulator implements Accumulator {
    private final Result result;
    private long[] counts = new long[0];
    private double[] means = new double[0];
    private double[] squares = new double[0];

    /// What is asked; samples divide by one less than there are values.
    enum Result {
        VAR_POP(false, false),
        VAR_SAMP(true, false),
        STDDEV_POP(false, true),
        STDDEV_SAMP(true, true);

        final boolean sample;
        final boolean root;

        Result(boolean sample, boolean root) {
            this.sample = sample;
            this.root = root;
        }
    }

    MomentAccumulator(Result result) {
        this.result = result;
    }

    @Override
    public void resize(int groupCount) {
        if (groupCount > counts.length) {
            int capacity = Groups.capacity(groupCount, counts.length);
            counts = Arrays.copyOf(counts, capacity);
            means = Arrays.copyOf(means, capacity);
            squares = Arrays.copyOf(squares, capacity);
        }
    }

    @Override
    public void add(int[] groups, List<Vector> arguments, Rows rows) {
        Vector argument = arguments.getFirst();
        long[] validity = Args.validity(argument);
        double[] values = Args.doubles(argument);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            if (Bitmaps.isSet(validity, row)) {
                int group = groups[i];
                long count = ++counts[group];
                double delta = values[row] - means[group];
                means[group] += delta / count;
                squares[group] += delta * (values[row] - means[group]);
            }
        }
    }

    @Override
    public void merge(Accumulator other, int[] from, int[] to, int count) {
        MomentAccumulator that = (MomentAccumulator) other;
        for (int g = 0; g < count; g++) {
            int group = to[g];
            long total = counts[group] + that.counts[from[g]];
            if (that.counts[from[g]] == 0) {
                continue;
            }
            double delta = that.means[from[g]] - means[group];
            double share = (double) that.counts[from[g]] / total;
            squares[group] += that.squares[from[g]] + delta * delta * counts[group] * share;
            means[group] += delta * share;
            counts[group] = total;
        }
    }

    @Override
    public boolean mergesRepeatedly() {
        return true;
    }

    @Override
    public List<DataType> stateTypes() {
        return List.of(DataType.BIGINT, DataType.DOUBLE, DataType.DOUBLE);
    }

    @Override
    public List<Vector> save(int[] groups, int from, int to) {
        return List.of(
                States.longs(counts, groups, from, to),
                States.doubles(means, groups, from, to),
                States.doubles(squares, groups, from, to));
    }

    @Override
    public void restore(List<? extends Vector> saved, int count) {
        counts = States.longs(saved.get(0));
        means = States.doubles(saved.get(1));
        squares = States.doubles(saved.get(2));
    }

    @Override
    public Vector finish(int from, int to) {
        double[] out = new double[to - from];
        int fewer = result.sample ? 1 : 0;
        for (int i = 0; i < out.length; i++) {
            double variance = squares[from + i] / (counts[from + i] - fewer);
            out[i] = result.root ? Math.sqrt(variance) : variance;
        }
        return new DoubleVector(
                DataType.DOUBLE, out, Groups.validity(counts, 1L + fewer, from, to), out.length);
    }

    @Override
    public long sizeBytes() {
        return 24L * counts.length;
    }
}
