package dev.tarn.engine.function.aggregate;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.ListOf;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.FloatVector;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.Accumulator;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.Args.Bytes;
import dev.tarn.engine.function.BytesOut;
import dev.tarn.engine.function.Rows;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/// `approx_percentile` of BIGINT, DOUBLE or REAL: the value, or the array of values, at one or
/// several percentages; with or without a weight for each row. Rows without a value or weight are
/// left out; null for none. NaN is greater than any number.
final class PercentileAccumulator implements Accumulator {
    private final DataType type;
    private final boolean weighted;
    private final SameArgument percentages;
    private @Nullable QuantileSketch[] sketches = new @Nullable QuantileSketch[0];
    private long heldBytes;

    /// @param percentages DOUBLE, or a list of it
    PercentileAccumulator(DataType type, boolean weighted, DataType percentages) {
        this.type = type;
        this.weighted = weighted;
        this.percentages = new SameArgument("approx_percentile's percentage", percentages);
    }

    @Override
    public void resize(int groupCount) {
        if (groupCount > sketches.length) {
            sketches = Arrays.copyOf(sketches, Groups.capacity(groupCount, sketches.length));
        }
    }

    @Override
    public void add(int[] groups, List<Vector> arguments, Rows rows) {
        percentages.see(arguments.getLast(), rows);
        long[] keys = keys(arguments.getFirst());
        long[] weights = weighted ? Args.longs(arguments.get(1)) : null;
        long[] validity = Args.validity(arguments.getFirst());
        if (weighted) {
            validity = Bitmaps.and(validity, Args.validity(arguments.get(1)), rows.rowCount());
        }
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            if (!Bitmaps.isSet(validity, row)) {
                continue;
            }
            long weight = weights == null ? 1 : weights[row];
            if (weight < 1) {
                throw invalid("approx_percentile's weights must be 1 or more, not " + weight);
            }
            QuantileSketch sketch = sketch(groups[i]);
            long had = sketch.sizeBytes();
            sketch.add(keys[row], weight);
            heldBytes += sketch.sizeBytes() - had;
        }
    }

    private static SqlException invalid(String message) {
        return new SqlException(ErrorCode.INVALID_FUNCTION_ARGUMENT, message);
    }

    private QuantileSketch sketch(int group) {
        QuantileSketch sketch = sketches[group];
        if (sketch == null) {
            sketch = new QuantileSketch();
            sketches[group] = sketch;
            heldBytes += sketch.sizeBytes();
        }
        return sketch;
    }

    /// Longs in the order of the values.
    private long[] keys(Vector values) {
        if (type == DataType.BIGINT) {
            return Args.longs(values);
        }
        if (type == DataType.DOUBLE) {
            double[] doubles = Args.doubles(values);
            long[] keys = new long[values.length()];
            for (int row = 0; row < keys.length; row++) {
                keys[row] = key(doubles[row]);
            }
            return keys;
        }
        float[] floats = Args.floats(values);
        long[] keys = new long[values.length()];
        for (int row = 0; row < keys.length; row++) {
            keys[row] = key(floats[row]);
        }
        return keys;
    }

    private static long key(double value) {
        long bits = Double.doubleToLongBits(value + 0.0);
        return bits ^ bits >> 63 & Long.MAX_VALUE;
    }

    private static double value(long key) {
        return Double.longBitsToDouble(key ^ key >> 63 & Long.MAX_VALUE);
    }

    @Override
    public void merge(Accumulator other, int[] from, int[] to, int count) {
        PercentileAccumulator that = (PercentileAccumulator) other;
        percentages.merge(that.percentages);
        for (int g = 0; g < count; g++) {
            QuantileSketch theirs = that.sketches[from[g]];
            if (theirs != null) {
                QuantileSketch sketch = sketch(to[g]);
                long had = sketch.sizeBytes();
                sketch.merge(theirs);
                heldBytes += sketch.sizeBytes() - had;
            }
        }
    }

    @Override
    public boolean mergesRepeatedly() {
        return true;
    }

    @Override
    public List<DataType> stateTypes() {
        return List.of(DataType.BINARY, percentages.type());
    }

    @Override
    public List<Vector> save(int[] groups, int from, int to) {
        BytesOut out = new BytesOut(to - from, (to - from) * 32);
        for (int i = 0; i < to - from; i++) {
            out.start(i);
            QuantileSketch sketch = sketches[groups[from + i]];
            if (sketch != null) {
                out.append(sketch.bytes());
            }
        }
        return List.of(out.finish(DataType.BINARY, null), percentages.save(to - from));
    }

    @Override
    public void restore(List<? extends Vector> saved, int count) {
        resize(count);
        percentages.restore(saved.get(1), count);
        Bytes states = Args.bytes(saved.getFirst());
        for (int group = 0; group < count; group++) {
            int from = states.from(group);
            int to = states.to(group);
            if (from < to) {
                QuantileSketch sketch =
                        QuantileSketch.read(ByteBuffer.wrap(states.data(), from, to - from));
                sketches[group] = sketch;
                heldBytes += sketch.sizeBytes();
            }
        }
    }

    @Override
    public Vector finish(int from, int to) {
        double[] shares = percentages.isKnown() ? shares() : new double[1];
        int count = to - from;
        boolean[] seen = new boolean[count];
        int[] offsets = new int[count + 1];
        long[] keys = new long[Math.multiplyExact(count, shares.length)];
        boolean array = percentages.type() instanceof ListOf;
        int at = 0;
        for (int i = 0; i < count; i++) {
            QuantileSketch sketch = sketches[from + i];
            seen[i] = sketch != null;
            if (sketch != null) {
                System.arraycopy(sketch.values(shares), 0, keys, at, shares.length);
            }
            at += sketch != null || !array ? shares.length : 0;
            offsets[i + 1] = at;
        }
        long[] validity = Groups.validity(seen, 0, count);
        return array
                ? new ListVector(new ListOf(type), offsets, vector(keys, null, at), validity, count)
                : vector(keys, validity, count);
    }

    private FlatVector vector(long[] keys, long @Nullable [] validity, int count) {
        if (type == DataType.BIGINT) {
            return new LongVector(type, keys, validity, count);
        }
        double[] values = new double[count];
        float[] floats = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = value(keys[i]);
            floats[i] = (float) values[i];
        }
        return type == DataType.DOUBLE
                ? new DoubleVector(type, values, validity, count)
                : new FloatVector(type, floats, validity, count);
    }

    private double[] shares() {
        double[] shares =
                switch (percentages.required()) {
                    case ListVector list -> elements(list);
                    case FlatVector one -> new double[] {((DoubleVector) one).values()[0]};
                };
        for (double share : shares) {
            if (!(share >= 0 && share <= 1)) {
                throw invalid("approx_percentile's percentages go from 0 to 1, not " + share);
            }
        }
        return shares;
    }

    private static double[] elements(ListVector list) {
        FlatVector elements = list.elements().flatten();
        int from = list.offsets()[0];
        int to = list.offsets()[1];
        for (int at = from; at < to; at++) {
            if (elements.isNull(at)) {
                throw invalid("approx_percentile's percentages must not be null");
            }
        }
        return Arrays.copyOfRange(((DoubleVector) elements).values(), from, to);
    }

    @Override
    public long sizeBytes() {
        return 8L * sketches.length + heldBytes + percentages.sizeBytes();
    }
}
