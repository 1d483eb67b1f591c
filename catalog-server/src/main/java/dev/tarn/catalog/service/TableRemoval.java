package dev.tarn.catalog.service;

import dev.tarn.catalog.auth.Privilege;
import dev.tarn.catalog.store.EntryRow;
import dev.tarn.catalog.task.TaskBell;

import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.ValidationException;

import java.time.Duration;
import java.util.function.Supplier;

/// Tables that go: dropped, purged or unregistered. No file is touched here; a purge leaves that to
/// a task ([PurgeWork]).
public final class TableRemoval {
    private static final int MAX_ATTEMPTS = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final CatalogContext context;
    private final Drops drops;
    private final TaskBell bell;

    TableRemoval(CatalogContext context, Drops drops, TaskBell bell) {
        this.context = context;
        this.drops = drops;
        this.bell = bell;
    }

    /// Drops the table, which can be undropped until its retention ends. Works for a table whose
    /// metadata file is gone.
    public void drop(TableIdentifier identifier, Mutation mutation) {
        EntryRow row = context.table(identifier, Privilege.DROP);
        context.writer()
                .write(
                        mutation,
                        _ -> new Receipt.Empty(),
                        change -> {
                            EntryRow now = lock(change, row);
                            drops.drop(change, now);
                            return now;
                        });
    }

    /// Drops the table for good, with a task that deletes the files that are its alone. A table The
    /// files of a small table are gone when this returns, and its location is free again; a large
    /// one takes as long as it takes. A table whose metadata file is gone is dropped too; what the
    /// task then knows of its files is what earlier metadata files say.
    ///
    /// @throws ValidationException when `gc.enabled` is false; nothing has happened then
    public void purge(TableIdentifier identifier, Mutation mutation) {
        String task =
                exactly(() -> {
                    EntryRow row = context.table(identifier, Privilege.DROP);
                    checkMayPurge(identifier, row);
                    return context.writer()
                            .write(
                                    mutation,
                                    _ -> new Receipt.Empty(),
                                    change -> {
                                        EntryRow now = lockExactly(change, row);
                                        return drops.purge(change, now);
                                    });
                });
        bell.await(task, PATIENCE);
    }

    private void checkMayPurge(TableIdentifier identifier, EntryRow row) {
        TableMetadata metadata;
        try {
            metadata = context.files().table(row.metadataLocation()).metadata();
        } catch (NotFoundException e) {
            return;
        }
        if (!metadata.propertyAsBoolean(
                TableProperties.GC_ENABLED, TableProperties.GC_ENABLED_DEFAULT)) {
            throw new ValidationException(
                    "Cannot purge table %s: gc.enabled is false, its files may belong to others;"
                            + " drop it without purge",
                    identifier);
        }
    }

    /// Forgets the table and answers its last metadata; the files stay for whoever registers them
    /// next. It cannot be undropped.
    public LoadedTable unregister(TableIdentifier identifier, Mutation mutation) {
        return exactly(() -> {
            EntryRow row = context.table(identifier, Privilege.DROP);
            LoadedTable last = context.files().table(row.metadataLocation());
            context.writer()
                    .write(
                            mutation,
                            _ -> new Receipt.TableAt(row.metadataLocation()),
                            change -> {
                                EntryRow now = lockExactly(change, row);
                                change.transaction().deleteEntry(now.id());
                                change.transaction().deleteGrants(now.id());
                                change.transaction().deleteAreas(now.id());
                                Pointer pointer = Pointer.of(now);
                                change.entryEvent("unregister-table", now, pointer, Pointer.NONE);
                                return now;
                            });
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

    private static EntryRow lock(Change change, EntryRow row) {
        return CatalogContext.lockSameName(change, row)
                .orElseThrow(() ->
                        CatalogContext.noSuchTable(
                                NamespacePaths.identifier(row.namespacePath(), row.name())));
    }

    /// @throws LostRaceException when the table is not as it was read, metadata and all
    private static EntryRow lockExactly(Change change, EntryRow row) {
        EntryRow now = lock(change, row);
        if (now.version() != row.version()) {
            throw new LostRaceException(NamespacePaths.identifier(row.namespacePath(), row.name()));
        }
        return now;
    }
}
