package dev.tarn.engine.function.aggregate;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Accumulator;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.Rows;

import java.util.Collections;
import java.util.List;

/// Skewness and excess kurtosis by moments about the running mean: Pébay, Formulas for robust,
/// one-pass parallel computation of covariances and arbitrary-order statistical moments, 2008.
/// Results are Trino's. Null for fewer than three or four values.
final class ShapeAccumulator implements Accumulator {
    private static final int STATE = 5;
    private static final int COUNT = 0;
    private static final int MEAN = 1;
    private static final int SECOND = 2;
    private static final int THIRD = 3;
    private static final int FOURTH = 4;

    private final Result result;
    private double[] states = new double[0];

    enum Result {
        SKEWNESS,
        KURTOSIS
    }

    ShapeAccumulator(Result result) {
        this.result = result;
    }

    @Override
    public void resize(int groupCount) {
        states = Groups.resized(states, groupCount, STATE);
    }

    @Override
    public void add(int[] groups, List<Vector> arguments, Rows rows) {
        Vector argument = arguments.getFirst();
        long[] validity = Args.validity(argument);
        double[] values = Args.doubles(argument);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            if (Bitmaps.isSet(validity, row)) {
                add(groups[i] * STATE, values[row]);
            }
        }
    }

    private void add(int at, double value) {
        double had = states[at + COUNT];
        double count = had + 1;
        double delta = value - states[at + MEAN];
        double part = delta / count;
        double square = part * part;
        double term = delta * part * had;
        double second = states[at + SECOND];
        double third = states[at + THIRD];
        states[at + COUNT] = count;
        states[at + MEAN] += part;
        states[at + FOURTH] +=
                term * square * (count * count - 3 * count + 3)
                        + 6 * square * second
                        - 4 * part * third;
        states[at + THIRD] += term * part * (count - 2) - 3 * part * second;
        states[at + SECOND] += term;
    }

    @Override
    public void merge(Accumulator other, int[] from, int[] to, int count) {
        double[] that = ((ShapeAccumulator) other).states;
        for (int g = 0; g < count; g++) {
            merge(to[g] * STATE, that, from[g] * STATE);
        }
    }

    private void merge(int at, double[] that, int source) {
        double a = states[at + COUNT];
        double b = that[source + COUNT];
        if (b == 0) {
            return;
        }
        double total = a + b;
        double delta = that[source + MEAN] - states[at + MEAN];
        double share = delta / total;
        double secondA = states[at + SECOND];
        double secondB = that[source + SECOND];
        double thirdA = states[at + THIRD];
        double thirdB = that[source + THIRD];
        states[at + COUNT] = total;
        states[at + MEAN] += share * b;
        states[at + SECOND] += secondB + delta * share * a * b;
        states[at + THIRD] +=
                thirdB
                        + delta * share * share * a * b * (a - b)
                        + 3 * share * (a * secondB - b * secondA);
        states[at + FOURTH] +=
                that[source + FOURTH]
                        + delta * share * share * share * a * b * (a * a - a * b + b * b)
                        + 6 * share * share * (a * a * secondB + b * b * secondA)
                        + 4 * share * (a * thirdB - b * thirdA);
    }

    @Override
    public List<DataType> stateTypes() {
        return Collections.nCopies(STATE, DataType.DOUBLE);
    }

    @Override
    public List<Vector> save(int[] groups, int from, int to) {
        return States.rows(states, STATE, groups, from, to);
    }

    @Override
    public void restore(List<? extends Vector> saved, int count) {
        states = States.rows(saved, count);
    }

    @Override
    public Vector finish(int from, int to) {
        double[] out = new double[to - from];
        boolean[] seen = new boolean[out.length];
        for (int i = 0; i < out.length; i++) {
            int at = (from + i) * STATE;
            double n = states[at + COUNT];
            double second = states[at + SECOND];
            seen[i] = n >= (result == Result.SKEWNESS ? 3 : 4);
            out[i] =
                    switch (result) {
                        case SKEWNESS -> Math.sqrt(n) * states[at + THIRD] / Math.pow(second, 1.5);
                        case KURTOSIS ->
                                (n - 1)
                                                * n
                                                * (n + 1)
                                                / ((n - 2) * (n - 3))
                                                * states[at + FOURTH]
                                                / (second * second)
                                        - 3 * (n - 1) * (n - 1) / ((n - 2) * (n - 3));
                    };
        }
        return new DoubleVector(
                DataType.DOUBLE, out, Groups.validity(seen, 0, out.length), out.length);
    }

    @Override
    public long sizeBytes() {
        return 8L * states.length;
    }
}
