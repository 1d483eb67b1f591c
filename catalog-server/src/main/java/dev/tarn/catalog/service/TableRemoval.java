package dev.tarn.catalog.service;

import dev.tarn.catalog.store.EntryRow;

import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.ValidationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tables that go: dropped, purged or unregistered. Whatever happens to files happens after the row
/// has gone.
public final class TableRemoval {
    private static final Logger LOG = LoggerFactory.getLogger(TableRemoval.class);

    private final CatalogContext context;

    TableRemoval(CatalogContext context) {
        this.context = context;
    }

    /// Forgets the table and keeps its files. Works for a table whose metadata file is gone.
    public void drop(TableIdentifier identifier, Mutation mutation) {
        delete(context.table(identifier), identifier, "drop-table", mutation, new Receipt.Empty());
    }

    /// Forgets the table and deletes the files under its location, as far as they are its own.
    ///
    /// @throws ValidationException when `gc.enabled` is false or the table is too large to purge
    ///   within one request; nothing has happened then
    public void purge(TableIdentifier identifier, Mutation mutation) {
        EntryRow row = context.table(identifier);
        TableMetadata metadata;
        try {
            metadata = context.files().table(row.metadataLocation()).metadata();
        } catch (NotFoundException e) {
            LOG.warn(
                    "Purge of a table without metadata drops it only: table={} location={}",
                    identifier,
                    row.metadataLocation());
            drop(identifier, mutation);
            return;
        }
        if (!metadata.propertyAsBoolean(
                TableProperties.GC_ENABLED, TableProperties.GC_ENABLED_DEFAULT)) {
            throw new ValidationException(
                    "Cannot purge table %s: gc.enabled is false, its files may belong to others;"
                            + " drop it without purge",
                    identifier);
        }
        Purge purge = Purge.plan(context.files().io(), identifier, row.location(), metadata);
        delete(row, identifier, "purge-table", mutation, new Receipt.Empty());
        purge.run();
    }

    /// Forgets the table and answers its last metadata; the files stay for whoever registers them
    /// next.
    public LoadedTable unregister(TableIdentifier identifier, Mutation mutation) {
        EntryRow row = context.table(identifier);
        LoadedTable last = context.files().table(row.metadataLocation());
        delete(
                row,
                identifier,
                "unregister-table",
                mutation,
                new Receipt.TableAt(row.metadataLocation()));
        return last;
    }

    private void delete(
            EntryRow row,
            TableIdentifier identifier,
            String kind,
            Mutation mutation,
            Receipt receipt) {
        context.writer()
                .write(
                        mutation,
                        _ -> receipt,
                        change -> {
                            if (!change.transaction().deleteEntry(row.id())) {
                                throw CatalogContext.noSuchTable(identifier);
                            }
                            change.entryEvent(kind, row, row.metadataLocation(), null);
                            return row;
                        });
    }
}
