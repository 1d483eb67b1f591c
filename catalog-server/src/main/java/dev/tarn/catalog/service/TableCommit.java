package dev.tarn.catalog.service;

import dev.tarn.catalog.auth.Privilege;
import dev.tarn.catalog.store.EntryKind;
import dev.tarn.catalog.store.EntryRow;
import dev.tarn.catalog.store.NamespaceRow;

import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.UpdateRequirement;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.rest.requests.UpdateTableRequest;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Commits to one table or to several at once, creations included, all or nothing.
///
/// One attempt: read the pointers, compute all new metadata (this is where requirements fail,
/// before anything is written), write the metadata files, swap all pointers in one transaction. A
/// lost swap starts over on the new base, a bounded number of times; a failed requirement never
/// does. Metadata files are deleted again only when the transaction provably failed; when the
/// outcome is unknown they stay.
public final class TableCommit {
    private static final int MAX_ATTEMPTS = 8;

    private final CatalogContext context;
    private final TableChanges changes;
    private final RemovedMetadata removed;
    private final CommitLanes lanes = new CommitLanes();

    TableCommit(CatalogContext context) {
        this.context = context;
        this.changes = new TableChanges(context.locations());
        this.removed = new RemovedMetadata(context.files());
    }

    /// Commits to the table the identifier names now; `assert-create` creates it.
    public LoadedTable commit(
            TableIdentifier identifier, UpdateTableRequest request, Mutation mutation) {
        UpdateTableRequest named =
                UpdateTableRequest.create(identifier, request.requirements(), request.updates());
        try (CommitLanes.Place _ = lanes.enter(identifier)) {
            return commitWithRetry(List.of(named), mutation, true).getFirst();
        }
    }

    /// Commits to all tables or to none.
    public void commitAll(List<UpdateTableRequest> requests, Mutation mutation) {
        Set<TableIdentifier> seen = new HashSet<>();
        for (UpdateTableRequest request : requests) {
            if (request.identifier() == null) {
                throw new BadRequestException("A table change has no identifier");
            }
            if (!seen.add(request.identifier())) {
                throw new BadRequestException(
                        "Table %s has more than one change in the transaction; send one",
                        request.identifier());
            }
        }
        commitWithRetry(requests, mutation, false);
    }

