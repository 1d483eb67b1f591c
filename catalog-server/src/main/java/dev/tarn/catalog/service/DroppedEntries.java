package dev.tarn.catalog.service;

import dev.tarn.catalog.auth.Privilege;
import dev.tarn.catalog.store.DroppedPage;
import dev.tarn.catalog.store.DroppedRow;
import dev.tarn.catalog.store.DroppedState;
import dev.tarn.catalog.store.EntryKind;
import dev.tarn.catalog.store.EntryRow;
import dev.tarn.catalog.store.KeyRange;
import dev.tarn.catalog.store.NamespaceRow;
import dev.tarn.catalog.store.RowLock;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Dropped tables and views: listed, brought back, purged early, and forgotten when their retention
/// ends.
public final class DroppedEntries {
    private static final String LIST = "DROPPED";
    private static final int EXPIRED_AT_ONCE = 100;

    private final CatalogContext context;
    private final Upkeep upkeep;
    private final Drops drops;

    DroppedEntries(CatalogContext context, Upkeep upkeep, Drops drops) {
        this.context = context;
        this.upkeep = upkeep;
        this.drops = drops;
    }

    /// From the last dropped to the first.
    public PageRequest.Page<DroppedEntry> list(PageRequest request) {
        context.permits().checkWarehouse(Privilege.MANAGE);
        String warehouse = context.store().warehouseId();
        List<DroppedRow> rows = upkeep.store().listDropped(warehouse, page(request.range(LIST)));
        return request.page(LIST, rows, DroppedEntries::key, DroppedEntry::of);
    }

    private static String key(DroppedRow row) {
        return row.droppedMillis() + "/" + row.entry().id();
    }

    private static DroppedPage page(KeyRange range) {
        String after = range.after();
        if (after == null) {
            return DroppedPage.first(range.limit());
        }
        int slash = after.indexOf('/');
        try {
            return new DroppedPage(
                    Long.parseLong(after.substring(0, Math.max(slash, 0))),
                    after.substring(slash + 1),
                    range.limit());
        } catch (NumberFormatException e) {
            throw new BadRequestException(e, "pageToken is not one this catalog gave");
        }
    }

    /// Brings a dropped table or view back, with all it was: id, grants, snapshots, history.
    ///
    /// @throws NoSuchTableException when there is none, it is being purged, or its retention ended
    /// @throws NoSuchNamespaceException when its namespace has gone and no other name is given
    /// @throws AlreadyExistsException when the name is taken
    public DroppedEntry undrop(UndropRequest request, Mutation mutation) {
        DroppedRow row = find(request);
        TableIdentifier was = name(row);
        TableIdentifier as = request.as() == null ? was : request.as();
        NamePolicy.check(kind(row) + " name", as.name());
        if (!as.namespace().equals(was.namespace())) {
            context.namespace(as.namespace(), Privilege.CREATE);
        }
        context.files().checkThere(row.entry().metadataLocation());
        return context.writer()
                .write(
                        mutation,
                        _ -> new Receipt.Empty(),
                        change -> {
                            DroppedRow now = lockKept(change, row, request);
                            EntryRow entry = insert(change, now, as);
                            Pointer pointer = Pointer.of(entry);
                            change.entryEvent("undrop-" + kind(row), entry, Pointer.NONE, pointer);
                            return DroppedEntry.of(row);
                        });
    }

    private DroppedRow find(UndropRequest request) {
        String id = request.id();
        TableIdentifier name = request.name();
        List<DroppedRow> rows =
                id != null
                        ? upkeep.store().findDropped(id).stream().toList()
                        : named(request, name);
        List<DroppedRow> fitting =
                rows.stream()
                        .filter(row -> row.warehouseId().equals(context.store().warehouseId()))
                        .filter(row -> name == null || name(row).equals(name))
                        .filter(row -> context.permits().sees(row.entry()))
                        .toList();
        if (fitting.isEmpty()) {
            throw new NoSuchTableException(
                    "No dropped table or view %s: it was never there, was undropped, or its"
                            + " retention of %s has ended",
                    request, upkeep.rules().retention());
        }
        checkMayDrop(fitting.getFirst());
        Optional<DroppedRow> kept =
                fitting.stream().filter(row -> row.state() == DroppedState.KEPT).findFirst();
        kept.ifPresent(this::checkMayDrop);
        return kept.orElseThrow(() -> purging(fitting.getFirst()));
    }

    /// Whoever may drop something may bring it back, and delete it for good.
    private void checkMayDrop(DroppedRow row) {
        context.permits().check(row.entry(), name(row), Permits.set(Privilege.DROP));
    }

    private List<DroppedRow> named(UndropRequest request, @Nullable TableIdentifier name) {
        if (name == null) {
            throw new BadRequestException("Undrop what? %s", request);
        }
        return upkeep.store()
                .listDropped(
                        context.store().warehouseId(),
                        NamespacePaths.path(name.namespace()),
                        name.name());
    }

