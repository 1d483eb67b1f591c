package dev.tarn.catalog.service;

import dev.tarn.catalog.auth.Privilege;
import dev.tarn.catalog.store.EntryKind;
import dev.tarn.catalog.store.EntryRow;
import dev.tarn.catalog.store.NamespaceRow;
import dev.tarn.catalog.store.RowLock;

import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;

import java.util.Optional;

/// Renames tables and views, across namespaces too. Only the name moves: a commit under way is
/// keyed by id and neither loses nor is lost.
public final class Renames {
    private final CatalogContext context;

    Renames(CatalogContext context) {
        this.context = context;
    }

    public void renameTable(TableIdentifier from, TableIdentifier to, Mutation mutation) {
        NamePolicy.check("table name", to.name());
        rename(context.table(from, Privilege.ALTER), from, to, mutation);
    }

    public void renameView(TableIdentifier from, TableIdentifier to, Mutation mutation) {
        NamePolicy.check("view name", to.name());
        rename(context.view(from, Privilege.ALTER), from, to, mutation);
    }

    private void rename(EntryRow row, TableIdentifier from, TableIdentifier to, Mutation mutation) {
        if (!from.namespace().equals(to.namespace())) {
            context.namespace(to.namespace(), Privilege.CREATE);
        }
        context.writer()
                .write(
                        mutation,
                        _ -> new Receipt.Empty(),
                        change -> {
                            apply(change, row, from, to);
                            return row;
                        });
    }

    private static void apply(
            Change change, EntryRow row, TableIdentifier from, TableIdentifier to) {
        NamespaceRow target =
                change.transaction()
                        .lockNamespace(NamespacePaths.path(to.namespace()), RowLock.KEEP)
                        .orElseThrow(() -> CatalogContext.noSuchNamespace(to.namespace()));
        Optional<EntryRow> taken = change.transaction().findEntry(target.path(), to.name());
        if (taken.isPresent() && !taken.get().id().equals(row.id())) {
            throw new AlreadyExistsException(
                    "Cannot rename %s to %s. %s already exists",
                    from, to, taken.get().kind() == EntryKind.TABLE ? "Table" : "View");
        }
        // locked, so that the event tells the pointer that moved and not one that was read before
        EntryRow now =
                CatalogContext.lockSameName(change, row).orElseThrow(() -> noSuch(row, from));
        if (!change.transaction().renameEntry(now, target.id(), to.name())) {
            throw noSuch(row, from);
        }
        String kind = row.kind() == EntryKind.TABLE ? "rename-table" : "rename-view";
        change.transaction().moveGrants(row.id(), target.path());
        change.renameEvent(kind, now, target.path(), to.name());
    }

    private static RuntimeException noSuch(EntryRow row, TableIdentifier from) {
        return row.kind() == EntryKind.TABLE
                ? CatalogContext.noSuchTable(from)
                : CatalogContext.noSuchView(from);
    }
}
