package dev.tarn.engine.function.aggregate;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.FloatVector;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Accumulator;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.kernel.Extremes;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;

/// Least or greatest value of a type that maps onto longs in order; null for no value.
///
/// NaN is the greatest double. The greatest value is the least of the flipped ones, so there is one
/// loop.
final class LongExtremeAccumulator extends LongStates {
    private final DataType type;
    private final long flip;

    LongExtremeAccumulator(DataType type, boolean least) {
        super(Long.MAX_VALUE);
        this.type = type;
        this.flip = least ? 0 : -1;
    }

    @Override
    public void add(int[] groups, List<Vector> arguments, Rows rows) {
        Vector argument = arguments.getFirst();
        long[] validity = Args.validity(argument);
        if (groupCount == 1 && rows.selection() == null) {
            addToOne(argument, validity, rows.rowCount());
            return;
        }
        long[] values = ordered(argument);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            if (Bitmaps.isSet(validity, row)) {
                int group = groups[i];
                states[group] = Math.min(states[group], values[row] ^ flip);
                seen[group] = true;
            }
        }
    }

    private void addToOne(Vector argument, long @Nullable [] validity, int count) {
        switch (argument.type().physical()) {
            case INT -> {
                int[] values = Args.ints(argument);
                Groups.forEachRun(validity, count, (from, to) -> keep(extreme(values, from, to)));
            }
            case DOUBLE -> {
                double[] values = Args.doubles(argument);
                Groups.forEachRun(
                        validity, count, (from, to) -> keep(ordered(extreme(values, from, to))));
            }
            case BOOLEAN, FLOAT, LONG, INT128, BYTES, LIST, MAP, STRUCT -> {
                long[] values = ordered(argument);
                Groups.forEachRun(validity, count, (from, to) -> keep(extreme(values, from, to)));
            }
        }
    }

    private void keep(long extreme) {
        states[0] = Math.min(states[0], extreme ^ flip);
        seen[0] = true;
    }

    private int extreme(int[] values, int from, int to) {
        return flip == 0 ? Extremes.least(values, from, to) : Extremes.greatest(values, from, to);
    }

    private long extreme(long[] values, int from, int to) {
        return flip == 0 ? Extremes.least(values, from, to) : Extremes.greatest(values, from, to);
    }

    private double extreme(double[] values, int from, int to) {
        return flip == 0 ? Extremes.least(values, from, to) : Extremes.greatest(values, from, to);
    }

    /// The values as longs of the same order.
    private static long[] ordered(Vector vector) {
        if (vector.type().physical() == DataType.Physical.LONG) {
            return Args.longs(vector);
        }
        long[] out = new long[vector.length()];
        switch (vector.type().physical()) {
            case BOOLEAN -> {
                boolean[] in = Args.booleans(vector);
                for (int row = 0; row < out.length; row++) {
                    out[row] = in[row] ? 1 : 0;
                }
            }
            case INT -> {
                int[] in = Args.ints(vector);
                for (int row = 0; row < out.length; row++) {
                    out[row] = in[row];
                }
            }
            case FLOAT -> {
                float[] in = Args.floats(vector);
                for (int row = 0; row < out.length; row++) {
                    out[row] = ordered(in[row]);
                }
            }
            case DOUBLE -> {
                double[] in = Args.doubles(vector);
                for (int row = 0; row < out.length; row++) {
                    out[row] = ordered(in[row]);
                }
            }
            case LONG, INT128, BYTES, LIST, MAP, STRUCT ->
                    throw new IllegalArgumentException("Not ordered as longs: " + vector.type());
        }
        return out;
    }

    /// Bits of a negative number but for its sign run backwards; doing this twice does nothing.
    private static long ordered(double value) {
        return swap(Double.doubleToLongBits(value));
    }

    private static long swap(long bits) {
        return bits ^ bits >> 63 & Long.MAX_VALUE;
    }

    @Override
    public void merge(Accumulator other, int[] from, int[] to, int count) {
        LongExtremeAccumulator that = (LongExtremeAccumulator) other;
        for (int g = 0; g < count; g++) {
            states[to[g]] = Math.min(states[to[g]], that.states[from[g]]);
            seen[to[g]] |= that.seen[from[g]];
        }
    }

    @Override
    public Vector finish(int from, int to) {
        int count = to - from;
        long[] validity = Groups.validity(seen, from, to);
        long[] values = Arrays.copyOfRange(states, from, to);
        for (int i = 0; i < count; i++) {
            values[i] ^= flip;
        }
        return switch (type.physical()) {
            case BOOLEAN -> {
                boolean[] out = new boolean[count];
                for (int i = 0; i < count; i++) {
                    out[i] = values[i] == 1;
                }
                yield new BooleanVector(type, out, validity, count);
            }
            case INT -> {
                int[] out = new int[count];
                for (int i = 0; i < count; i++) {
                    out[i] = (int) values[i];
                }
                yield new IntVector(type, out, validity, count);
            }
            case FLOAT -> {
                float[] out = new float[count];
                for (int i = 0; i < count; i++) {
                    out[i] = (float) Double.longBitsToDouble(swap(values[i]));
                }
                yield new FloatVector(type, out, validity, count);
            }
            case DOUBLE -> {
                double[] out = new double[count];
                for (int i = 0; i < count; i++) {
                    out[i] = Double.longBitsToDouble(swap(values[i]));
                }
                yield new DoubleVector(type, out, validity, count);
            }
            case LONG, INT128, BYTES, LIST, MAP, STRUCT ->
                    new LongVector(type, values, validity, count);
        };
    }
}
