package dev.tarn.maintenance.run;

import dev.tarn.maintenance.plan.DeleteKey;
import dev.tarn.maintenance.plan.FileGroup;
import dev.tarn.maintenance.plan.TableFiles;
import dev.tarn.storage.table.IcebergScan;

import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Commits groups in the place of the files that they were made of, and takes out the position
/// deletes that were of no other file. Remembers what it took out, for the next commit. One thread.
///
/// The new files are as old as the snapshot that was read, by their sequence number, so that rows
/// deleted by value since are deleted from them too. Iceberg validates from the snapshot on that
/// was last looked at ([BranchHead]), as the one that was read may have expired; it tries again
/// where others have only added, and refuses where a row was deleted by position.
final class GroupCommit {
    private final Table table;
    private final @Nullable String branch;
    private final TableFiles start;
    private final boolean keepsSequenceNumber;

    /// How many of the files that are left each delete file applies to.
    private final Map<DeleteKey, Integer> deletes;

    GroupCommit(
            Table table, @Nullable String branch, TableFiles start, boolean keepsSequenceNumber) {
        this.table = table;
        this.branch = branch;
        this.start = start;
        this.keepsSequenceNumber = keepsSequenceNumber;
        this.deletes = new HashMap<>(start.positionDeletes());
    }

    /// Commits `groups`, one at least, which are in the snapshot `seenId` as they were read.
    ///
    /// @throws org.apache.iceberg.exceptions.ValidationException if others have changed one of them
    RewriteOutcome commit(List<RewrittenGroup> groups, long seenId) {
        List<FileScanTask> replaced = new ArrayList<>();
        RewriteOutcome outcome = RewriteOutcome.NOTHING;
        RewriteFiles rewrite = table.newRewrite().validateFromSnapshot(seenId);
        if (branch != null) {
            rewrite.toBranch(branch);
        }
        if (keepsSequenceNumber) {
            rewrite.dataSequenceNumber(start.sequenceNumber());
        }
        for (RewrittenGroup one : groups) {
            FileGroup group = one.group();
            replaced.addAll(group.files());
            group.files().forEach(file -> rewrite.deleteFile(IcebergScan.committed(file, table)));
            one.added().forEach(rewrite::addFile);
            outcome = outcome.plus(one.outcome());
        }
        Map<DeleteKey, Integer> counts = TableFiles.positionDeletes(replaced);
        List<DeleteFile> gone = gone(replaced, counts);
        gone.forEach(rewrite::deleteFile);
        rewrite.commit();
        counts.forEach((delete, count) -> deletes.merge(delete, -count, Integer::sum));
        return outcome.withDeletes(gone.size());
    }

    /// The delete files of `replaced` that apply to nothing else.
    private List<DeleteFile> gone(List<FileScanTask> replaced, Map<DeleteKey, Integer> counts) {
        Map<DeleteKey, DeleteFile> gone = new HashMap<>();
        for (FileScanTask file : replaced) {
            for (DeleteFile delete : file.deletes()) {
                DeleteKey key = DeleteKey.of(delete);
                Integer count = counts.get(key);
                if (count != null && count.equals(deletes.get(key))) {
                    gone.put(key, delete);
                }
            }
        }
        return List.copyOf(gone.values());
    }
}
