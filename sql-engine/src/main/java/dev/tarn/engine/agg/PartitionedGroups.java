package dev.tarn.engine.agg;

import org.jspecify.annotations.Nullable;

/// One driver's groups and pairs of DISTINCT calls by partition, put in order once for all who
/// merge them. Immutable.
///
/// @param by which partition a group belongs to
/// @param groups the groups by partition
/// @param places where each group is among those of its partition; empty without DISTINCT calls
/// @param pairs the pairs of each call by the partition of their group; null at other calls
record PartitionedGroups(Partitioning by, Radix groups, int[] places, @Nullable Radix[] pairs) {

    static PartitionedGroups of(GroupStates states, Partitioning by) {
        GroupTable table = states.table();
        Radix groups =
                Radix.of(
                        states.groupCount(),
                        group -> table == null ? 0 : by.of(table.keys(), group));
        @Nullable Radix[] pairs = new @Nullable Radix[states.callCount()];
        boolean hasPairs = false;
        for (int call = 0; call < pairs.length; call++) {
            hasPairs |= states.distinctRows(call) != null;
        }
        if (!hasPairs) {
            return new PartitionedGroups(by, groups, new int[0], pairs);
        }
        int[] places = new int[states.groupCount()];
        byte[] partitions = new byte[states.groupCount()];
        for (int partition = 0; partition < Radix.PARTITION_COUNT; partition++) {
            int start = groups.starts()[partition];
            for (int at = start; at < groups.starts()[partition + 1]; at++) {
                places[groups.numbers()[at]] = at - start;
                partitions[groups.numbers()[at]] = (byte) partition;
            }
        }
        for (int call = 0; call < pairs.length; call++) {
            DistinctRows rows = states.distinctRows(call);
            if (rows != null) {
                pairs[call] = Radix.of(rows.count(), pair -> partitions[rows.groupOf(pair)]);
            }
        }
        return new PartitionedGroups(by, groups, places, pairs);
    }

    long sizeBytes() {
        long bytes = groups.sizeBytes() + 4L * places.length;
        for (Radix radix : pairs) {
            bytes += radix == null ? 0 : radix.sizeBytes();
        }
        return bytes;
    }
}
