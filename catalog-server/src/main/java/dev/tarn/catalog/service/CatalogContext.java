package dev.tarn.catalog.service;

import dev.tarn.catalog.auth.Caller;
import dev.tarn.catalog.auth.Privilege;
import dev.tarn.catalog.store.CatalogStore;
import dev.tarn.catalog.store.EntryKind;
import dev.tarn.catalog.store.EntryRow;
import dev.tarn.catalog.store.LocatedRow;
import dev.tarn.catalog.store.NamespaceRow;
import dev.tarn.catalog.store.RowLock;

import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NoSuchViewException;

import java.util.Optional;

/// What every operation needs: store, files, rules, and the look-ups with their standard errors.
record CatalogContext(
        CatalogStore store, MetadataFiles files, Locations locations, ChangeWriter writer) {

    /// What the current caller may do here.
    Permits permits() {
        return new Permits(store.warehouseId());
    }

    /// The namespace, if the caller sees it and may do all of `needed` with it.
    NamespaceRow namespace(Namespace namespace, Privilege... needed) {
        NamespaceRow row =
                store.findNamespace(NamespacePaths.path(namespace))
                        .orElseThrow(() -> noSuchNamespace(namespace));
        permits().check(row, Permits.set(needed));
        return row;
    }

    /// The table, if the caller sees it and may do all of `needed` with it.
    EntryRow table(TableIdentifier identifier, Privilege... needed) {
        EntryRow found =
                entry(identifier)
                        .filter(row -> row.kind() == EntryKind.TABLE)
                        .orElseThrow(() -> noSuchTable(identifier));
        permits().check(found, identifier, Permits.set(needed));
        return found;
    }

    /// The view, if the caller sees it and may do all of `needed` with it.
    EntryRow view(TableIdentifier identifier, Privilege... needed) {
        EntryRow found =
                entry(identifier)
                        .filter(row -> row.kind() == EntryKind.VIEW)
                        .orElseThrow(() -> noSuchView(identifier));
        permits().check(found, identifier, Permits.set(needed));
        return found;
    }

    /// Whatever has that name, seen by the caller or not.
    Optional<EntryRow> entry(TableIdentifier identifier) {
        return store.findEntry(NamespacePaths.path(identifier.namespace()), identifier.name());
    }

    /// Inserts a new entry, which belongs to the caller, or explains what stands in its way.
    /// Throwing rolls the transaction back.
    static void insert(Change change, EntryRow row) {
        boolean hasNamespace =
                change.transaction()
                        .lockNamespace(row.namespacePath(), RowLock.KEEP)
                        .filter(namespace -> namespace.id().equals(row.namespaceId()))
                        .isPresent();
        if (!hasNamespace) {
            throw noSuchNamespace(NamespacePaths.namespace(row.namespacePath()));
        }
        checkNoOverlap(change, row);
        if (!change.transaction().insertEntry(row)) {
            EntryKind taken =
                    change.transaction()
                            .findEntry(row.namespacePath(), row.name())
                            .map(EntryRow::kind)
                            .orElse(row.kind());
            throw alreadyExists(
                    NamespacePaths.identifier(row.namespacePath(), row.name()), row.kind(), taken);
        }
        Permits.own(change, row);
    }

    /// The same of a table, whose columns are kept for lists.
    static void insert(Change change, EntryRow row, TableMetadata metadata) {
        insert(change, row);
        change.transaction().putColumns(row.id(), ColumnsText.of(metadata.schema().columns()));
    }

    /// The entry as it is now, locked, unless it has gone or has another name than when it was
    /// read.
    static Optional<EntryRow> lockSameName(Change change, EntryRow row) {
        return change.transaction()
                .lockEntry(row.id())
                .filter(now ->
                        now.name().equals(row.name())
                                && now.namespaceId().equals(row.namespaceId()));
    }

    static void checkNoOverlap(Change change, EntryRow row) {
        Optional<LocatedRow> other = change.transaction().findOverlap(row.location(), row.id());
        if (other.isPresent()) {
            throw new BadRequestException(
                    "Location %s of %s overlaps with %s",
                    row.location(),
                    NamespacePaths.identifier(row.namespacePath(), row.name()),
                    describe(change, other.get()));
        }
    }

    /// Names nothing of another warehouse, and nothing that the caller may not see.
    static String describe(Change change, LocatedRow other) {
        String kind = Permits.word(other.kind());
        String what = other.dropped() == null ? kind : "dropped " + kind;
        if (other.warehouseId().equals(change.warehouseId())
                && !Caller.current()
                        .grants(change.warehouseId())
                        .seesAllIn(other.namespacePath())) {
            return "another " + what;
        }
        if (!other.warehouseId().equals(change.warehouseId())) {
            return "a %s of another warehouse".formatted(what);
        }
        TableIdentifier name = NamespacePaths.identifier(other.namespacePath(), other.name());
        return "%s of %s %s%s".formatted(other.location(), what, name, wayOut(other, name));
    }

    /// What to do about a dropped one that is in the way.
    private static String wayOut(LocatedRow other, TableIdentifier name) {
        return switch (other.dropped()) {
            case null -> "";
            case KEPT ->
                    ", which keeps its place for as long as it can be undropped; undrop it (`tarn"
                            + " undrop %1$s`), delete its files now (`tarn purge %1$s`), or let go"
                                    .formatted(name)
                            + " of it and keep its files (`tarn purge --keep-files %s`)"
                                    .formatted(name);
            case PURGING -> ", whose files are being deleted; try again when they are gone";
        };
    }

    static NoSuchNamespaceException noSuchNamespace(Namespace namespace) {
        return new NoSuchNamespaceException("Namespace does not exist: %s", namespace);
    }

    static NoSuchTableException noSuchTable(TableIdentifier identifier) {
        return new NoSuchTableException("Table does not exist: %s", identifier);
    }

    static NoSuchViewException noSuchView(TableIdentifier identifier) {
        return new NoSuchViewException("View does not exist: %s", identifier);
    }

    static AlreadyExistsException alreadyExists(
            TableIdentifier identifier, EntryKind wanted, EntryKind taken) {
        String what = taken == EntryKind.TABLE ? "Table" : "View";
        return wanted == taken
                ? new AlreadyExistsException("%s already exists: %s", what, identifier)
                : new AlreadyExistsException(
                        "%s with same name already exists: %s", what, identifier);
    }
}
