package dev.tarn.engine.sort;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.exec.Morsel;
import dev.tarn.engine.exec.NumberedSource;
import dev.tarn.engine.memory.Reservation;
import dev.tarn.engine.order.OrderedMerge;
import dev.tarn.engine.spill.Run;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// The rows of all runs of a sort in order, a batch at a time; before that it merges runs into
/// fewer where memory does not suffice for all of them. Owned by one driver.
final class MergedRuns implements Morsel {
    private final SortedRuns runs;
    private final int batchRowCount;
    private final Reservation reservation;
    private final RunReduction reduction;
    private List<Run> taken = List.of();
    private @Nullable OrderedMerge merge;
    private boolean reducing;
    private long unskipped;
    private long unserved;

    /// The rows from `offset` on, `limit` of them at most; all where that is negative.
    MergedRuns(SortedRuns runs, int batchRowCount, long limit, long offset) {
        this.runs = runs;
        this.batchRowCount = batchRowCount;
        this.reservation = runs.query().memory().open("sort merge");
        this.reduction = new RunReduction(runs, reservation);
        this.unskipped = offset;
        this.unserved = limit < 0 ? Long.MAX_VALUE : limit;
    }

    @Override
    public @Nullable Batch next() {
        if (merge == null) {
            begin();
            return NumberedSource.NOTHING;
        }
        if (unskipped > 0) {
            Batch skipped = merge.next((int) Math.min(batchRowCount, unskipped));
            unskipped -= skipped == null ? unskipped : skipped.rowCount();
            return NumberedSource.NOTHING;
        }
        Batch batch = merge.next((int) Math.min(batchRowCount, unserved));
        unserved -= batch == null ? 0 : batch.rowCount();
        return batch;
    }

    private void begin() {
        if (reducing) {
            // One less at the least: all of them at once was refused.
            reduction.step(Math.max(1, Math.min(runs.fanIn(1), runs.count() - 1)), true);
            reducing = reduction.isBusy();
            return;
        }
        taken = runs.takeAll(reservation);
        if (taken.isEmpty()) {
            reducing = true;
            return;
        }
        merge = RunReduction.open(runs, taken);
    }

    @Override
    public void close() {
        taken.forEach(Run::release);
        taken = List.of();
        merge = null;
        reservation.close();
    }
}
