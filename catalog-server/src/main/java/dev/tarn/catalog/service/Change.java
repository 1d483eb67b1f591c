package dev.tarn.catalog.service;

import dev.tarn.catalog.store.EntryRow;
import dev.tarn.catalog.store.EventRow;
import dev.tarn.catalog.store.NamespaceRow;
import dev.tarn.catalog.store.StoreTransaction;

import org.jspecify.annotations.Nullable;

/// One change in the making: the transaction, the id that will prove it happened, and the time it
/// carries.
record Change(StoreTransaction transaction, String commitId, long atMillis) {

    void namespaceEvent(String kind, NamespaceRow row) {
        transaction.addEvent(
                new EventRow(0, commitId, kind, row.id(), row.path(), null, null, null, atMillis));
    }

    void entryEvent(
            String kind, EntryRow row, @Nullable String oldLocation, @Nullable String newLocation) {
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
