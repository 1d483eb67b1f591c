package dev.tarn.engine.window;

import dev.tarn.columnar.Batch;

/// Some rows of a window, in order, behind those that went before.
///
/// @param batch the rows, without a selection
/// @param partitions the rows with which a partition begins, ascending
/// @param peers the rows that are no peers of the row before, ascending; none is told where no call
///   asks
record RunningRows(Batch batch, int[] partitions, int[] peers) {

    int rowCount() {
        return batch.rowCount();
    }

    /// Walks through places that ascend.
    static final class Walk {
        private final int[] places;
        private int next;

        Walk(int[] places) {
            this.places = places;
        }

        /// Whether `row` is one of the places; rows are asked for in order.
        boolean isAt(int row) {
            if (next == places.length || places[next] != row) {
                return false;
            }
            next++;
            return true;
        }
    }
}
