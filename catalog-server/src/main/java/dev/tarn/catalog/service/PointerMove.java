package dev.tarn.catalog.service;

import dev.tarn.catalog.store.EntryRow;
import dev.tarn.catalog.store.PointerSwap;

import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;

/// An entry's pointer on its way from the row as it was read to new metadata.
///
/// @param newColumns what the new metadata has; null where these are the columns that it had, or it
///   is a view's
record PointerMove(
        EntryRow from,
        Pointer before,
        Pointer after,
        String newLocation,
        @Nullable List<NestedField> newColumns) {

    PointerMove(EntryRow from, Pointer before, Pointer after, String newLocation) {
        this(from, before, after, newLocation, null);
    }

    /// Of a table that has columns like those of `base`, or other ones.
    PointerMove(EntryRow from, TableMetadata base, TableMetadata to) {
        this(
                from,
                Pointer.of(base),
                Pointer.of(to),
                Locations.canonical(to.location()),
                base.currentSchemaId() == to.currentSchemaId() ? null : to.schema().columns());
    }

    /// Of a table of which nothing is known but where its metadata was.
    PointerMove(EntryRow from, TableMetadata to) {
        this(
                from,
                Pointer.of(from),
                Pointer.of(to),
                Locations.canonical(to.location()),
                to.schema().columns());
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
                        newColumns != null,
                        change.atMillis());
        if (!change.transaction().swapPointer(swap)) {
            throw new LostRaceException(
                    NamespacePaths.identifier(from.namespacePath(), from.name()));
        }
        if (newColumns != null) {
            change.transaction().putColumns(from.id(), ColumnsText.of(newColumns));
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
