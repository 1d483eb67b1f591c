package dev.tarn.engine.schema;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;

import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotChanges;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The data files in which a snapshot changed rows, after the one before it.
///
/// @param before the id of that; null where there is none
/// @param added new files: their rows were inserted
/// @param removed files that are gone: the rows they had left were deleted
/// @param marked files of which other rows are deleted than before
public record ChangedFiles(
        Snapshot snapshot,
        @Nullable Long before,
        List<String> added,
        List<String> removed,
        List<String> marked) {
    /// How many snapshots the changes of a table are told of at once.
    public static final int MAX_SNAPSHOTS = 100;

    /// How many files of changes are named at once.
    public static final int MAX_FILES = 10_000;

    public ChangedFiles {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
        marked = List.copyOf(marked);
    }

    /// What was changed after `start` until `end`, oldest first, without what only wrote the same
    /// rows anew.
    ///
    /// @param start an ancestor of `end`, or `end`; null to begin with the oldest that is known
    /// @throws SqlException NOT_FOUND, INVALID_ARGUMENTS; NOT_SUPPORTED where there is too much
    public static List<ChangedFiles> between(
            String name, Table table, @Nullable Long start, long end) {
        List<ChangedFiles> changes = new ArrayList<>();
        int files = 0;
        for (Snapshot snapshot : snapshots(name, table, start, end)) {
            ChangedFiles changed = of(name, table, snapshot);
            files += changed.added.size() + changed.removed.size() + changed.marked.size();
            changes.add(changed);
            if (files > MAX_FILES) {
                throw tooMuch(name, start, end, "change more than %d files".formatted(MAX_FILES));
            }
        }
        return changes;
    }

    private static List<Snapshot> snapshots(
            String name, Table table, @Nullable Long start, long end) {
        if (start != null) {
            require(name, table, start);
        }
        Snapshot at = require(name, table, end);
        List<Snapshot> snapshots = new ArrayList<>();
        while (start == null || at.snapshotId() != start) {
            if (!DataOperations.REPLACE.equals(at.operation())) {
                snapshots.addFirst(at);
            }
            if (snapshots.size() > MAX_SNAPSHOTS) {
                throw tooMuch(name, start, end, "are more than %d".formatted(MAX_SNAPSHOTS));
            }
            Snapshot parent = at.parentId() == null ? null : table.snapshot(at.parentId());
            if (parent == null && start == null) {
                break;
            }
            if (parent == null) {
                throw new SqlException(
                        ErrorCode.INVALID_ARGUMENTS,
                        "Snapshot %d of %s is not an ancestor of snapshot %d"
                                .formatted(start, name, end));
            }
            at = parent;
        }
        return snapshots;
    }

    private static Snapshot require(String name, Table table, long id) {
        Snapshot snapshot = table.snapshot(id);
        if (snapshot == null) {
            throw new SqlException(
                    ErrorCode.NOT_FOUND,
                    "Table %s does not have a snapshot %d".formatted(name, id));
        }
        return snapshot;
    }

    private static SqlException tooMuch(String name, @Nullable Long start, long end, String what) {
        return new SqlException(
                ErrorCode.NOT_SUPPORTED,
                "The snapshots of %s %suntil %d %s; ask for them in several ranges"
                        .formatted(
                                name,
                                start == null ? "" : "after %d ".formatted(start),
                                end,
                                what));
    }

    private static ChangedFiles of(String name, Table table, Snapshot snapshot) {
        SnapshotChanges changes = SnapshotChanges.builderFor(table).snapshot(snapshot).build();
        boolean marks =
                changes.addedDeleteFiles().iterator().hasNext()
                        || changes.removedDeleteFiles().iterator().hasNext();
        List<String> marked = new ArrayList<>();
        List<String> removed = locations(changes.removedDataFiles());
        Long before = snapshot.parentId();
        if (before != null && table.snapshot(before) == null) {
            if (marks || !removed.isEmpty()) {
                throw new SqlException(
                        ErrorCode.INVALID_ARGUMENTS,
                        "What snapshot %d of %s deleted is not known any more, as the snapshot before it has expired; start from it or a later one"
                                .formatted(snapshot.snapshotId(), name));
            }
            before = null;
        }
        if (marks && before != null) {
            Map<String, Set<String>> then = deletes(table, before);
            deletes(table, snapshot.snapshotId())
                    .forEach((file, deletes) -> {
                        Set<String> known = then.get(file);
                        if (known != null && !known.equals(deletes)) {
                            marked.add(file);
                        }
                    });
        }
        return new ChangedFiles(
                snapshot, before, locations(changes.addedDataFiles()), removed, marked);
    }

    private static List<String> locations(Iterable<? extends ContentFile<?>> files) {
        List<String> locations = new ArrayList<>();
        files.forEach(file -> locations.add(file.location()));
        return locations;
    }

    /// What deletes rows of each data file at a snapshot.
    private static Map<String, Set<String>> deletes(Table table, long snapshotId) {
        Map<String, Set<String>> deletes = new HashMap<>();
        try (CloseableIterable<FileScanTask> files =
                table.newScan().useSnapshot(snapshotId).planFiles()) {
            for (FileScanTask file : files) {
                Set<String> ofFile = new HashSet<>();
                for (DeleteFile delete : file.deletes()) {
                    // A file may hold the deletion vectors of many.
                    ofFile.add(delete.location() + ' ' + delete.contentOffset());
                }
                deletes.put(file.file().location(), ofFile);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return deletes;
    }
}
