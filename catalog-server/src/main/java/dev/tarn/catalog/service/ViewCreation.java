package dev.tarn.catalog.service;

import dev.tarn.catalog.auth.Privilege;
import dev.tarn.catalog.store.DroppedRow;
import dev.tarn.catalog.store.EntryKind;
import dev.tarn.catalog.store.EntryRow;
import dev.tarn.catalog.store.NamespaceRow;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.rest.requests.CreateViewRequest;
import org.apache.iceberg.rest.requests.RegisterViewRequest;
import org.apache.iceberg.view.ImmutableViewVersion;
import org.apache.iceberg.view.SQLViewRepresentation;
import org.apache.iceberg.view.ViewMetadata;
import org.apache.iceberg.view.ViewRepresentation;
import org.apache.iceberg.view.ViewVersion;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// New views: created, or registered from an existing metadata file.
public final class ViewCreation {
    private final CatalogContext context;
    private final Reclaim reclaim;

    ViewCreation(CatalogContext context, Reclaim reclaim) {
        this.context = context;
        this.reclaim = reclaim;
    }

    public ViewMetadata create(Namespace namespace, CreateViewRequest request, Mutation mutation) {
        NamespaceRow parent = checkFree(namespace, request.name());
        ViewMetadata written = context.files().writeView(metadata(request), 0);
        try {
            return insert(parent, request.name(), written, "create-view", mutation);
        } catch (CommitStateUnknownException e) {
            throw e;
        } catch (RuntimeException e) {
            context.files().deleteUnused(MetadataFiles.locationOf(written));
            throw e;
        }
    }

    public ViewMetadata register(
            Namespace namespace, RegisterViewRequest request, Mutation mutation) {
        NamespaceRow parent = checkFree(namespace, request.name());
        String location =
                context.locations().checked("Metadata location", request.metadataLocation());
        ViewMetadata metadata = context.files().view(location);
        context.locations().checked("View location", metadata.location());
        return insert(parent, request.name(), metadata, "register-view", mutation);
    }

    private NamespaceRow checkFree(Namespace namespace, String name) {
        NamePolicy.check("view name", name);
        NamespaceRow parent = context.namespace(namespace, Privilege.CREATE);
        TableIdentifier identifier = TableIdentifier.of(namespace, name);
        Optional<EntryRow> taken = context.entry(identifier);
        if (taken.isPresent()) {
            throw CatalogContext.alreadyExists(identifier, EntryKind.VIEW, taken.get().kind());
        }
        return parent;
    }

    private ViewMetadata metadata(CreateViewRequest request) {
        for (ViewRepresentation representation : request.viewVersion().representations()) {
            if (!(representation instanceof SQLViewRepresentation)) {
                throw new BadRequestException(
                        "Unsupported view representation %s: this catalog accepts sql",
                        representation.type());
            }
        }
        Map<String, String> properties =
                request.properties() == null ? Map.of() : request.properties();
        context.locations().checkProperties(properties);
        String uuid = UUID.randomUUID().toString();
        String location =
                request.location() == null
                        ? context.locations().forView(uuid)
                        : context.locations().checked("View location", request.location());
        ViewVersion version =
                ImmutableViewVersion.builder().from(request.viewVersion()).versionId(1).build();
        return ViewMetadata.builder()
                .assignUUID(uuid)
                .setProperties(properties)
                .setLocation(location)
                .setCurrentVersion(version, request.schema())
                .build();
    }

    private ViewMetadata insert(
            NamespaceRow parent,
            String name,
            ViewMetadata metadata,
            String kind,
            Mutation mutation) {
        String location = MetadataFiles.locationOf(metadata);
        Optional<DroppedRow> dropped =
                reclaim.find(
                        Locations.canonical(metadata.location()), EntryKind.VIEW, metadata.uuid());
        return context.writer()
                .write(
                        mutation,
                        _ -> new Receipt.ViewAt(location),
                        change -> {
                            EntryRow fresh =
                                    new EntryRow(
                                            UUID.randomUUID().toString(),
                                            parent.id(),
                                            parent.path(),
                                            name,
                                            EntryKind.VIEW,
                                            Locations.canonical(metadata.location()),
                                            location,
                                            0,
                                            0,
                                            change.atMillis(),
                                            change.atMillis());
                            EntryRow row =
                                    dropped.map(old -> Reclaim.apply(change, old, fresh))
                                            .orElse(fresh);
                            CatalogContext.insert(change, row);
                            change.entryEvent(kind, row, Pointer.NONE, Pointer.of(row));
                            return metadata;
                        });
    }
}
