package dev.tarn.catalog.service;

import dev.tarn.catalog.store.EntryRow;

import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.ValidationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.function.Supplier;

/// Tables that go: dropped, purged or unregistered. Whatever happens to files happens after the row
/// has gone.
public final class TableRemoval {
    private static final Logger LOG = LoggerFactory.getLogger(TableRemoval.class);

    private static final int MAX_ATTEMPTS = 8;

    private final CatalogContext context;

    TableRemoval(CatalogContext context) {
        this.context = context;
    }

    /// Forgets the table and keeps its files. Works for a table whose metadata file is gone.
    public void drop(TableIdentifier identifier, Mutation mutation) {
        EntryRow row = context.table(identifier);
        delete(row, new Removal("drop-table", mutation, new Receipt.Empty(), false));
    }

    /// Forgets the table and deletes the files under its location, as far as they are its own.
    ///
    /// @throws ValidationException when `gc.enabled` is false or the table is too large to purge
    ///   within one request; nothing has happened then
    public void purge(TableIdentifier identifier, Mutation mutation) {
        exactly(() -> purgeOnce(identifier, mutation)).run();
    }

    private Runnable purgeOnce(TableIdentifier identifier, Mutation mutation) {
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
            return () -> {};
        }
        if (!metadata.propertyAsBoolean(
                TableProperties.GC_ENABLED, TableProperties.GC_ENABLED_DEFAULT)) {
            throw new ValidationException(
                    "Cannot purge table %s: gc.enabled is false, its files may belong to others;"
                            + " drop it without purge",
                    identifier);
        }
        Purge purge = Purge.plan(context.files().io(), identifier, row.location(), metadata);
        delete(row, new Removal("purge-table", mutation, new Receipt.Empty(), true));
        return purge::run;
    }

    /// Forgets the table and answers its last metadata; the files stay for whoever registers them
    /// next.
    public LoadedTable unregister(TableIdentifier identifier, Mutation mutation) {
        return exactly(() -> {
            EntryRow row = context.table(identifier);
            LoadedTable last = context.files().table(row.metadataLocation());
            Receipt receipt = new Receipt.TableAt(row.metadataLocation());
            delete(row, new Removal("unregister-table", mutation, receipt, true));
            return last;
        });
    }

    /// Again on the new state, when a commit came between reading the table and removing it.
    private static <T> T exactly(Supplier<T> removal) {
        for (int attempt = 1; ; attempt++) {
            try {
                return removal.get();
            } catch (LostRaceException e) {
                if (attempt == MAX_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /// @param isExact whether the table must be as it was read, metadata and all
    private record Removal(String kind, Mutation mutation, Receipt receipt, boolean isExact) {}

    private void delete(EntryRow row, Removal removal) {
        TableIdentifier identifier = NamespacePaths.identifier(row.namespacePath(), row.name());
        context.writer()
                .write(
                        removal.mutation(),
                        _ -> removal.receipt(),
                        change -> {
                            EntryRow now =
                                    CatalogContext.lockSameName(change, row)
                                            .orElseThrow(
                                                    () -> CatalogContext.noSuchTable(identifier));
                            if (removal.isExact() && now.version() != row.version()) {
                                throw new LostRaceException(identifier);
                            }
                            change.transaction().deleteEntry(now.id());
                            change.entryEvent(removal.kind(), now, Pointer.of(now), Pointer.NONE);
                            return now;
                        });
    }
}
