package dev.tarn.engine.agg;

import dev.tarn.engine.exec.Morsel;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.exec.Sink;
import dev.tarn.engine.memory.Reservation;
import dev.tarn.engine.physical.AggregateCall;
import dev.tarn.engine.physical.Plan;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Where the drivers of an aggregation leave their tables, and where the following pipeline takes
/// the merged partitions from. Thread-safe.
///
/// Few groups are merged in one piece, many in 64 partitions, each by whichever worker takes it. If
/// some driver has put groups on disk, or there is no room for the merge, all others are put there
/// too, and partitions are merged from disk.
final class AggregateSink implements Sink {
    /// Groups of all drivers together that are merged in one piece.
    static final int UNPARTITIONED_GROUPS = 4096;

    /// Bytes that merging a partition takes at most for a byte of it in drivers' tables.
    private static final int MERGE_SHARE = 2;

    private final Plan.Aggregate plan;
    private final QueryContext query;
    private final SpilledGroups spilled;
    private final Reservation merging;
    private final List<LocalAggregation> opened = new ArrayList<>();
    private final List<LocalAggregation> finished = new ArrayList<>();
    private @Nullable Partitioning partitioning;
    private boolean onDisk;

    AggregateSink(Plan.Aggregate plan, QueryContext query) {
        this.plan = plan;
        this.query = query;
        this.spilled = new SpilledGroups(plan, query, 0);
        this.merging = query.memory().open("aggregation merge");
        query.spill().reserve();
    }

    @Override
    public synchronized Local open() {
        LocalAggregation local = new LocalAggregation(plan, this, query);
        opened.add(local);
        return local;
    }

    synchronized void add(LocalAggregation local) {
        if (local.groupCount() > 0) {
            finished.add(local);
        }
    }

    synchronized List<LocalAggregation> finished() {
        return List.copyOf(finished);
    }

    /// What drivers have put on disk.
    SpilledGroups spilled() {
        return spilled;
    }

    /// Decides whether what drivers hold is merged in memory; one piece of work.
    void decide() {
        if (!spilled.isEmpty() || isMerged()) {
            onDisk = !spilled.isEmpty();
            return;
        }
        long bytes = 0;
        long groups = 0;
        for (LocalAggregation local : finished()) {
            bytes += local.groupBytes();
            groups += local.groupCount();
        }
        int pieces = morselCount();
        int drivers = Math.min(pieces, query.config().workerCount());
        long needed = MERGE_SHARE * (bytes / pieces) * drivers + 8 * groups;
        onDisk = !merging.tryGrow(needed);
        merging.resize(0);
    }

    /// Drivers whose groups are still to be written.
    int unwrittenCount() {
        return onDisk ? finished().size() : 0;
    }

    void write(int number) {
        LocalAggregation local = finished().get(number);
        local.spill();
        local.release();
    }

    /// How many pieces the merge has.
    int morselCount() {
        if (onDisk) {
            return plan.keys().isEmpty() ? 1 : Radix.PARTITION_COUNT;
        }
        if (isMerged() || plan.keys().isEmpty()) {
            return 1;
        }
        long groups = 0;
        for (LocalAggregation local : finished()) {
            groups += local.groupCount();
        }
        return groups <= UNPARTITIONED_GROUPS && !hasPortions() ? 1 : Radix.PARTITION_COUNT;
    }

    /// Whether some driver has groups in the order of their partitions.
    private boolean hasPortions() {
        for (LocalAggregation local : finished()) {
            if (!local.portions().isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /// Whether there is one table that needs no merge.
    private boolean isMerged() {
        return finished().size() == 1
                && !hasPortions()
                && plan.calls().stream().noneMatch(AggregateCall::distinct);
    }

    /// How groups are partitioned, once all drivers have finished.
    private synchronized Partitioning partitioning() {
        if (partitioning == null) {
            List<@Nullable GroupTable> tables = new ArrayList<>();
            for (LocalAggregation local : finished) {
                tables.add(local.states().table());
            }
            partitioning = hasPortions() ? new Partitioning.ByHash() : Partitioning.of(tables);
        }
        return partitioning;
    }

    /// Piece `morsel` of `morselCount()`.
    Morsel morsel(int morsel) {
        if (onDisk) {
            return new SpilledPartition(plan, query, spilled, morsel);
        }
        if (isMerged()) {
            return new ResultMorsel(finished().getFirst().states(), query);
        }
        boolean whole = morselCount() == 1;
        return new ResultMorsel(
                new MergedPartition(plan, query, finished(), partitioning(), whole ? -1 : morsel),
                query);
    }

    @Override
    public synchronized void close() {
        merging.close();
        opened.forEach(LocalAggregation::release);
        opened.clear();
        finished.clear();
    }
}