    private static NoSuchTableException purging(DroppedRow row) {
        return new NoSuchTableException(
                "Cannot undrop %s %s: it was purged at %s, its files are being deleted",
                kind(row), name(row), Instant.ofEpochMilli(row.droppedMillis()));
    }

    private static DroppedRow lockKept(Change change, DroppedRow seen, UndropRequest request) {
        DroppedRow now =
                change.transaction()
                        .lockDropped(seen.entry().id())
                        .orElseThrow(() ->
                                new NoSuchTableException(
                                        "No dropped table or view %s any more", request));
        if (now.state() == DroppedState.PURGING) {
            throw purging(now);
        }
        if (now.expiresMillis() <= change.atMillis()) {
            throw new NoSuchTableException(
                    "Cannot undrop %s %s: its retention ended at %s",
                    kind(now), name(now), Instant.ofEpochMilli(now.expiresMillis()));
        }
        return now;
    }

    /// The version grows, so that a commit that read the table before its drop starts over.
    private static EntryRow insert(Change change, DroppedRow row, TableIdentifier as) {
        NamespaceRow namespace =
                change.transaction()
                        .lockNamespace(NamespacePaths.path(as.namespace()), RowLock.KEEP)
                        .orElseThrow(() -> noNamespace(row, as.namespace()));
        EntryRow was = row.entry();
        EntryRow entry =
                new EntryRow(
                        was.id(),
                        namespace.id(),
                        namespace.path(),
                        as.name(),
                        was.kind(),
                        was.location(),
                        was.metadataLocation(),
                        was.version() + 1,
                        was.flags(),
                        was.createdMillis(),
                        change.atMillis());
        change.transaction().deleteDropped(was.id());
        change.transaction().moveGrants(was.id(), namespace.path());
        if (!change.transaction().insertEntry(entry)) {
            throw new AlreadyExistsException(
                    "Cannot undrop %s %s: %s already exists; give it another name with TO in SQL,"
                            + " --as on the command line, or as in the request",
                    kind(row), name(row), as);
        }
        return entry;
    }

    private static NoSuchNamespaceException noNamespace(DroppedRow row, Namespace namespace) {
        return new NoSuchNamespaceException(
                "Cannot undrop %s %s: namespace does not exist: %s; create it, or name one that"
                        + " exists",
                kind(row), name(row), namespace);
    }

    /// Deletes the files of a dropped table now, or forgets a dropped view.
    public void purge(String id, Mutation mutation) {
        changeKept(
                id,
                mutation,
                (change, row) -> {
                    if (row.entry().kind() == EntryKind.TABLE) {
                        drops.purgeDropped(change, row);
                    } else {
                        drops.forget(change, row);
                    }
                });
        upkeep.bell().ring();
    }

    /// Forgets a dropped table or view now; its files stay and its location is free.
    public void forget(String id, Mutation mutation) {
        changeKept(id, mutation, drops::forget);
    }

    private interface DroppedChange {
        void apply(Change change, DroppedRow row);
    }

    private void changeKept(String id, Mutation mutation, DroppedChange what) {
        UndropRequest request = new UndropRequest(null, id, null);
        DroppedRow row = find(request);
        context.writer()
                .write(
                        mutation,
                        _ -> new Receipt.Empty(),
                        change -> {
                            DroppedRow now =
                                    change.transaction()
                                            .lockDropped(row.entry().id())
                                            .filter(r -> r.state() == DroppedState.KEPT)
                                            .orElseThrow(() ->
                                                    new NoSuchTableException(
                                                            "No dropped table or view %s any more",
                                                            request));
                            what.apply(change, now);
                            return now;
                        });
    }

    /// Ends what has been kept long enough. Several servers may do this at once.
    public void endRetention(long nowMillis) {
        String warehouse = context.store().warehouseId();
        for (DroppedRow row : upkeep.store().listExpired(warehouse, nowMillis, EXPIRED_AT_ONCE)) {
            context.writer()
                    .write(
                            Mutation.PLAIN,
                            _ -> new Receipt.Empty(),
                            change -> {
                                change.transaction()
                                        .lockDropped(row.entry().id())
                                        .filter(now -> now.state() == DroppedState.KEPT)
                                        .ifPresent(now -> end(change, now));
                                return row;
                            });
        }
    }

    private void end(Change change, DroppedRow row) {
        if (upkeep.rules().purgesAfterRetention() && row.entry().kind() == EntryKind.TABLE) {
            drops.purgeDropped(change, row);
        } else {
            drops.forget(change, row);
        }
    }

    private static TableIdentifier name(DroppedRow row) {
        return NamespacePaths.identifier(row.entry().namespacePath(), row.entry().name());
    }

    private static String kind(DroppedRow row) {
        return row.entry().kind().name().toLowerCase(Locale.ROOT);
    }
}
