package dev.tarn.engine.agg;

import dev.tarn.engine.physical.Plan;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// What one driver has put past its table: portions in the order of their partitions, and a table
/// for each partition once there were so many portions that they were merged. Each of those tables
/// fits a cache where the one table would not. Owned by one driver until it finishes; after that it
/// is only read, and each table is for whoever merges its partition.
final class Portions {
    private final Plan.Aggregate plan;
    private final long leastMerged;
    private final List<Portion> portions = new ArrayList<>();
    private final List<GroupStates> merged = new ArrayList<>();
    private long portionGroups;
    private long portionBytes;
    private long mergedGroups;
    private long mergedBytes;

    /// @param leastMerged groups in portions before they are merged; they are at least as many as
    ///   those merged before, too, so that memory and work stay in proportion to the groups
    Portions(Plan.Aggregate plan, long leastMerged) {
        this.plan = plan;
        this.leastMerged = leastMerged;
    }

    void add(GroupStates states) {
        Portion portion = Portion.of(plan, states);
        portions.add(portion);
        portionGroups += portion.states().groupCount();
        portionBytes += portion.sizeBytes();
    }

    boolean isEmpty() {
        return portions.isEmpty() && merged.isEmpty();
    }

    /// Groups here, of which some may have the same key.
    long groupCount() {
        return portionGroups + mergedGroups;
    }

    long portionBytes() {
        return portionBytes;
    }

    long sizeBytes() {
        return portionBytes + mergedBytes;
    }

    boolean isMergeDue() {
        return portionGroups >= Math.max(leastMerged, mergedGroups);
    }

    /// Puts all portions into the tables of their partitions.
    void merge() {
        GroupMerge merge = new GroupMerge(plan);
        mergedGroups = 0;
        mergedBytes = 0;
        for (int partition = 0; partition < Radix.PARTITION_COUNT; partition++) {
            if (merged.size() == partition) {
                merged.add(new GroupStates(plan));
            }
            GroupStates into = merged.get(partition);
            addTo(into, partition, merge);
            mergedGroups += into.groupCount();
            mergedBytes += into.sizeBytes();
        }
        portions.clear();
        portionGroups = 0;
        portionBytes = 0;
    }

    /// Adds what portions have of `partition` to `into`.
    void addTo(GroupStates into, int partition, GroupMerge merge) {
        for (Portion portion : portions) {
            int[] starts = portion.starts();
            merge.addRun(portion.states(), starts[partition], starts[partition + 1], into);
        }
    }

    /// The table of a partition, which has groups that portions may have as well; null if none.
    @Nullable GroupStates table(int partition) {
        return merged.isEmpty() ? null : merged.get(partition);
    }

    /// All groups, in whatever order.
    List<GroupStates> all() {
        List<GroupStates> all = new ArrayList<>(merged);
        for (Portion portion : portions) {
            all.add(portion.states());
        }
        return all;
    }

    void clear() {
        portions.clear();
        merged.clear();
        portionGroups = 0;
        portionBytes = 0;
        mergedGroups = 0;
        mergedBytes = 0;
    }
}
