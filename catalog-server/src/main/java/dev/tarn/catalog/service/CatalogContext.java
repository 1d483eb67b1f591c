package dev.tarn.catalog.service;

import dev.tarn.catalog.store.CatalogStore;
import dev.tarn.catalog.store.EntryKind;
import dev.tarn.catalog.store.EntryRow;
import dev.tarn.catalog.store.NamespaceRow;

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

    NamespaceRow namespace(Namespace namespace) {
        return store.findNamespace(NamespacePaths.path(namespace))
                .orElseThrow(() -> noSuchNamespace(namespace));
    }

    EntryRow table(TableIdentifier identifier) {
        return entry(identifier)
                .filter(row -> row.kind() == EntryKind.TABLE)
                .orElseThrow(() -> noSuchTable(identifier));
    }

    EntryRow view(TableIdentifier identifier) {
        return entry(identifier)
                .filter(row -> row.kind() == EntryKind.VIEW)
                .orElseThrow(() -> noSuchView(identifier));
    }

    Optional<EntryRow> entry(TableIdentifier identifier) {
        return store.findEntry(NamespacePaths.path(identifier.namespace()), identifier.name());
    }

    /// Inserts a new entry, or explains what stands in its way. Throwing rolls the transaction
    /// back.
    static void insert(Change change, EntryRow row) {
        boolean hasNamespace =
                change.transaction()
                        .findNamespace(row.namespacePath())
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
    }

    static void checkNoOverlap(Change change, EntryRow row) {
        Optional<EntryRow> other = change.transaction().findOverlap(row.location(), row.id());
        if (other.isPresent()) {
            throw new BadRequestException(
                    "Location %s of %s overlaps with %s of %s %s",
                    row.location(),
                    NamespacePaths.identifier(row.namespacePath(), row.name()),
                    other.get().location(),
                    other.get().kind() == EntryKind.TABLE ? "table" : "view",
                    NamespacePaths.identifier(other.get().namespacePath(), other.get().name()));
        }
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
