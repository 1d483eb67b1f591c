package dev.tarn.engine.transaction;

import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotChanges;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.ContentFileUtil;
import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What several snapshots of one table, each on top of the one before, change together: files that
/// came and went in between are not in it.
record NetChange(
        Collection<DataFile> added,
        Collection<DataFile> removed,
        Collection<DeleteFile> addedDeletes,
        Collection<DeleteFile> removedDeletes) {

    /// @param snapshots of `table`, the oldest first
    static NetChange of(Table table, List<Snapshot> snapshots) {
        Map<String, DataFile> added = new LinkedHashMap<>();
        Map<String, DataFile> removed = new LinkedHashMap<>();
        Map<String, DeleteFile> addedDeletes = new LinkedHashMap<>();
        Map<String, DeleteFile> removedDeletes = new LinkedHashMap<>();
        Set<String> gone = new HashSet<>();
        for (Snapshot snapshot : snapshots) {
            SnapshotChanges changes = SnapshotChanges.builderFor(table).snapshot(snapshot).build();
            for (DataFile file : changes.removedDataFiles()) {
                gone.add(file.location());
                if (added.remove(file.location()) == null) {
                    removed.put(file.location(), file);
                }
            }
            changes.addedDataFiles().forEach(file -> added.put(file.location(), file));
            for (DeleteFile file : changes.removedDeleteFiles()) {
                if (addedDeletes.remove(key(file)) == null) {
                    removedDeletes.put(key(file), file);
                }
            }
            changes.addedDeleteFiles().forEach(file -> addedDeletes.put(key(file), file));
        }
        addedDeletes.values().removeIf(file -> gone.contains(dataFile(file)));
        // Those of files that go are taken out by Iceberg; those of several files may stay.
        removedDeletes
                .values()
                .removeIf(file -> dataFile(file).isEmpty() || gone.contains(dataFile(file)));
        return new NetChange(
                added.values(), removed.values(), addedDeletes.values(), removedDeletes.values());
    }

    /// Several deletion vectors are in one file.
    private static String key(DeleteFile file) {
        return file.location() + '@' + file.contentOffset();
    }

    /// The only data file in which `file` deletes rows; empty where there may be several.
    private static String dataFile(DeleteFile file) {
        String only = ContentFileUtil.referencedDataFileLocation(file);
        return only == null ? "" : only;
    }

    boolean isEmpty() {
        return added.isEmpty()
                && removed.isEmpty()
                && addedDeletes.isEmpty()
                && removedDeletes.isEmpty();
    }

    /// Whether rows are added and none is taken away.
    boolean isAppend() {
        return removed.isEmpty() && !hasDeletes();
    }

    /// Whether delete files come or go.
    boolean hasDeletes() {
        return !addedDeletes.isEmpty() || !removedDeletes.isEmpty();
    }

    /// The data files that delete files which are added say to delete rows in, of those that were
    /// there before; null where metadata does not tell them all.
    @Nullable Set<String> marked() {
        Set<String> marked = new HashSet<>();
        for (DeleteFile file : addedDeletes) {
            String only = dataFile(file);
            if (only.isEmpty()) {
                return null;
            }
            marked.add(only);
        }
        added.forEach(file -> marked.remove(file.location()));
        return marked;
    }
}
