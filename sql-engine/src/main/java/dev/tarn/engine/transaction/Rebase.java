package dev.tarn.engine.transaction;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.storage.load.LoadHistory;

import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.UpdateProperties;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.util.SnapshotUtil;
import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// What a transaction changed of one table, put on top of what the table is by now: one snapshot,
/// if what was relied on still holds. Iceberg's validations since the snapshot that was pinned say
/// so. One thread.
final class Rebase {
    private final StagedTable staged;
    private final TableMetadata now;
    private final StagedOperations result;
    private final Table table;
    private final boolean isMoved;
    private final boolean serializable;
    private final List<Snapshot> snapshots;
    private final NetChange change;

    private Rebase(StagedTable staged, BaseTable current, FileIO io, boolean serializable) {
        this.staged = staged;
        this.now = current.operations().current();
        this.result = new StagedOperations(current.operations(), now, io);
        this.table = new BaseTable(result, current.name(), current.reporter());
        this.isMoved = !Objects.equals(id(staged.pinned()), id(now));
        this.serializable = serializable;
        this.snapshots = staged.snapshots();
        this.change = NetChange.of(staged.table(), snapshots);
    }

    /// The metadata that `current` is to have, which is its own where nothing was changed.
    ///
    /// @param current the table as the catalog has it
    /// @param io where manifests are written
    /// @param serializable whether nothing that was read may have changed
    /// @throws SqlException TRANSACTION_CONFLICT if others changed what was relied on
    static TableMetadata of(
            StagedTable staged, BaseTable current, FileIO io, boolean serializable) {
        try {
            return new Rebase(staged, current, io, serializable).apply();
        } catch (ValidationException conflict) {
            throw conflict(staged, String.valueOf(conflict.getMessage()), conflict);
        }
    }

    /// The error that others came first.
    static SqlException conflict(StagedTable staged, String what, @Nullable Throwable cause) {
        return new SqlException(
                ErrorCode.TRANSACTION_CONFLICT,
                "The transaction was rolled back, as another writer changed %s meanwhile; begin it anew: %s"
                        .formatted(staged, what),
                null,
                cause);
    }

    /// Whether `current` has another identity or other branches and tags than `pinned`.
    static boolean isOther(TableMetadata pinned, TableMetadata current) {
        return !Objects.equals(pinned.uuid(), current.uuid())
                || !pinned.refs().equals(current.refs());
    }

    private TableMetadata apply() {
        check();
        boolean searched = staged.changesRows();
        if (change.isAppend() && !searched) {
            append();
        } else if (!change.isEmpty() && change.hasDeletes()) {
            mark();
        } else if (!change.isEmpty()) {
            overwrite();
        } else if (serializable && isOther(staged.pinned(), now)) {
            throw conflict(staged, "what it looked for and did not find may be there now", null);
        } else {
            append();
        }
        setProperties();
        return result.current();
    }

    private void check() {
        TableMetadata pinned = staged.pinned();
        if (!Objects.equals(pinned.uuid(), now.uuid())) {
            throw conflict(staged, "it was dropped and created anew", null);
        }
        if (!pinned.schema().asStruct().equals(now.schema().asStruct())) {
            throw conflict(staged, "it has other columns", null);
        }
        if (serializable && staged.isRead() && isOther(pinned, now)) {
            throw conflict(staged, "its rows were read", null);
        }
        if (isMoved && !change.isAppend()) {
            checkHistory();
        }
    }

    /// Validations follow the history from the pinned snapshot on.
    private void checkHistory() {
        Long from = id(staged.pinned());
        Long to = id(now);
        if (to == null || from != null && !SnapshotUtil.isAncestorOf(to, from, now::snapshot)) {
            throw conflict(staged, "it was rolled back or replaced", null);
        }
        if (change.marked() == null && removesFiles(from, to)) {
            throw conflict(staged, "files were rewritten in which rows are marked", null);
        }
    }

    /// Whether others have taken out data files since.
    private boolean removesFiles(@Nullable Long from, long to) {
        for (Snapshot snapshot : SnapshotUtil.ancestorsBetween(to, from, now::snapshot)) {
            if (snapshot.summary().containsKey(SnapshotSummary.DELETED_FILES_PROP)) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Long id(TableMetadata metadata) {
        Snapshot current = metadata.currentSnapshot();
        return current == null ? null : current.snapshotId();
    }

    private boolean validatesData() {
        return serializable || staged.isSerializable();
    }

    /// A load that had no rows, or whose rows are gone again, leaves a snapshot, too.
    private void append() {
        AppendFiles append = table.newAppend();
        boolean isLoad = LoadHistory.markAll(append, snapshots);
        if (!change.isEmpty() || isLoad) {
            change.added().forEach(append::appendFile);
            append.commit();
        }
    }

    private void overwrite() {
        OverwriteFiles overwrite =
                table.newOverwrite()
                        .conflictDetectionFilter(staged.conditions())
                        .validateNoConflictingDeletes();
        Long from = id(staged.pinned());
        if (from != null) {
            overwrite.validateFromSnapshot(from);
        }
        if (validatesData()) {
            overwrite.validateNoConflictingData();
        }
        LoadHistory.markAll(overwrite, snapshots);
        change.removed().forEach(overwrite::deleteFile);
        change.added().forEach(overwrite::addFile);
        overwrite.commit();
    }

    private void mark() {
        RowDelta delta =
                table.newRowDelta()
                        .conflictDetectionFilter(staged.conditions())
                        .validateDeletedFiles()
                        .validateNoConflictingDeleteFiles();
        Set<String> marked = change.marked();
        if (marked != null) {
            delta.validateDataFilesExist(marked);
        }
        Long from = id(staged.pinned());
        if (from != null) {
            delta.validateFromSnapshot(from);
        }
        if (validatesData()) {
            delta.validateNoConflictingDataFiles();
        }
        LoadHistory.markAll(delta, snapshots);
        change.removed().forEach(delta::removeRows);
        change.removedDeletes().forEach(delta::removeDeletes);
        change.addedDeletes().forEach(delta::addDeletes);
        change.added().forEach(delta::addRows);
        delta.commit();
    }

    /// Properties that statements have set, which no other writer may have changed.
    private void setProperties() {
        Map<String, String> before = staged.pinned().properties();
        Map<String, String> after = staged.current().properties();
        if (before.equals(after)) {
            return;
        }
        Set<String> names = new HashSet<>(before.keySet());
        names.addAll(after.keySet());
        names.removeIf(name -> Objects.equals(before.get(name), after.get(name)));
        UpdateProperties update = table.updateProperties();
        for (String name : names) {
            if (!Objects.equals(before.get(name), now.properties().get(name))) {
                throw conflict(staged, "its property %s was set".formatted(name), null);
            }
            String value = after.get(name);
            if (value == null) {
                update.remove(name);
            } else {
                update.set(name, value);
            }
        }
        update.commit();
    }

    /// The files of the transaction that stay when it has committed.
    static Set<String> kept(StagedTable staged) {
        NetChange change = NetChange.of(staged.table(), staged.snapshots());
        Set<String> kept = new HashSet<>();
        change.added().forEach(file -> kept.add(file.location()));
        change.addedDeletes().forEach(file -> kept.add(file.location()));
        kept.addAll(staged.current().properties().values());
        return kept;
    }
}
