package dev.tarn.catalog.service;

import dev.tarn.catalog.auth.Privilege;
import dev.tarn.catalog.store.EntryKind;
import dev.tarn.catalog.store.EntryRow;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.responses.ListTablesResponse;
import org.apache.iceberg.view.ViewMetadata;

/// Reading and dropping views.
public final class Views {
    private final CatalogContext context;
    private final Drops drops;

    Views(CatalogContext context, Drops drops) {
        this.context = context;
        this.drops = drops;
    }

    public ListTablesResponse list(Namespace namespace, PageRequest request) {
        return Tables.list(context, namespace, EntryKind.VIEW, request);
    }

    public void checkExists(TableIdentifier identifier) {
        context.view(identifier);
    }

    public String metadataLocation(TableIdentifier identifier) {
        return context.view(identifier, Privilege.SELECT).metadataLocation();
    }

    /// The metadata at a location that [#metadataLocation] or a receipt gave.
    public ViewMetadata at(String metadataLocation) {
        return context.files().view(metadataLocation);
    }

    /// Drops the view, which can be undropped until its retention ends. Its metadata files stay.
    public void drop(TableIdentifier identifier, Mutation mutation) {
        EntryRow row = context.view(identifier, Privilege.DROP);
        context.writer()
                .write(
                        mutation,
                        _ -> new Receipt.Empty(),
                        change -> {
                            EntryRow now =
                                    CatalogContext.lockSameName(change, row)
                                            .orElseThrow(
                                                    () -> CatalogContext.noSuchView(identifier));
                            drops.drop(change, now);
                            return now;
                        });
    }
}
