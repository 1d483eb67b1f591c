package dev.tarn.engine.function.aggregate;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.Accumulator;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.Rows;

import java.util.Arrays;
import java.util.List;

/// Results that are made of sums of logarithms: the geometric mean (null for no value, NaN for
/// negative ones) and the entropy in bits of counts (0 for none; negative ones are an error).
final class LogSumAccumulator implements Accumulator {
    private final Result result;

    /// The number of values, or the sum of counts.
    private double[] weights = new double[0];

    private double[] sums = new double[0];

    enum Result {
        GEOMETRIC_MEAN,
        ENTROPY
    }

    LogSumAccumulator(Result result) {
        this.result = result;
    }

    @Override
    public void resize(int groupCount) {
        if (groupCount > sums.length) {
            int capacity = Groups.capacity(groupCount, sums.length);
            weights = Arrays.copyOf(weights, capacity);
            sums = Arrays.copyOf(sums, capacity);
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
                add(groups[i], values[row]);
            }
        }
    }

    private void add(int group, double value) {
        if (result == Result.GEOMETRIC_MEAN) {
            weights[group]++;
            sums[group] += Math.log(value);
            return;
        }
        if (value < 0) {
            throw new SqlException(
                    ErrorCode.INVALID_ARGUMENTS,
                    "entropy takes counts that are not negative, not " + value);
        }
        if (value > 0) {
            weights[group] += value;
            sums[group] += value * Math.log(value);
        }
    }

    @Override
    public void merge(Accumulator other, int[] from, int[] to, int count) {
        LogSumAccumulator that = (LogSumAccumulator) other;
        for (int g = 0; g < count; g++) {
            weights[to[g]] += that.weights[from[g]];
            sums[to[g]] += that.sums[from[g]];
        }
    }

    @Override
    public List<DataType> stateTypes() {
        return List.of(DataType.DOUBLE, DataType.DOUBLE);
    }

    @Override
    public List<Vector> save(int[] groups, int from, int to) {
        return List.of(
                States.doubles(weights, groups, from, to), States.doubles(sums, groups, from, to));
    }

    @Override
    public void restore(List<? extends Vector> saved, int count) {
        weights = States.doubles(saved.get(0));
        sums = States.doubles(saved.get(1));
    }

    @Override
    public Vector finish(int from, int to) {
        double[] out = new double[to - from];
        boolean[] seen = new boolean[out.length];
        for (int i = 0; i < out.length; i++) {
            double weight = weights[from + i];
            double sum = sums[from + i];
            if (result == Result.GEOMETRIC_MEAN) {
                seen[i] = weight > 0;
                out[i] = Math.exp(sum / weight);
            } else {
                seen[i] = true;
                out[i] =
                        weight == 0
                                ? 0
                                : Math.max(0, (Math.log(weight) - sum / weight) / Math.log(2));
            }
        }
        return new DoubleVector(
                DataType.DOUBLE, out, Groups.validity(seen, 0, out.length), out.length);
    }

    @Override
    public long sizeBytes() {
        return 16L * sums.length;
    }
}
