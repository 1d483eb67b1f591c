package dev.tarn.engine.join;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.eval.PredicateEvaluator;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// A batch of probe rows of a nested loop; which of them may have a partner, and which have found
/// one: element `i` of the flags is of the i-th selected row. Owned by one driver.
record NestedBatch(Batch rows, Batch possible, boolean[] isPossible, boolean[] matched) {
    /// @param guard what every row that may have a partner fulfils; null for nothing
    static NestedBatch of(Batch rows, @Nullable PredicateEvaluator guard) {
        boolean[] isPossible = new boolean[rows.selectedCount()];
        boolean[] matched = new boolean[rows.selectedCount()];
        if (guard == null) {
            Arrays.fill(isPossible, true);
            return new NestedBatch(rows, rows, isPossible, matched);
        }
        Batch possible = guard.filter(rows);
        set(rows, possible, isPossible);
        return new NestedBatch(rows, possible, isPossible, matched);
    }

    /// Marks the rows that `kept` has, whose selection is part of that of `rows`.
    void match(Batch kept) {
        set(rows, kept, matched);
    }

    private static void set(Batch rows, Batch part, boolean[] flags) {
        int[] all = rows.selection();
        int[] kept = part.selection();
        int at = 0;
        for (int i = 0; i < part.selectedCount(); i++) {
            int row = kept == null ? i : kept[i];
            while ((all == null ? at : all[at]) != row) {
                at++;
            }
            flags[at] = true;
        }
    }
}
