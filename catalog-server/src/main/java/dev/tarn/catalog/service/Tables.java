package dev.tarn.catalog.service;

import dev.tarn.catalog.store.EntryKind;
import dev.tarn.catalog.store.EntryRow;
import dev.tarn.catalog.store.NamespaceRow;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.responses.ListTablesResponse;

import java.util.List;

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
        List<EntryRow> rows = context.store().listEntries(row.id(), kind, request.range(list));
        PageRequest.Page<TableIdentifier> page =
                request.page(
                        list,
                        rows,
                        EntryRow::name,
                        entry -> TableIdentifier.of(namespace, entry.name()));
        return ListTablesResponse.builder()
                .addAll(page.items())
                .nextPageToken(page.nextToken())
                .build();
    }

    public void checkExists(TableIdentifier identifier) {
        context.table(identifier);
    }

    /// The table's row: its id, which a rename does not change, and where its metadata is.
    public EntryRow row(TableIdentifier identifier) {
        return context.table(identifier);
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
