package dev.tarn.catalog.service;

import dev.tarn.catalog.store.EntryRow;
import dev.tarn.catalog.store.EventRow;
import dev.tarn.catalog.store.FunctionRow;
import dev.tarn.catalog.store.NamespaceRow;
import dev.tarn.catalog.store.PipeRow;
import dev.tarn.catalog.store.StoreTransaction;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// One change in the making: the transaction, the id that will prove it happened, whose it is, and
/// the time it carries.
///
/// @param done what the change did so far, in words for the log
record Change(
        StoreTransaction transaction,
        String warehouseId,
        String commitId,
        Origin origin,
        long atMillis,
        List<String> done) {

    void namespaceEvent(String kind, NamespaceRow row) {
        done.add(kind + " " + NamespacePaths.namespace(row.path()));
        add(kind, row.id(), new Names(row.path(), null, null, null), Pointer.NONE, Pointer.NONE);
    }

    void functionEvent(String kind, FunctionRow row, NamespaceRow namespace) {
        namedEvent(kind, row.id(), namespace.path(), row.name());
    }

    void pipeEvent(String kind, PipeRow row) {
        namedEvent(kind, row.id(), row.namespacePath(), row.name());
    }

    /// About something that has a name and no metadata.
    private void namedEvent(String kind, String id, String namespacePath, String name) {
        done.add(kind + " " + NamespacePaths.identifier(namespacePath, name));
        Names names = new Names(namespacePath, name, null, null);
        add(kind, id, names, Pointer.NONE, Pointer.NONE);
    }

    void entryEvent(String kind, EntryRow row, Pointer before, Pointer after) {
        done.add(kind + " " + NamespacePaths.identifier(row.namespacePath(), row.name()));
        Names names = new Names(row.namespacePath(), row.name(), null, null);
        add(kind, row.id(), names, before, after);
    }

    void renameEvent(String kind, EntryRow row, String newNamespacePath, String newName) {
        done.add(kind + " " + NamespacePaths.identifier(row.namespacePath(), row.name()));
        Names names = new Names(row.namespacePath(), row.name(), newNamespacePath, newName);
        add(kind, row.id(), names, Pointer.of(row), Pointer.of(row));
    }

    private record Names(
            String namespacePath,
            @Nullable String name,
            @Nullable String newNamespacePath,
            @Nullable String newName) {}

    private void add(String kind, String id, Names names, Pointer before, Pointer after) {
        transaction.addEvent(
                new EventRow(
                        0,
                        commitId,
                        kind,
                        warehouseId,
                        id,
                        names.namespacePath,
                        names.name,
                        names.newNamespacePath,
                        names.newName,
                        before.metadataLocation(),
                        after.metadataLocation(),
                        before.snapshotId(),
                        after.snapshotId(),
                        origin.principal(),
                        origin.clientAddress(),
                        origin.userAgent(),
                        atMillis));
    }
}
