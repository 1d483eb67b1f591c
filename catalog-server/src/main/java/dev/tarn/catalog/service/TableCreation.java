package dev.tarn.catalog.service;

import dev.tarn.catalog.auth.Privilege;
import dev.tarn.catalog.store.DroppedRow;
import dev.tarn.catalog.store.EntryKind;
import dev.tarn.catalog.store.EntryRow;
import dev.tarn.catalog.store.NamespaceRow;

import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.rest.requests.CreateTableRequest;
import org.apache.iceberg.rest.requests.RegisterTableRequest;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// New tables: created, staged, or registered from an existing metadata file.
public final class TableCreation {
    private final CatalogContext context;
    private final Reclaim reclaim;

    TableCreation(CatalogContext context, Reclaim reclaim) {
        this.context = context;
        this.reclaim = reclaim;
    }

    /// What a create would make, with nothing reserved: the client commits it later with
    /// `assert-create`, and of two stagers the second to commit loses.
    public LoadedTable stage(Namespace namespace, CreateTableRequest request) {
        checkFree(namespace, request.name());
        return LoadedTable.staged(metadata(request));
    }

    public LoadedTable create(Namespace namespace, CreateTableRequest request, Mutation mutation) {
        NamespaceRow parent = checkFree(namespace, request.name());
        LoadedTable written = context.files().writeTable(metadata(request), 0);
        return insertOrDelete(
                newRow(parent, request.name(), written.metadata()),
                written,
                "create-table",
                mutation);
    }

    private NamespaceRow checkFree(Namespace namespace, String name) {
        NamePolicy.check("table name", name);
        NamespaceRow parent = context.namespace(namespace, Privilege.CREATE);
        TableIdentifier identifier = TableIdentifier.of(namespace, name);
        Optional<EntryRow> taken = context.entry(identifier);
        if (taken.isPresent()) {
            throw CatalogContext.alreadyExists(identifier, EntryKind.TABLE, taken.get().kind());
        }
        return parent;
    }

    private TableMetadata metadata(CreateTableRequest request) {
        Map<String, String> properties =
                request.properties() == null ? new HashMap<>() : request.properties();
        TableChanges.checkFormatVersion(properties);
        TableChanges.checkPlanningMode(properties);
        context.locations().checkProperties(properties);
        String uuid = UUID.randomUUID().toString();
        String location =
                request.location() == null
                        ? context.locations().forTable(uuid)
                        : context.locations().checked("Table location", request.location());
        PartitionSpec spec =
                request.spec() == null ? PartitionSpec.unpartitioned() : request.spec();
        SortOrder order =
                request.writeOrder() == null ? SortOrder.unsorted() : request.writeOrder();
        TableMetadata fresh;
        try {
            fresh =
                    TableMetadata.newTableMetadata(
                            request.schema(), spec, order, location, properties);
        } catch (IllegalStateException e) {
            // a type or a default value that the format version does not have
            throw new ValidationException(e, "%s", e.getMessage());
        }
        return TableMetadata.buildFrom(fresh).assignUUID(uuid).discardChanges().build();
    }

    /// Puts an existing table under a name, which takes it from the dropped ones if it is there.
    /// With `overwrite`, an existing table of that name moves its pointer to the given metadata
    /// instead.
    public LoadedTable register(
            Namespace namespace, RegisterTableRequest request, Mutation mutation) {
        NamePolicy.check("table name", request.name());
        NamespaceRow parent = context.namespace(namespace, Privilege.CREATE);
        String location =
                context.locations().checked("Metadata location", request.metadataLocation());
        TableIdentifier identifier = TableIdentifier.of(namespace, request.name());
        Optional<EntryRow> taken = context.entry(identifier);
        boolean overwrites =
                taken.isPresent() && taken.get().kind() == EntryKind.TABLE && request.overwrite();
        if (taken.isPresent() && !overwrites) {
            throw CatalogContext.alreadyExists(identifier, EntryKind.TABLE, taken.get().kind());
        }
        if (overwrites) {
            context.permits().check(taken.get(), identifier, Permits.set(Privilege.MANAGE));
        }
        LoadedTable loaded = context.files().tableToRegister(location);
        checkRegistered(loaded.metadata());
        if (overwrites) {
            return overwrite(taken.get(), loaded, mutation, location);
        }
        EntryRow fresh = newRow(parent, request.name(), loaded.metadata());
        Optional<DroppedRow> dropped =
                reclaim.find(fresh.location(), EntryKind.TABLE, loaded.metadata().uuid());
        return context.writer()
                .write(
                        mutation,
                        _ -> new Receipt.TableAt(location),
                        change -> {
                            EntryRow row =
                                    dropped.map(old -> Reclaim.apply(change, old, fresh))
                                            .orElse(fresh);
                            Footprint.of(loaded.metadata()).claimAgain(change, row);
                            CatalogContext.insert(change, row, loaded.metadata());
                            change.entryEvent(
                                    "register-table",
                                    row,
                                    Pointer.NONE,
                                    Pointer.of(loaded.metadata()));
                            return loaded;
                        });
    }

    private LoadedTable overwrite(
            EntryRow old, LoadedTable loaded, Mutation mutation, String location) {
        PointerMove move = new PointerMove(old, loaded.metadata());
        return context.writer()
                .write(
                        mutation,
                        _ -> new Receipt.TableAt(location),
                        change -> {
                            Footprint.of(loaded.metadata()).claimAgain(change, old);
                            move.apply(change, "register-table");
                            return loaded;
                        });
    }

    private void checkRegistered(TableMetadata metadata) {
        TableChanges.checkFormatVersion(metadata.formatVersion());
        context.locations().checked("Table location", metadata.location());
        context.locations().checkProperties(metadata.properties());
        if (metadata.uuid() == null) {
            throw new BadRequestException(
                    "Cannot register %s: the table has no UUID", metadata.metadataFileLocation());
        }
    }

    /// Inserts the row of a metadata file written for it, and deletes the file when that provably
    /// failed.
    private LoadedTable insertOrDelete(
            EntryRow row, LoadedTable written, String kind, Mutation mutation) {
        String location = row.metadataLocation();
        try {
            return context.writer()
                    .write(
                            mutation,
                            _ -> new Receipt.TableAt(location),
                            change -> {
                                Footprint.of(written.metadata()).claim(change, row);
                                CatalogContext.insert(change, row, written.metadata());
                                change.entryEvent(
                                        kind, row, Pointer.NONE, Pointer.of(written.metadata()));
                                return written;
                            });
        } catch (CommitStateUnknownException e) {
            throw e;
        } catch (RuntimeException e) {
            context.files().deleteUnused(location);
            throw e;
        }
    }

    /// A row for new metadata that has a file.
    static EntryRow newRow(NamespaceRow parent, String name, TableMetadata metadata) {
        return new EntryRow(
                UUID.randomUUID().toString(),
                parent.id(),
                parent.path(),
                name,
                EntryKind.TABLE,
                Locations.canonical(metadata.location()),
                metadata.metadataFileLocation(),
                0,
                0,
                metadata.lastUpdatedMillis(),
                metadata.lastUpdatedMillis());
    }
}
