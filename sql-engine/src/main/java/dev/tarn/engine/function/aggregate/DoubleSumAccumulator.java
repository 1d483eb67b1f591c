package dev.tarn.engine.function.aggregate;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.FloatVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Accumulator;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.GroupedAccumulator;
import dev.tarn.engine.function.GroupedRows;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.kernel.Sums;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;

/// Sums or averages numbers in double precision, for DOUBLE and REAL results; null for no value.
/// The order of rows shows in the last digits.
final class DoubleSumAccumulator implements GroupedAccumulator {
    private final DataType result;
    private final boolean average;
    private double[] sums = new double[0];
    private long[] counts = new long[0];
    private int groupCount;

    DoubleSumAccumulator(DataType result, boolean average) {
        this.result = result;
        this.average = average;
    }

    @Override
    public void resize(int newGroupCount) {
        groupCount = newGroupCount;
        if (newGroupCount > sums.length) {
            int capacity = Groups.capacity(newGroupCount, sums.length);
            sums = Arrays.copyOf(sums, capacity);
            counts = Arrays.copyOf(counts, capacity);
        }
    }

    @Override
    public void add(int[] groups, List<Vector> arguments, Rows rows) {
        Vector argument = arguments.getFirst();
        long[] validity = Args.validity(argument);
        double[] values = doubles(argument);
        if (groupCount == 1) {
            addToOne(values, validity, rows);
            return;
        }
        if (validity == null) {
            for (int i = 0; i < rows.selectedCount(); i++) {
                int group = groups[i];
                sums[group] += values[rows.row(i)];
                counts[group]++;
            }
            return;
        }
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            if (Bitmaps.isSet(validity, row)) {
                int group = groups[i];
                sums[group] += values[row];
                counts[group]++;
            }
        }
    }

    @Override
    public void addGrouped(GroupedRows rows, List<Vector> arguments) {
        Vector argument = arguments.getFirst();
        long[] validity = Args.validity(argument);
        double[] values = doubles(argument);
        for (int at = 0; at < rows.groupCount; at++) {
            int group = rows.groups[at];
            int from = rows.starts[at];
            int to = rows.starts[at + 1];
            if (validity == null) {
                sums[group] += Sums.ofDoubles(values, rows.rows, from, to);
                counts[group] += to - from;
                continue;
            }
            for (int i = from; i < to; i++) {
                int row = rows.rows[i];
                if (Bitmaps.isSet(validity, row)) {
                    sums[group] += values[row];
                    counts[group]++;
                }
            }
        }
    }

    private void addToOne(double[] values, long @Nullable [] validity, Rows rows) {
        if (rows.selection() == null) {
            Groups.forEachRun(validity, rows.rowCount(), (from, to) -> addRun(values, from, to));
            return;
        }
        double sum = sums[0];
        long count = 0;
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            if (Bitmaps.isSet(validity, row)) {
                sum += values[row];
                count++;
            }
        }
        sums[0] = sum;
        counts[0] += count;
    }

    private void addRun(double[] values, int from, int to) {
        sums[0] += Sums.ofDoubles(values, from, to);
        counts[0] += to - from;
    }

    private static double[] doubles(Vector vector) {
        return switch (vector.type().physical()) {
            case DOUBLE -> Args.doubles(vector);
            case FLOAT -> {
                float[] in = Args.floats(vector);
                double[] out = new double[in.length];
                for (int row = 0; row < out.length; row++) {
                    out[row] = in[row];
                }
                yield out;
            }
            case LONG -> {
                long[] in = Args.longs(vector);
                double[] out = new double[in.length];
                for (int row = 0; row < out.length; row++) {
                    out[row] = in[row];
                }
                yield out;
            }
            case INT -> {
                int[] in = Args.ints(vector);
                double[] out = new double[in.length];
                for (int row = 0; row < out.length; row++) {
                    out[row] = in[row];
                }
                yield out;
            }
            case BOOLEAN, INT128, BYTES, LIST, MAP, STRUCT ->
                    throw new IllegalArgumentException("Not summed as doubles: " + vector.type());
        };
    }

    @Override
    public void merge(Accumulator other, int[] from, int[] to, int count) {
        DoubleSumAccumulator that = (DoubleSumAccumulator) other;
        for (int g = 0; g < count; g++) {
            sums[to[g]] += that.sums[from[g]];
            counts[to[g]] += that.counts[from[g]];
        }
    }

    @Override
    public boolean mergesRepeatedly() {
        return true;
    }

    @Override
    public List<DataType> stateTypes() {
        return List.of(DataType.DOUBLE, DataType.BIGINT);
    }

    @Override
    public List<Vector> save(int[] groups, int from, int to) {
        return List.of(
                States.doubles(sums, groups, from, to), States.longs(counts, groups, from, to));
    }

    @Override
    public void restore(List<? extends Vector> saved, int count) {
        groupCount = count;
        sums = States.doubles(saved.get(0));
        counts = States.longs(saved.get(1));
    }

    @Override
    public Vector finish(int from, int to) {
        double[] out = Arrays.copyOfRange(sums, from, to);
        if (average) {
            for (int i = 0; i < out.length; i++) {
                out[i] /= counts[from + i];
            }
        }
        long[] validity = Groups.validity(counts, 1, from, to);
        if (result == DataType.DOUBLE) {
            return new DoubleVector(result, out, validity, out.length);
        }
        float[] narrow = new float[out.length];
        for (int i = 0; i < out.length; i++) {
            narrow[i] = (float) out[i];
        }
        return new FloatVector(result, narrow, validity, narrow.length);
    }

    @Override
    public long sizeBytes() {
        return 16L * sums.length;
    }
}
