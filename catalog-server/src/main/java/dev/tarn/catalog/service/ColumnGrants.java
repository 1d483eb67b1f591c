package dev.tarn.catalog.service;

import dev.tarn.catalog.auth.Caller;
import dev.tarn.catalog.auth.Grants;
import dev.tarn.catalog.auth.Privilege;
import dev.tarn.catalog.auth.Securable;
import dev.tarn.catalog.store.EntryRow;

import org.apache.iceberg.catalog.TableIdentifier;
import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.Set;

/// Which columns of a table the current caller may use, by field id. For the SQL engine, which
/// checks them where they are named.
public final class ColumnGrants {
    private final CatalogContext context;

    ColumnGrants(CatalogContext context) {
        this.context = context;
    }

    /// The columns that may be read; null for all.
    public @Nullable Set<Integer> selectable(TableIdentifier identifier) {
        EntryRow row = context.table(identifier);
        Grants grants = context.permits().grants();
        return grants.allows(securable(row), Privilege.SELECT) ? null : grants.columns(row.id());
    }

    /// The columns that are shown; null for all. Whoever may do anything with the whole table sees
    /// all of them.
    public @Nullable Set<Integer> visible(TableIdentifier identifier) {
        EntryRow row = context.table(identifier);
        Grants grants = context.permits().grants();
        return grants.holdsAnyOn(securable(row)) ? null : grants.columns(row.id());
    }

    /// Whether the caller may write files of a table, which may be one that is staged or was made
    /// by this very call.
    public boolean mayWriteFiles(TableIdentifier identifier) {
        Optional<EntryRow> row = context.entry(identifier);
        if (row.isEmpty() || Caller.current().hasMade(row.get().id())) {
            return true;
        }
        Grants grants = context.permits().grants();
        Securable table = securable(row.get());
        return grants.allows(table, Privilege.INSERT)
                || grants.allows(table, Privilege.UPDATE)
                || grants.allows(table, Privilege.DELETE);
    }

    private static Securable.Entry securable(EntryRow row) {
        return new Securable.Entry(row.namespacePath(), row.id());
    }
}
