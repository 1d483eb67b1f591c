package dev.tarn.catalog.service;

import dev.tarn.catalog.store.EntryRow;
import dev.tarn.catalog.store.EventRow;
import dev.tarn.catalog.store.NamespaceRow;
import dev.tarn.catalog.store.StoreTransaction;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// One change in the making: the transaction, the id that will prove it happened, and the time it
/// carries.
///
/// @param done what the change did so far, in words for the log
record Change(StoreTransaction transaction, String commitId, long atMillis, List<String> done) {

    void namespaceEvent(String kind, NamespaceRow row) {
        done.add(kind + " " + NamespacePaths.namespace(row.path()));
        transaction.addEvent(
                new EventRow(0, commitId, kind, row.id(), row.path(), null, null, null, atMillis));
    }

    void entryEvent(
            String kind, EntryRow row, @Nullable String oldLocation, @Nullable String newLocation) {
        done.add(kind + " " + NamespacePaths.identifier(row.namespacePath(), row.name()));
        transaction.addEvent(
                new EventRow(
                        0,
                        commitId,
                        kind,
                        row.id(),
                        row.namespacePath(),
                        row.name(),
                        oldLocation,
                        newLocation,
                        atMillis));
    }
}
