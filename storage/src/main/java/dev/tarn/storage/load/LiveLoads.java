package dev.tarn.storage.load;

import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The loads whose rows a table got by one snapshot and those before it.
///
/// Snapshots name their load in their summary. What was loaded before the oldest snapshot that is
/// left is taken to be in the table; what was loaded later and is not named was rolled back, or
/// went to another branch.
final class LiveLoads {
    /// In the summary of a snapshot: which load it is, or which ones with commas between.
    static final String SUMMARY = "tarn.load-id";

    private final Set<String> loads = new HashSet<>();
    private final long sinceMillis;

    private LiveLoads(Table table, @Nullable Snapshot head) {
        long oldest = Long.MIN_VALUE;
        Snapshot snapshot = head;
        while (snapshot != null) {
            add(snapshot);
            Snapshot picked = pickedFrom(table, snapshot);
            if (picked != null) {
                add(picked);
            }
            Long parent = snapshot.parentId();
            oldest = parent == null ? Long.MIN_VALUE : snapshot.timestampMillis();
            snapshot = parent == null ? null : table.snapshot(parent);
        }
        sinceMillis = oldest;
    }

    /// Of the current snapshot.
    static LiveLoads of(Table table) {
        return new LiveLoads(table, table.currentSnapshot());
    }

    /// Of each branch and tag.
    static List<LiveLoads> ofAll(Table table) {
        return table.refs().values().stream()
                .map(ref -> new LiveLoads(table, table.snapshot(ref.snapshotId())))
                .toList();
    }

    private void add(Snapshot snapshot) {
        String load = snapshot.summary().get(SUMMARY);
        if (load != null) {
            loads.addAll(List.of(load.split(",")));
        }
    }

    /// The snapshot whose changes `snapshot` repeats.
    private static @Nullable Snapshot pickedFrom(Table table, Snapshot snapshot) {
        String source = snapshot.summary().get(SnapshotSummary.SOURCE_SNAPSHOT_ID_PROP);
        return source == null ? null : table.snapshot(Long.parseLong(source));
    }

    boolean contains(String load, long atMillis) {
        return loads.contains(load) || atMillis < sinceMillis;
    }
}
