package dev.tarn.engine.agg;

import dev.tarn.engine.physical.AggregateCall;
import dev.tarn.engine.physical.Plan;

/// Whether a driver's table is worth asking: measured from time to time as rows for each group that
/// they added. Where that is little and the table no longer fits a cache, rows go past it.
final class Reduction {
    /// Rows for each new group, below which the table is not asked for a while.
    private static final int LEAST_ROWS_A_GROUP = 2;

    /// Groups, as a multiple of `firstGroups`, of which a table is worth asking after all if rows
    /// are many times as many.
    private static final int MODERATE_SHARE = 8;

    private static final int MANY_ROWS_A_GROUP = 8;

    private final boolean canPass;
    private final int firstGroups;
    private long rows;
    private long measuredRows;
    private int measuredGroups;
    private long nextGroups;

    /// @param firstGroups at which a table is measured first, then at each doubling
    Reduction(Plan.Aggregate plan, int firstGroups) {
        this.firstGroups = firstGroups;
        this.nextGroups = firstGroups;
        this.canPass =
                !plan.keys().isEmpty()
                        && plan.calls().stream().allMatch(call -> isSmall(plan, call));
    }

    /// Whether the state of a group is a few words: others would take too much for each row.
    private static boolean isSmall(Plan.Aggregate plan, AggregateCall call) {
        return !call.distinct()
                && call.order().isEmpty()
                && GroupStates.accumulator(plan, call).hasSmallStates();
    }

    void add(int rowCount) {
        rows += rowCount;
    }

    /// Whether rows from now on go past `table`.
    boolean isPoor(GroupTable table) {
        int groups = table.groupCount();
        if (!canPass || groups < nextGroups || table.direct() != null) {
            return false;
        }
        long newRows = rows - measuredRows;
        long newGroups = (long) groups - measuredGroups;
        measure(groups);
        return newRows < LEAST_ROWS_A_GROUP * newGroups;
    }

    /// Whether all rows so far make so few groups that one table is better for them.
    boolean isGood(long groups) {
        if (groups > (long) MODERATE_SHARE * firstGroups || rows < MANY_ROWS_A_GROUP * groups) {
            return false;
        }
        measure((int) groups);
        return true;
    }

    private void measure(int groups) {
        measuredRows = rows;
        measuredGroups = groups;
        nextGroups = Math.max(firstGroups, 2L * groups);
    }

    /// Begins anew, with an empty table.
    void restart() {
        rows = 0;
        measure(0);
    }
}
