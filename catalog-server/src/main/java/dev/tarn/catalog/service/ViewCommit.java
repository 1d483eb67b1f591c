package dev.tarn.catalog.service;

import dev.tarn.catalog.auth.Privilege;
import dev.tarn.catalog.store.EntryRow;

import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.UpdateRequirement;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.apache.iceberg.view.ViewMetadata;

/// Replaces views, by the same steps as [TableCommit].
public final class ViewCommit {
    private static final int MAX_ATTEMPTS = 8;

    private final CatalogContext context;

    ViewCommit(CatalogContext context) {
        this.context = context;
    }

    public ViewMetadata commit(
            TableIdentifier identifier, UpdateTableRequest request, Mutation mutation) {
        for (int attempt = 1; ; attempt++) {
            try {
                return attempt(identifier, request, mutation);
            } catch (LostRaceException e) {
                if (attempt == MAX_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private ViewMetadata attempt(
            TableIdentifier identifier, UpdateTableRequest request, Mutation mutation) {
        EntryRow row = context.view(identifier, Privilege.ALTER);
        ViewMetadata base = context.files().view(row.metadataLocation());
        ViewMetadata updated = apply(base, request);
        if (updated.changes().isEmpty()) {
            return base;
        }
        ViewMetadata written = context.files().writeView(updated, row.version() + 1);
        String location = MetadataFiles.locationOf(written);
        PointerMove move =
                new PointerMove(
                        row,
                        Pointer.of(row),
                        new Pointer(location, null),
                        Locations.canonical(written.location()));
        try {
            return context.writer()
                    .write(
                            mutation,
                            _ -> new Receipt.ViewAt(location),
                            change -> {
                                move.apply(change, "update-view");
                                return written;
                            },
                            () -> isOvertaken(row));
        } catch (CommitStateUnknownException e) {
            throw e;
        } catch (RuntimeException e) {
            context.files().deleteUnused(location);
            throw e;
        }
    }

    private boolean isOvertaken(EntryRow row) {
        return context.store()
                .findEntryById(row.id())
                .map(now -> now.version() != row.version())
                .orElse(true);
    }

    private ViewMetadata apply(ViewMetadata base, UpdateTableRequest request) {
        for (UpdateRequirement requirement : request.requirements()) {
            requirement.validate(base);
        }
        ViewMetadata.Builder builder = ViewMetadata.buildFrom(base);
        try {
            for (MetadataUpdate update : request.updates()) {
                checkAllowed(base, update);
                update.applyTo(builder);
            }
            return builder.build();
        } catch (UnsupportedOperationException e) {
            throw new BadRequestException(e, "%s", e.getMessage());
        }
    }

    private void checkAllowed(ViewMetadata base, MetadataUpdate update) {
        switch (update) {
            case MetadataUpdate.SetLocation set ->
                    context.locations().checked("View location", set.location());
            case MetadataUpdate.SetProperties set ->
                    context.locations().checkProperties(set.updated());
            case MetadataUpdate.AssignUUID assign -> {
                if (!assign.uuid().equalsIgnoreCase(base.uuid())) {
                    throw new ValidationException(
                            "Cannot assign UUID %s: the view has %s and keeps it",
                            assign.uuid(), base.uuid());
                }
            }
            default -> {}
        }
    }
}