    private List<LoadedTable> commitWithRetry(
            List<UpdateTableRequest> requests, Mutation mutation, boolean isSingle) {
        for (int attempt = 1; ; attempt++) {
            try {
                return attempt(requests, mutation, isSingle);
            } catch (LostRaceException e) {
                if (attempt == MAX_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private List<LoadedTable> attempt(
            List<UpdateTableRequest> requests, Mutation mutation, boolean isSingle) {
        List<Planned> planned = new ArrayList<>();
        for (UpdateTableRequest request : requests) {
            planned.add(plan(request));
        }
        List<String> written = new ArrayList<>();
        try {
            for (Planned plan : planned) {
                plan.write(context.files(), written);
            }
            swapAll(planned, mutation, isSingle);
        } catch (CommitStateUnknownException e) {
            throw e;
        } catch (RuntimeException e) {
            written.forEach(context.files()::deleteUnused);
            throw e;
        }
        for (Planned plan : planned) {
            if (plan instanceof Update update) {
                removed.deleteAfterCommit(update.base, update.result().metadata());
            }
        }
        return planned.stream().map(Planned::result).toList();
    }

    private Planned plan(UpdateTableRequest request) {
        boolean isCreate =
                request.requirements().stream()
                        .anyMatch(UpdateRequirement.AssertTableDoesNotExist.class::isInstance);
        return isCreate ? planCreate(request) : planUpdate(request);
    }

    private Update planUpdate(UpdateTableRequest request) {
        EntryRow row = context.table(request.identifier());
        context.permits().check(row, request.identifier(), CommitPrivileges.of(request.updates()));
        LoadedTable loaded = context.files().table(row.metadataLocation());
        TableMetadata updated =
                changes.update(loaded.metadata(), request.requirements(), request.updates());
        return new Update(row, loaded, updated);
    }

    private Create planCreate(UpdateTableRequest request) {
        TableIdentifier identifier = request.identifier();
        NamePolicy.check("table name", identifier.name());
        NamespaceRow parent = context.namespace(identifier.namespace(), Privilege.CREATE);
        Optional<EntryRow> taken = context.entry(identifier);
        if (taken.isPresent()) {
            throw taken(identifier, taken.get().kind());
        }
        TableMetadata metadata =
                changes.create(
                        request.requirements(), request.updates(), UUID.randomUUID().toString());
        return new Create(identifier, parent, metadata);
    }

    private static RuntimeException taken(TableIdentifier identifier, EntryKind kind) {
        return kind == EntryKind.TABLE
                ? new CommitFailedException(
                        "Requirement failed: table already exists: %s", identifier)
                : CatalogContext.alreadyExists(identifier, EntryKind.TABLE, kind);
    }

    /// Swaps in the order of ids, so that two transactions never wait for each other.
    private void swapAll(List<Planned> planned, Mutation mutation, boolean isSingle) {
        List<Planned> ordered = new ArrayList<>(planned);
        ordered.sort(Comparator.comparing(Planned::orderKey));
        boolean hasWork = ordered.stream().anyMatch(Planned::hasChanges);
        if (!hasWork && mutation.idempotencyKey() == null) {
            return;
        }
        context.writer()
                .write(
                        mutation,
                        _ -> receipt(planned, isSingle),
                        change -> {
                            ordered.forEach(plan -> plan.apply(change));
                            return planned;
                        },
                        () -> ordered.stream().anyMatch(plan -> plan.isOvertaken(context)));
    }

    private static Receipt receipt(List<Planned> planned, boolean isSingle) {
        String location = planned.getFirst().result().metadataLocation();
        return isSingle && location != null ? new Receipt.TableAt(location) : new Receipt.Empty();
    }

    /// One table's part of the commit: computed, then written, then applied in the transaction.
    private sealed interface Planned {
        String orderKey();

        boolean hasChanges();

        void write(MetadataFiles files, List<String> written);

        void apply(Change change);

        /// Whether the store shows that this change can no longer be applied.
        boolean isOvertaken(CatalogContext context);

        LoadedTable result();
    }

    private static final class Update implements Planned {
        private final EntryRow row;
        private final TableMetadata base;
        private final TableMetadata updated;
        private LoadedTable result;

        Update(EntryRow row, LoadedTable loaded, TableMetadata updated) {
            this.row = row;
            this.base = loaded.metadata();
            this.updated = updated;
            this.result = loaded;
        }

        @Override
        public String orderKey() {
            return row.id();
        }

        @Override
        public boolean hasChanges() {
            return !updated.changes().isEmpty();
        }

        @Override
        public void write(MetadataFiles files, List<String> written) {
            if (hasChanges()) {
                result = files.writeTable(updated, row.version() + 1);
                written.add(result.metadata().metadataFileLocation());
            }
        }

        @Override
        public void apply(Change change) {
            if (hasChanges()) {
                Footprint.of(updated).claimInsteadOf(base, change, row);
                new PointerMove(row, base, result.metadata()).apply(change, "update-table");
                return;
            }
            // What the request only requires of this table has to hold until the others swap.
            boolean isSame =
                    change.transaction()
                            .lockEntry(row.id())
                            .map(now -> now.version() == row.version())
                            .orElse(false);
            if (!isSame) {
                throw new LostRaceException(
                        NamespacePaths.identifier(row.namespacePath(), row.name()));
            }
        }

        @Override
        public boolean isOvertaken(CatalogContext context) {
            return hasChanges()
                    && context.store()
                            .findEntryById(row.id())
                            .map(now -> now.version() != row.version())
                            .orElse(true);
        }

        @Override
        public LoadedTable result() {
            return result;
        }
    }

    private static final class Create implements Planned {
        private final TableIdentifier identifier;
        private final NamespaceRow parent;
        private final Footprint footprint;
        private LoadedTable result;

        Create(TableIdentifier identifier, NamespaceRow parent, TableMetadata metadata) {
            this.identifier = identifier;
            this.parent = parent;
            this.footprint = Footprint.of(metadata);
            this.result = LoadedTable.staged(metadata);
        }

        @Override
        public String orderKey() {
            return identifier.toString();
        }

        @Override
        public boolean hasChanges() {
            return true;
        }

        @Override
        public void write(MetadataFiles files, List<String> written) {
            result = files.writeTable(result.metadata(), 0);
            written.add(result.metadata().metadataFileLocation());
        }

        @Override
        public void apply(Change change) {
            EntryRow row = TableCreation.newRow(parent, identifier.name(), result.metadata());
            footprint.claim(change, row);
            try {
                CatalogContext.insert(change, row, result.metadata());
            } catch (AlreadyExistsException e) {
                throw new CommitFailedException(e, "Requirement failed: %s", e.getMessage());
            }
            change.entryEvent("create-table", row, Pointer.NONE, Pointer.of(result.metadata()));
        }

        @Override
        public boolean isOvertaken(CatalogContext context) {
            return context.entry(identifier).isPresent();
        }

        @Override
        public LoadedTable result() {
            return result;
        }
    }
}
