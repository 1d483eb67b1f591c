package dev.tarn.engine.agg;

import dev.tarn.engine.columns.KeyBatch;
import dev.tarn.engine.columns.KeyStore;
import dev.tarn.engine.memory.Reservation;
import dev.tarn.engine.physical.Plan;

import org.jspecify.annotations.Nullable;

/// Merges groups into those of a table, some at a time; DISTINCT calls are left out. Not
/// thread-safe.
final class GroupMerge {
    /// Groups that are merged at a time: so many keys are copied out of a table.
    static final int STEP = 2048;

    private final Plan.Aggregate plan;
    private final @Nullable Reservation reservation;
    private final Runnable beforeStep;
    private final KeyBatch keys = new KeyBatch();
    private final int[] numbers = new int[STEP];
    private final int[] into = new int[STEP];

    /// A merge for which memory is reserved already.
    GroupMerge(Plan.Aggregate plan) {
        this(plan, null, () -> {});
    }

    /// A merge that has `reservation` hold what its target takes, and calls `beforeStep` now and
    /// then.
    GroupMerge(Plan.Aggregate plan, @Nullable Reservation reservation, Runnable beforeStep) {
        this.plan = plan;
        this.reservation = reservation;
        this.beforeStep = beforeStep;
    }

    /// Merges the groups `from..end` of `source` into `target`.
    void addRun(GroupStates source, int from, int end, GroupStates target) {
        for (int at = from; at < end; at += STEP) {
            int count = Math.min(STEP, end - at);
            for (int i = 0; i < count; i++) {
                numbers[i] = at + i;
            }
            add(source, count, target);
        }
    }

    /// Merges the groups `of[from..end)` of `source` into `target`; where `merged` has room, their
    /// groups there are put there in the same order.
    void addNumbered(
            GroupStates source, int[] of, int from, int end, GroupStates target, int[] merged) {
        for (int at = from; at < end; at += STEP) {
            int count = Math.min(STEP, end - at);
            System.arraycopy(of, at, numbers, 0, count);
            add(source, count, target);
            if (merged.length > 0) {
                System.arraycopy(into, 0, merged, at - from, count);
            }
        }
    }

    private void add(GroupStates source, int count, GroupStates target) {
        beforeStep.run();
        GroupTable table = target.table();
        KeyStore from = source.keys();
        if (table != null && from != null) {
            from.load(numbers, 0, count, keys);
            reserve(table.sizeBytesWith(keys) + target.stateBytes());
            table.findOrAdd(keys, into);
        } else {
            into[0] = 0;
        }
        target.resizeAccumulators();
        for (int call = 0; call < target.callCount(); call++) {
            if (!plan.calls().get(call).distinct()) {
                target.accumulator(call).merge(source.accumulator(call), numbers, into, count);
            }
        }
        reserve(target.sizeBytes());
    }

    private void reserve(long targetBytes) {
        if (reservation != null) {
            reservation.resize(targetBytes + keys.sizeBytes());
        }
    }

    /// Heap that this holds besides the target.
    long sizeBytes() {
        return keys.sizeBytes() + 8L * STEP;
    }
}
