package dev.tarn.catalog.service;

import dev.tarn.catalog.store.EntryRow;
import dev.tarn.catalog.store.PointerSwap;

import org.apache.iceberg.TableMetadata;

/// An entry's pointer on its way from the row as it was read to new metadata.
record PointerMove(EntryRow from, String newMetadataLocation, String newLocation) {

    PointerMove(EntryRow from, TableMetadata to) {
        this(from, to.metadataFileLocation(), Locations.canonical(to.location()));
    }

    /// Swaps the pointer and adds the event.
    ///
    /// @throws LostRaceException when the entry has been changed or dropped since `from` was read
    void apply(Change change, String eventKind) {
        if (!newLocation.equals(from.location())) {
            CatalogContext.checkNoOverlap(change, withLocation());
        }
        PointerSwap swap =
                new PointerSwap(
                        from.id(),
                        from.version(),
                        newMetadataLocation,
                        newLocation,
                        change.atMillis());
        if (!change.transaction().swapPointer(swap)) {
            throw new LostRaceException(
                    NamespacePaths.identifier(from.namespacePath(), from.name()));
        }
        change.entryEvent(eventKind, from, from.metadataLocation(), newMetadataLocation);
    }

    private EntryRow withLocation() {
        return new EntryRow(
                from.id(),
                from.namespaceId(),
                from.namespacePath(),
                from.name(),
                from.kind(),
                newLocation,
                newMetadataLocation,
                from.version(),
                from.flags(),
                from.createdMillis(),
                from.updatedMillis());
    }
}
