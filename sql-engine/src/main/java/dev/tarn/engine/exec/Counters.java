package dev.tarn.engine.exec;

import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.spill.SpillCounters;
import dev.tarn.storage.ScanCounters;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// What a running query counts, for its progress and statistics. Thread-safe.
///
/// `cpuNanos` is processor time of drivers; splits are counted by scans; rows as scans produce
/// them, bytes as stored.
public final class Counters {
    public final LongAdder cpuNanos = new LongAdder();
    public final LongAdder totalSplits = new LongAdder();
    public final LongAdder completedSplits = new LongAdder();

    /// Rows of files outside tables; those of tables are in the counters of their scans.
    public final LongAdder fileRows = new LongAdder();

    public final LongAdder processedBytes = new LongAdder();

    private final Map<Plan, ScanCounters> scans =
            Collections.synchronizedMap(new IdentityHashMap<>());
    private final Map<Plan, NodeCounters> nodes =
            Collections.synchronizedMap(new IdentityHashMap<>());

    private final Map<Plan, SpillCounters> spills =
            Collections.synchronizedMap(new IdentityHashMap<>());
    private final Map<Plan, MergeCounters> merges =
            Collections.synchronizedMap(new IdentityHashMap<>());

    /// Rows that scans have read, those that were deleted or filtered out among them.
    public long processedRows() {
        long rows = fileRows.sum();
        synchronized (scans) {
            for (ScanCounters scan : scans.values()) {
                rows += scan.rows.sum();
            }
        }
        return rows;
    }

    /// What all scans of tables have counted, together, by the names of [ScanCounters].
    public Map<String, Long> scanned() {
        Map<String, Long> sums = new ScanCounters().values();
        synchronized (scans) {
            for (ScanCounters scan : scans.values()) {
                scan.values().forEach((name, count) -> sums.merge(name, count, Long::sum));
            }
        }
        return sums;
    }

    /// What the node `plan` counts.
    public NodeCounters node(Plan plan) {
        return nodes.computeIfAbsent(plan, _ -> new NodeCounters());
    }

    /// What the scan `plan` counts.
    public ScanCounters scan(Plan plan) {
        return scans.computeIfAbsent(plan, _ -> new ScanCounters());
    }

    /// What the operator `plan` has put on disk; null where it had no need to.
    public @Nullable SpillCounters spilled(Plan plan) {
        return spills.get(plan);
    }

    /// What the operator `plan` counts of what it puts on disk.
    public SpillCounters spill(Plan plan) {
        return spills.computeIfAbsent(plan, _ -> new SpillCounters());
    }

    /// What the merge join `plan` counts.
    public MergeCounters merge(Plan plan) {
        return merges.computeIfAbsent(plan, _ -> new MergeCounters());
    }
}
