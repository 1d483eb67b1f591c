package dev.tarn.engine.function.aggregate;

import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Arrays of states as columns, for those that leave memory: the elements of some groups.
final class States {
    private States() {}

    /// `values` of `groups[from..to)`.
    static LongVector longs(long[] values, int[] groups, int from, int to) {
        return longs(values, null, groups, from, to);
    }

    /// The same, null where `seen` is false.
    static LongVector longs(
            long[] values, boolean @Nullable [] seen, int[] groups, int from, int to) {
        long[] saved = new long[to - from];
        for (int i = 0; i < saved.length; i++) {
            saved[i] = values[groups[from + i]];
        }
        if (seen == null) {
            return new LongVector(DataType.BIGINT, saved);
        }
        boolean[] there = new boolean[saved.length];
        for (int i = 0; i < saved.length; i++) {
            there[i] = seen[groups[from + i]];
        }
        return new LongVector(
                DataType.BIGINT, saved, Groups.validity(there, 0, saved.length), saved.length);
    }

    static DoubleVector doubles(double[] values, int[] groups, int from, int to) {
        double[] saved = new double[to - from];
        for (int i = 0; i < saved.length; i++) {
            saved[i] = values[groups[from + i]];
        }
        return new DoubleVector(DataType.DOUBLE, saved, null, saved.length);
    }

    /// The values of a saved column; its own array.
    static long[] longs(Vector saved) {
        return ((LongVector) saved.flatten()).values();
    }

    static double[] doubles(Vector saved) {
        return ((DoubleVector) saved.flatten()).values();
    }

    static boolean[] booleans(Vector saved) {
        return ((BooleanVector) saved.flatten()).values();
    }

    /// A column for each of the `width` doubles that each group has side by side in `states`.
    static List<Vector> rows(double[] states, int width, int[] groups, int from, int to) {
        List<Vector> saved = new ArrayList<>(width);
        for (int part = 0; part < width; part++) {
            double[] values = new double[to - from];
            for (int i = 0; i < values.length; i++) {
                values[i] = states[groups[from + i] * width + part];
            }
            saved.add(new DoubleVector(DataType.DOUBLE, values));
        }
        return saved;
    }

    /// The doubles of `count` groups side by side again, one column of `saved` each.
    static double[] rows(List<? extends Vector> saved, int count) {
        int width = saved.size();
        double[] states = new double[Math.multiplyExact(count, width)];
        for (int part = 0; part < width; part++) {
            double[] values = doubles(saved.get(part));
            for (int group = 0; group < count; group++) {
                states[group * width + part] = values[group];
            }
        }
        return states;
    }

    /// Which of `count` values are there.
    static boolean[] seen(Vector saved, int count) {
        boolean[] seen = new boolean[count];
        for (int row = 0; row < count; row++) {
            seen[row] = !saved.isNull(row);
        }
        return seen;
    }
}
