package dev.tarn.catalog.service;

import dev.tarn.catalog.auth.Decision;
import dev.tarn.catalog.auth.Privilege;
import dev.tarn.catalog.store.DroppedRow;
import dev.tarn.catalog.store.DroppedState;
import dev.tarn.catalog.store.EntryKind;
import dev.tarn.catalog.store.EntryRow;
import dev.tarn.catalog.store.UpkeepStore;

import org.apache.iceberg.exceptions.CommitFailedException;
import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Lets the metadata of a dropped table or view be registered again: it would be in its own way,
/// because a dropped entry's location stays taken.
final class Reclaim {
    private final String warehouse;
    private final UpkeepStore store;
    private final MetadataFiles files;

    Reclaim(String warehouse, UpkeepStore store, MetadataFiles files) {
        this.warehouse = warehouse;
        this.store = store;
        this.files = files;
    }

    /// The dropped entry that is the same table or view as the one to be registered.
    Optional<DroppedRow> find(String location, EntryKind kind, @Nullable String uuid) {
        return store.findDroppedAt(location)
                .filter(row -> row.state() == DroppedState.KEPT)
                .filter(row -> row.warehouseId().equals(warehouse))
                .filter(row -> row.entry().kind() == kind)
                .filter(row -> isSame(row, uuid));
    }

    /// Takes the dropped entry away within the change that registers it again, and returns the new
    /// row with the old id: it is the same table or view, for grants as for the search for
    /// references.
    static EntryRow apply(Change change, DroppedRow dropped, EntryRow row) {
        String id = dropped.entry().id();
        Set<Privilege> needed = Permits.set(Privilege.MANAGE);
        if (new Permits(change.warehouseId()).decide(dropped.entry(), needed) != Decision.ALLOWED) {
            throw Permits.denied(needed, "the dropped table or view that this metadata is of");
        }
        boolean isKept =
                change.transaction()
                        .lockDropped(id)
                        .filter(now -> now.state() == DroppedState.KEPT)
                        .isPresent();
        if (!isKept) {
            throw new CommitFailedException(
                    "The dropped %s with id %s was undropped, purged or forgotten meanwhile",
                    dropped.entry().kind().name().toLowerCase(Locale.ROOT), id);
        }
        change.transaction().deleteDropped(id);
        change.transaction().moveGrants(id, row.namespacePath());
        return new EntryRow(
                id,
                row.namespaceId(),
                row.namespacePath(),
                row.name(),
                row.kind(),
                row.location(),
                row.metadataLocation(),
                dropped.entry().version() + 1,
                dropped.entry().flags(),
                dropped.entry().createdMillis(),
                row.updatedMillis());
    }

    private boolean isSame(DroppedRow row, @Nullable String uuid) {
        String metadata = row.entry().metadataLocation();
        try {
            String was =
                    row.entry().kind() == EntryKind.TABLE
                            ? files.table(metadata).metadata().uuid()
                            : files.view(metadata).uuid();
            return was == null || was.equals(uuid);
        } catch (RuntimeException e) {
            if (TableFiles.isMissing(e)) {
                return true;
            }
            throw e;
        }
    }
}
