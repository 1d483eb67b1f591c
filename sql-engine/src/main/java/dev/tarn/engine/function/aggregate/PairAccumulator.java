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

/// Covariance, correlation and linear regression of pairs `(y, x)`, of which neither is null. Null
/// for too few pairs, or where a spread is zero that is divided by.
final class PairAccumulator implements Accumulator {
    private static final int STATE = 6;
    private static final int COUNT = 0;
    private static final int MEAN_X = 1;
    private static final int MEAN_Y = 2;
    private static final int SQUARES_X = 3;
    private static final int SQUARES_Y = 4;
    private static final int PRODUCTS = 5;

    private final Result result;
    private double[] states = new double[0];

    enum Result {
        COVAR_POP,
        COVAR_SAMP,
        CORR,
        REGR_SLOPE,
        REGR_INTERCEPT,
        REGR_AVGX,
        REGR_AVGY,
        REGR_R2,
        REGR_SXX,
        REGR_SXY,
        REGR_SYY
    }

    PairAccumulator(Result result) {
        this.result = result;
    }

    @Override
    public void resize(int groupCount) {
        states = Groups.resized(states, groupCount, STATE);
    }

    @Override
    public void add(int[] groups, List<Vector> arguments, Rows rows) {
        double[] y = Args.doubles(arguments.get(0));
        double[] x = Args.doubles(arguments.get(1));
        long[] validity =
                Bitmaps.and(
                        Args.validity(arguments.get(0)),
                        Args.validity(arguments.get(1)),
                        rows.rowCount());
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            if (!Bitmaps.isSet(validity, row)) {
                continue;
            }
            int at = groups[i] * STATE;
            double count = ++states[at + COUNT];
            double deltaX = x[row] - states[at + MEAN_X];
            double deltaY = y[row] - states[at + MEAN_Y];
            states[at + MEAN_X] += deltaX / count;
            states[at + MEAN_Y] += deltaY / count;
            states[at + SQUARES_X] += deltaX * (x[row] - states[at + MEAN_X]);
            states[at + SQUARES_Y] += deltaY * (y[row] - states[at + MEAN_Y]);
            states[at + PRODUCTS] += deltaX * (y[row] - states[at + MEAN_Y]);
        }
    }

    @Override
    public void merge(Accumulator other, int[] from, int[] to, int count) {
        double[] that = ((PairAccumulator) other).states;
        for (int g = 0; g < count; g++) {
            int source = from[g] * STATE;
            int at = to[g] * STATE;
            double had = states[at + COUNT];
            double more = that[source + COUNT];
            if (more == 0) {
                continue;
            }
            double share = more / (had + more);
            double deltaX = that[source + MEAN_X] - states[at + MEAN_X];
            double deltaY = that[source + MEAN_Y] - states[at + MEAN_Y];
            states[at + COUNT] = had + more;
            states[at + MEAN_X] += deltaX * share;
            states[at + MEAN_Y] += deltaY * share;
            states[at + SQUARES_X] += that[source + SQUARES_X] + deltaX * deltaX * had * share;
            states[at + SQUARES_Y] += that[source + SQUARES_Y] + deltaY * deltaY * had * share;
            states[at + PRODUCTS] += that[source + PRODUCTS] + deltaX * deltaY * had * share;
        }
    }

    @Override
    public boolean mergesRepeatedly() {
        return true;
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
        boolean[] seen = new boolean[to - from];
        for (int i = 0; i < out.length; i++) {
            int at = (from + i) * STATE;
            double count = states[at + COUNT];
            double squaresX = states[at + SQUARES_X];
            double squaresY = states[at + SQUARES_Y];
            double products = states[at + PRODUCTS];
            double slope = products / squaresX;
            out[i] =
                    switch (result) {
                        case COVAR_POP -> products / count;
                        case COVAR_SAMP -> products / (count - 1);
                        case CORR -> products / Math.sqrt(squaresX * squaresY);
                        case REGR_SLOPE -> slope;
                        case REGR_INTERCEPT -> states[at + MEAN_Y] - slope * states[at + MEAN_X];
                        case REGR_AVGX -> states[at + MEAN_X];
                        case REGR_AVGY -> states[at + MEAN_Y];
                        case REGR_R2 ->
                                squaresY == 0 ? 1 : products / squaresX * (products / squaresY);
                        case REGR_SXX -> squaresX;
                        case REGR_SXY -> products;
                        case REGR_SYY -> squaresY;
                    };
            seen[i] =
                    switch (result) {
                        case COVAR_POP, REGR_AVGX, REGR_AVGY, REGR_SXX, REGR_SXY, REGR_SYY ->
                                count >= 1;
                        case COVAR_SAMP -> count >= 2;
                        case CORR -> squaresX != 0 && squaresY != 0;
                        case REGR_SLOPE, REGR_INTERCEPT, REGR_R2 -> squaresX != 0;
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
