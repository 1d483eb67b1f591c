package dev.tarn.engine.function.aggregate;

import static dev.tarn.columnar.DataType.BIGINT;
import static dev.tarn.columnar.DataType.DOUBLE;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.ListOf;
import dev.tarn.columnar.DataType.MapOf;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.MapVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.Accumulator;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.aggregate.NumericHistogram.Bucket;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// `numeric_histogram(buckets, value[, weight])`: a map of the buckets' means to their weights.
/// Nulls are left out; null for no value. Values that are not finite and weights that are not
/// positive are errors.
final class HistogramAccumulator implements Accumulator {
    private static final int MAX_BUCKETS = 1_000_000;

    private final SameArgument buckets =
            new SameArgument("numeric_histogram's number of buckets", BIGINT);
    private @Nullable NumericHistogram[] states = new NumericHistogram[0];
    private long heldBytes;

    @Override
    public void resize(int groupCount) {
        if (groupCount > states.length) {
            states = Arrays.copyOf(states, Groups.capacity(groupCount, states.length));
        }
    }

    @Override
    public void add(int[] groups, List<Vector> arguments, Rows rows) {
        buckets.see(arguments.getFirst(), rows);
        Vector values = arguments.get(1);
        Vector weights = arguments.getLast();
        boolean weighted = arguments.size() > 2;
        double[] numbers = Args.doubles(values);
        double[] weighing = Args.doubles(weights);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            if (!values.isNull(row) && !weights.isNull(row)) {
                add(groups[i], numbers[row], weighted ? weighing[row] : 1);
            }
        }
    }

    private void add(int group, double value, double weight) {
        if (!Double.isFinite(value) || !(weight > 0) || !Double.isFinite(weight)) {
            throw new SqlException(
                    ErrorCode.INVALID_FUNCTION_ARGUMENT,
                    "numeric_histogram takes finite values and positive weights, not %s and %s"
                            .formatted(value, weight));
        }
        NumericHistogram state = state(group);
        long had = state.sizeBytes();
        state.add(value, weight);
        heldBytes += state.sizeBytes() - had;
    }

    private NumericHistogram state(int group) {
        NumericHistogram state = states[group];
        if (state == null) {
            state = new NumericHistogram(bucketCount());
            states[group] = state;
        }
        return state;
    }

    private int bucketCount() {
        long count = ((LongVector) buckets.required()).values()[0];
        if (count < 2 || count > MAX_BUCKETS) {
            throw new SqlException(
                    ErrorCode.INVALID_FUNCTION_ARGUMENT,
                    "%s must be from 2 to %d, not %d"
                            .formatted(buckets.what(), MAX_BUCKETS, count));
        }
        return (int) count;
    }

    @Override
    public void merge(Accumulator other, int[] from, int[] to, int count) {
        HistogramAccumulator that = (HistogramAccumulator) other;
        buckets.merge(that.buckets);
        for (int g = 0; g < count; g++) {
            NumericHistogram theirs = that.states[from[g]];
            if (theirs != null) {
                for (Bucket bucket : theirs.snapshot()) {
                    add(to[g], bucket.value(), bucket.weight());
                }
            }
        }
    }

    @Override
    public boolean mergesRepeatedly() {
        return true;
    }

    @Override
    public List<DataType> stateTypes() {
        return List.of(new ListOf(DOUBLE), new ListOf(DOUBLE), BIGINT);
    }

    @Override
    public List<Vector> save(int[] groups, int from, int to) {
        List<@Nullable NumericHistogram> saved = new ArrayList<>();
        for (int i = from; i < to; i++) {
            saved.add(states[groups[i]]);
        }
        Entries all = Entries.of(saved);
        ListOf list = new ListOf(DOUBLE);
        return List.of(
                new ListVector(list, all.offsets(), all.values(), all.seen(), to - from),
                new ListVector(list, all.offsets(), all.weights(), all.seen(), to - from),
                buckets.save(to - from));
    }

    @Override
    public void restore(List<? extends Vector> saved, int count) {
        resize(count);
        buckets.restore(saved.get(2), count);
        ListVector values = (ListVector) saved.get(0).flatten();
        ListVector weights = (ListVector) saved.get(1).flatten();
        double[] numbers = Args.doubles(values.elements());
        double[] weighing = Args.doubles(weights.elements());
        for (int group = 0; group < count; group++) {
            int shift = weights.offsets()[group] - values.offsets()[group];
            for (int at = values.offsets()[group]; at < values.offsets()[group + 1]; at++) {
                add(group, numbers[at], weighing[at + shift]);
            }
        }
    }

    @Override
    public Vector finish(int from, int to) {
        Entries all = Entries.of(Arrays.asList(states).subList(from, to));
        return new MapVector(
                new MapOf(DOUBLE, DOUBLE),
                all.offsets(),
                all.values(),
                all.weights(),
                all.seen(),
                to - from);
    }

    /// The buckets of several histograms as vectors.
    private record Entries(int[] offsets, DoubleVector values, DoubleVector weights, long[] seen) {
        static Entries of(List<@Nullable NumericHistogram> histograms) {
            int[] offsets = new int[histograms.size() + 1];
            long[] seen = Bitmaps.allClear(histograms.size());
            List<Bucket> all = new ArrayList<>();
            for (int i = 0; i < histograms.size(); i++) {
                NumericHistogram histogram = histograms.get(i);
                if (histogram != null) {
                    Bitmaps.set(seen, i);
                    all.addAll(histogram.snapshot());
                }
                offsets[i + 1] = all.size();
            }
            double[] values = all.stream().mapToDouble(Bucket::value).toArray();
            double[] weights = all.stream().mapToDouble(Bucket::weight).toArray();
            return new Entries(
                    offsets,
                    new DoubleVector(DOUBLE, values, null, values.length),
                    new DoubleVector(DOUBLE, weights, null, weights.length),
                    seen);
        }
    }

    @Override
    public long sizeBytes() {
        return 8L * states.length + heldBytes + buckets.sizeBytes();
    }
}
