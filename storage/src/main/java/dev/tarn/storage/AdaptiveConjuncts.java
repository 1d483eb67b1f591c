package dev.tarn.storage;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The conjuncts of a filter, ready to run, in the order that has left out most rows for its time
/// so far. Conjuncts that may fail keep their place behind all that were written before them: they
/// come last, as written. Owned by one thread at a time.
final class AdaptiveConjuncts {
    /// Batches between two looks at the order.
    private static final int BATCHES = 16;

    /// What an old measurement weighs beside a new one.
    private static final double MEMORY = 0.9;

    private final List<Running> order = new ArrayList<>();
    private int batchesLeft = BATCHES;

    /// One conjunct with what was measured of it.
    static final class Running {
        private final RowFilter.Conjunct conjunct;
        private final RowFilter.Evaluator evaluator;
        private double rows;
        private double dropped;
        private double nanos;

        private Running(RowFilter.Conjunct conjunct) {
            this.conjunct = conjunct;
            this.evaluator = conjunct.open();
        }

        RowFilter.Conjunct conjunct() {
            return conjunct;
        }

        RowFilter.Evaluator evaluator() {
            return evaluator;
        }

        /// Notes that `rowCount` rows took `tookNanos`, decoding among it, and `keptCount` of them
        /// are left.
        void measured(int rowCount, int keptCount, long tookNanos) {
            rows = rows * MEMORY + rowCount;
            dropped = dropped * MEMORY + (rowCount - keptCount);
            nanos = nanos * MEMORY + tookNanos;
        }

        /// Rows left out a nanosecond; what was never asked comes first, to be measured.
        private double gain() {
            return rows == 0 ? Double.MAX_VALUE : dropped / Math.max(1, nanos);
        }
    }

    AdaptiveConjuncts(RowFilter filter) {
        for (RowFilter.Conjunct conjunct : filter.conjuncts()) {
            order.add(new Running(conjunct));
        }
        sort();
    }

    /// The conjuncts in the order to ask them in for the next batch.
    List<Running> next() {
        if (order.size() > 1 && --batchesLeft == 0) {
            batchesLeft = BATCHES;
            sort();
        }
        return order;
    }

    private void sort() {
        order.sort(
                Comparator.comparing((Running one) -> one.conjunct.mayFail())
                        .thenComparing(one -> one.conjunct.mayFail() ? 0 : -one.gain()));
    }
}
