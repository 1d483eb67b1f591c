package dev.tarn.maintenance.run;

import dev.tarn.maintenance.plan.DeleteKey;
import dev.tarn.maintenance.plan.FileGroup;
import dev.tarn.maintenance.plan.TableFiles;
import dev.tarn.storage.table.IcebergScan;

import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What other writers have made of a branch since a rewrite began: whether its files are still as
/// they were planned. One thread.
final class BranchHead {
    private final Table table;
    private final @Nullable String branch;
    private final long startId;
    private long seenId;
    private Map<String, FileScanTask> files = Map.of();

    /// @param branch null for the main one
    BranchHead(Table table, @Nullable String branch, TableFiles start) {
        this.table = table;
        this.branch = branch;
        this.startId = start.snapshotId();
        this.seenId = startId;
    }

    /// The snapshot that `branch` of `table` points to; null where there is none.
    static @Nullable Snapshot of(Table table, @Nullable String branch) {
        if (branch == null) {
            return table.currentSnapshot();
        }
        SnapshotRef ref = table.refs().get(branch);
        return ref == null ? null : table.snapshot(ref.snapshotId());
    }

    /// Looks at the table again.
    void refresh() {
        table.refresh();
        Snapshot head = of(table, branch);
        long headId = head == null ? -1 : head.snapshotId();
        if (headId == seenId) {
            return;
        }
        seenId = headId;
        files = new HashMap<>();
        if (head != null && headId != startId) {
            for (FileScanTask file : IcebergScan.planned(table, headId)) {
                files.put(file.file().location(), file);
            }
        }
    }

    /// The snapshot of the last look.
    long snapshotId() {
        return seenId;
    }

    /// Whether all files of `group` are there, and no row of them was deleted by position since the
    /// start, as of the last look. Rows deleted by value since then are deleted from the new files
    /// as well, which are as old as the start.
    boolean has(FileGroup group, boolean keepsSequenceNumber) {
        if (seenId == startId) {
            return true;
        }
        for (FileScanTask planned : group.files()) {
            FileScanTask now = files.get(planned.file().location());
            if (now == null || hasNewDeletes(planned, now, keepsSequenceNumber)) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasNewDeletes(
            FileScanTask planned, FileScanTask now, boolean keepsSequenceNumber) {
        List<DeleteKey> known = planned.deletes().stream().map(DeleteKey::of).toList();
        return now.deletes().stream()
                .anyMatch(delete ->
                        (DeleteKey.isByPosition(delete) || !keepsSequenceNumber)
                                && !known.contains(DeleteKey.of(delete)));
    }
}
