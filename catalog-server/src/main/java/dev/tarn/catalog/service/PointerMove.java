package dev.tarn.catalog.service;

import dev.tarn.catalog.store.EntryRow;
import dev.tarn.catalog.store.PointerSwap;

import org.apache.iceberg.TableMetadata;

import java.util.Objects;

/// An entry's pointer on its way from the row as it was read to new metadata.
record PointerMove(EntryRow from, Pointer before, Pointer after, String newLocation) {

    PointerMove(EntryRow from, Pointer before, TableMetadata to) {
        this(from, before, Pointer.of(to), Locations.canonical(to.location()));
    }

    private String newMetadataLocation() {
        return Objects.requireNonNull(after.metadataLocation());
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
                        newMetadataLocation(),
                        newLocation,
                        change.atMillis());
        if (!change.transaction().swapPointer(swap)) {
            throw new LostRaceException(
                    NamespacePaths.identifier(from.namespacePath(), from.name()));
        }
        change.entryEvent(eventKind, from, before, after);
    }

    private EntryRow withLocation() {
        return new EntryRow(
                from.id(),
                from.namespaceId(),
                from.namespacePath(),
                from.name(),
                from.kind(),
                newLocation,
                newMetadataLocation(),
                from.version(),
                from.flags(),
                from.createdMillis(),
                from.updatedMillis());
    }
}
