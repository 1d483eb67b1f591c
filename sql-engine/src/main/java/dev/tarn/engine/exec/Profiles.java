package dev.tarn.engine.exec;

import dev.tarn.engine.OperatorStats;
import dev.tarn.engine.physical.EstimatedRows;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.PlanText;
import dev.tarn.engine.spill.SpillCounters;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Turns what a running plan counts into a tree that can be kept when the plan is gone.
public final class Profiles {
    private static final int MAX_DETAILS = 500;

    private Profiles() {}

    /// What `plan` and everything below it have done.
    public static OperatorStats of(Plan plan, Counters counters) {
        NodeCounters node = counters.node(plan);
        List<OperatorStats> inputs =
                plan.inputs().stream().map(input -> of(input, counters)).toList();
        SpillCounters spilled = counters.spilled(plan);
        String line = PlanText.line(plan);
        String name = plan.getClass().getSimpleName();
        String details = line.startsWith(name) ? line.substring(name.length()).strip() : line;
        return new OperatorStats(
                name,
                details.length() > MAX_DETAILS ? details.substring(0, MAX_DETAILS) + "…" : details,
                EstimatedRows.of(plan),
                rows(plan, counters),
                node.batches.sum(),
                Duration.ofNanos(node.cpuNanos.sum()),
                Duration.ofNanos(node.wallNanos.sum()),
                node.memory.peakBytes(),
                spilled == null ? 0 : spilled.bytes.sum(),
                plan instanceof Plan.TableScan ? counters.scan(plan).values() : Map.of(),
                inputs);
    }

    /// Rows that `plan` has given. A union has no operator of its own: it gives what its inputs do.
    public static long rows(Plan plan, Counters counters) {
        if (plan instanceof Plan.UnionAll union) {
            return union.inputs().stream().mapToLong(input -> rows(input, counters)).sum();
        }
        long rows = counters.node(plan).rows.sum();
        // What reads a table itself counts by the scan alone.
        return rows == 0 && plan instanceof Plan.TableScan
                ? counters.scan(plan).producedRows.sum()
                : rows;
    }
}
