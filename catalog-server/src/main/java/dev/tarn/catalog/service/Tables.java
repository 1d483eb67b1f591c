package dev.tarn.catalog.service;

import dev.tarn.catalog.auth.Caller;
import dev.tarn.catalog.auth.Decision;
import dev.tarn.catalog.auth.Grants;
import dev.tarn.catalog.auth.Privilege;
import dev.tarn.catalog.store.EntryKind;
import dev.tarn.catalog.store.EntryRow;
import dev.tarn.catalog.store.NamespaceRow;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.rest.responses.ListTablesResponse;

import java.util.List;
import java.util.Set;

/// Reading tables.
public final class Tables {
    private final CatalogContext context;

    Tables(CatalogContext context) {
        this.context = context;
    }

    public ListTablesResponse list(Namespace namespace, PageRequest request) {
        return list(context, namespace, EntryKind.TABLE, request);
    }

    static ListTablesResponse list(
            CatalogContext context, Namespace namespace, EntryKind kind, PageRequest request) {
        NamespaceRow row = context.namespace(namespace);
        String list = kind.name() + "/" + row.id();
        Permits permits = context.permits();
        List<String> seenBy = permits.seenBy(permits.grants().seesAllIn(row.path()));
        List<String> names = context.store().listNames(row.id(), kind, request.range(list), seenBy);
        PageRequest.Page<TableIdentifier> page =
                request.page(
                        list, names, name -> name, name -> TableIdentifier.of(namespace, name));
        return ListTablesResponse.builder()
                .addAll(page.items())
                .nextPageToken(page.nextToken())
                .build();
    }

    public void checkExists(TableIdentifier identifier) {
        context.table(identifier);
    }

    /// The row of a table that the caller may read: its id, which a rename does not change, and
    /// where its metadata is.
    ///
    /// @throws ForbiddenException if the caller may read some columns only: whoever has the files
    ///   has all of them
    public EntryRow row(TableIdentifier identifier) {
        EntryRow row = context.table(identifier);
        Grants grants = context.permits().grants();
        if (Caller.current().door() == Caller.Door.HTTP
                && !grants.columns(row.id()).isEmpty()
                && context.permits().decide(row, Permits.set(Privilege.SELECT))
                        == Decision.FORBIDDEN) {
            throw new ForbiddenException(
                    "Access denied: %s may select some columns of table %s only, and files hold"
                            + " all of them; ask through SQL",
                    Caller.current().principal().name(), identifier);
        }
        context.permits().check(row, identifier, needed());
        return row;
    }

    /// The engine checks columns itself.
    private static Set<Privilege> needed() {
        return switch (Caller.current().door()) {
            case HTTP -> Permits.set(Privilege.SELECT);
            case ENGINE -> Permits.set();
        };
    }

    /// Where the table's metadata is.
    public String metadataLocation(TableIdentifier identifier) {
        return row(identifier).metadataLocation();
    }

    /// Looks whether the metadata file is there, which the cache would not tell.
    public void checkThere(String metadataLocation) {
        context.files().checkThere(metadataLocation);
    }

    /// The same for a client that has the metadata already: worth a look at a local disk, but not a
    /// request to an object store.
    public void checkThereIfLocal(String metadataLocation) {
        if (MetadataFiles.isLocal(metadataLocation)) {
            context.files().checkThere(metadataLocation);
        }
    }

    /// The metadata at a location that a row or a receipt gave.
    public LoadedTable at(String metadataLocation) {
        return context.files().table(metadataLocation);
    }
}
