package dev.tarn.catalog.service;

import dev.tarn.catalog.store.EntryKind;
import dev.tarn.catalog.store.EntryRow;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.responses.ListTablesResponse;
import org.apache.iceberg.view.ViewMetadata;

/// Reading and dropping views.
public final class Views {
    private final CatalogContext context;

    Views(CatalogContext context) {
        this.context = context;
    }

    public ListTablesResponse list(Namespace namespace, PageRequest request) {
        return Tables.list(context, namespace, EntryKind.VIEW, request);
    }

    public void checkExists(TableIdentifier identifier) {
        context.view(identifier);
    }

    public String metadataLocation(TableIdentifier identifier) {
        return context.view(identifier).metadataLocation();
    }

    /// The metadata at a location that [#metadataLocation] or a receipt gave.
    public ViewMetadata at(String metadataLocation) {
        return context.files().view(metadataLocation);
    }

    /// Forgets the view. Its metadata files stay.
    public void drop(TableIdentifier identifier, Mutation mutation) {
        EntryRow row = context.view(identifier);
        context.writer()
                .write(
                        mutation,
                        _ -> new Receipt.Empty(),
                        change -> {
                            EntryRow now =
                                    CatalogContext.lockSameName(change, row)
                                            .orElseThrow(
                                                    () -> CatalogContext.noSuchView(identifier));
                            change.transaction().deleteEntry(now.id());
                            change.entryEvent("drop-view", now, Pointer.of(now), Pointer.NONE);
                            return now;
                        });
    }
}
