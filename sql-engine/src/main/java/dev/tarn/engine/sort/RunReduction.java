package dev.tarn.engine.sort;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.memory.Reservation;
import dev.tarn.engine.order.OrderedCursor;
import dev.tarn.engine.order.OrderedMerge;
import dev.tarn.engine.spill.Run;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Merges some runs of a sort into one, again and again, until there are few enough to be merged at
/// once. Several drivers may do that beside one another, each with one of these.
final class RunReduction {
    private static final int STEP_ROWS = 2048;

    private final SortedRuns runs;
    private final Reservation reservation;
    private List<Run> taken = List.of();
    private @Nullable OrderedMerge merge;
    private SortedRuns.@Nullable Writing merged;

    /// A reduction that reserves by `reservation`, which stays the caller's.
    RunReduction(SortedRuns runs, Reservation reservation) {
        this.runs = runs;
        this.reservation = reservation;
    }

    /// Moves some rows; false if nothing is left to do before there are `wanted` runs, or if memory
    /// is too short for it and `insists` does not say that it must be.
    boolean step(int wanted, boolean insists) {
        if (merge == null && !begin(wanted, insists)) {
            return false;
        }
        Batch batch = Objects.requireNonNull(merge).next(stepRows());
        if (batch != null) {
            Objects.requireNonNull(merged).rows().add(batch);
            return true;
        }
        runs.replace(taken, Objects.requireNonNull(merged));
        merge = null;
        merged = null;
        taken = List.of();
        reservation.resize(0);
        return true;
    }

    /// Whether some runs are merged in part.
    boolean isBusy() {
        return merge != null;
    }

    /// Rows that make one block, so that what is written is not cut smaller than what was read.
    private int stepRows() {
        int rows = 1;
        for (Run run : taken) {
            rows = Math.max(rows, run.largestBatchRows());
        }
        return Math.min(rows, STEP_ROWS);
    }

    private boolean begin(int wanted, boolean insists) {
        taken = runs.takeSome(wanted, insists, reservation);
        if (taken.isEmpty()) {
            return false;
        }
        merge = open(runs, taken);
        merged = runs.begin();
        return true;
    }

    /// A merge of `taken`, from their first rows on.
    static OrderedMerge open(SortedRuns runs, List<Run> taken) {
        List<OrderedCursor> cursors = new ArrayList<>(taken.size());
        for (Run run : taken) {
            cursors.add(new OrderedCursor(runs.keys(), run.open()::next));
        }
        return new OrderedMerge(runs.types(), cursors);
    }
}
