package dev.tarn.engine.join;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.engine.exec.KeyBound;
import dev.tarn.engine.exec.Operator;
import dev.tarn.engine.exec.OperatorFactory;

import org.jspecify.annotations.Nullable;

/// The least and the most value of one key on the build side of a join, found out as rows pass on
/// their way into the build. Thread-safe.
final class KeyRange implements OperatorFactory {
    private final int ordinal;
    private final KeyBound bound;
    private long least = Long.MAX_VALUE;
    private long most = Long.MIN_VALUE;
    private boolean ints;

    /// The range of column `ordinal`, for `bound`, which supports its type.
    KeyRange(int ordinal, KeyBound bound) {
        this.ordinal = ordinal;
        this.bound = bound;
    }

    @Override
    public Operator create() {
        return new Passing();
    }

    private synchronized void widen(long low, long high, boolean areInts) {
        least = Math.min(least, low);
        most = Math.max(most, high);
        ints = areInts;
    }

    /// Bounds the probe side, once all rows have passed.
    synchronized void publish() {
        if (least > most) {
            return;
        }
        if (ints) {
            bound.between((int) least, (int) most);
        } else {
            bound.between(least, most);
        }
    }

    /// The rows of one driver.
    private final class Passing implements Operator {
        private @Nullable Batch waiting;
        private long low = Long.MAX_VALUE;
        private long high = Long.MIN_VALUE;
        private boolean areInts;

        @Override
        public void accept(Batch batch) {
            FlatVector values = batch.column(ordinal).flatten();
            int[] selection = batch.selection();
            for (int i = 0; i < batch.selectedCount(); i++) {
                int row = selection == null ? i : selection[i];
                if (values.isNull(row)) {
                    continue;
                }
                long value =
                        switch (values) {
                            case IntVector vector -> vector.values()[row];
                            case LongVector vector -> vector.values()[row];
                            default ->
                                    throw new IllegalStateException(
                                            "A key of type " + values.type());
                        };
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
            areInts = values instanceof IntVector;
            waiting = batch;
        }

        @Override
        public @Nullable Batch next() {
            Batch batch = waiting;
            waiting = null;
            return batch;
        }

        @Override
        public void finish() {
            if (low <= high) {
                widen(low, high, areInts);
            }
        }
    }
}
