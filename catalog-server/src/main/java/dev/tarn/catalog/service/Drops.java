package dev.tarn.catalog.service;

import dev.tarn.catalog.store.DroppedRow;
import dev.tarn.catalog.store.DroppedState;
import dev.tarn.catalog.store.EntryKind;
import dev.tarn.catalog.store.EntryRow;
import dev.tarn.catalog.store.TaskRow;

import java.util.UUID;

/// The rows of a drop, within the change that makes it. The name is free when it commits; the
/// location stays taken until the entry is forgotten or its files are gone. Grants stay for as long
/// as it can be undropped.
final class Drops {
    private final DropRules rules;

    Drops(DropRules rules) {
        this.rules = rules;
    }

    /// Moves a locked entry to the dropped ones, or forgets it where nothing is kept.
    void drop(Change change, EntryRow now) {
        change.transaction().deleteEntry(now.id());
        if (!rules.keeps()) {
            change.transaction().deleteGrants(now.id());
            change.transaction().deleteAreas(now.id());
        } else {
            long expires = change.atMillis() + rules.retention().toMillis();
            change.transaction().insertDropped(dropped(change, now, DroppedState.KEPT, expires));
        }
        String kind = now.kind() == EntryKind.TABLE ? "drop-table" : "drop-view";
        change.entryEvent(kind, now, Pointer.of(now), Pointer.NONE);
    }

    /// Moves a locked table to the dropped ones with a task that deletes its files; returns the
    /// task's id.
    String purge(Change change, EntryRow now) {
        change.transaction().deleteEntry(now.id());
        change.transaction().deleteGrants(now.id());
        DroppedRow row = dropped(change, now, DroppedState.PURGING, change.atMillis());
        change.transaction().insertDropped(row);
        TaskRow task = purgeTask(row, change.atMillis());
        change.transaction().insertTask(task);
        change.entryEvent("purge-table", now, Pointer.of(now), Pointer.NONE);
        return task.id();
    }

    /// Makes a task that deletes the files of a locked dropped table.
    void purgeDropped(Change change, DroppedRow row) {
        change.transaction().updateDropped(row.entry().id(), DroppedState.PURGING);
        change.transaction().deleteGrants(row.entry().id());
        change.transaction().insertTask(purgeTask(row, change.atMillis()));
        change.entryEvent("purge-table", row.entry(), Pointer.of(row.entry()), Pointer.NONE);
    }

    /// Lets a locked dropped entry go; its files stay.
    void forget(Change change, DroppedRow row) {
        change.transaction().deleteDropped(row.entry().id());
        change.transaction().deleteGrants(row.entry().id());
        change.transaction().deleteAreas(row.entry().id());
        String kind = row.entry().kind() == EntryKind.TABLE ? "forget-table" : "forget-view";
        change.entryEvent(kind, row.entry(), Pointer.of(row.entry()), Pointer.NONE);
    }

    private static DroppedRow dropped(
            Change change, EntryRow now, DroppedState state, long expiresMillis) {
        return new DroppedRow(change.warehouseId(), now, state, change.atMillis(), expiresMillis);
    }

    private static TaskRow purgeTask(DroppedRow row, long nowMillis) {
        EntryRow entry = row.entry();
        return TaskRow.of(
                new TaskRow.Order(
                        UUID.randomUUID().toString(),
                        row.warehouseId(),
                        PurgeWork.KIND,
                        entry.id(),
                        NamespacePaths.identifier(entry.namespacePath(), entry.name()).toString(),
                        ""),
                nowMillis);
    }
}
