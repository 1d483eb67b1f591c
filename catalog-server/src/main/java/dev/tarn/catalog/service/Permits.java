package dev.tarn.catalog.service;

import dev.tarn.catalog.auth.Caller;
import dev.tarn.catalog.auth.Decision;
import dev.tarn.catalog.auth.Grantee;
import dev.tarn.catalog.auth.Grants;
import dev.tarn.catalog.auth.Privilege;
import dev.tarn.catalog.auth.Securable;
import dev.tarn.catalog.store.EntryKind;
import dev.tarn.catalog.store.EntryRow;
import dev.tarn.catalog.store.GrantRow;
import dev.tarn.catalog.store.GrantRow.SecurableKind;
import dev.tarn.catalog.store.NamespaceRow;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Asks whether the current caller may do something with a row that was just read. What the caller
/// may not even see is missing, with the words for what is missing; what it sees and may not use is
/// forbidden.
///
/// @param warehouseId where the rows are
record Permits(String warehouseId) {

    /// What the current caller was granted in this warehouse.
    Grants grants() {
        return Caller.current().grants(warehouseId);
    }

    /// @param needed nothing means that seeing is enough
    void check(NamespaceRow row, Set<Privilege> needed) {
        Namespace name = NamespacePaths.namespace(row.path());
        switch (grants().decide(new Securable.InNamespace(row.path()), needed)) {
            case ALLOWED -> {}
            case HIDDEN -> throw CatalogContext.noSuchNamespace(name);
            case FORBIDDEN -> throw denied(needed, "namespace " + name);
        }
    }

    /// The same for a table or view, which is called by `identifier`.
    void check(EntryRow row, TableIdentifier identifier, Set<Privilege> needed) {
        switch (decide(row, needed)) {
            case ALLOWED -> {}
            case HIDDEN ->
                    throw row.kind() == EntryKind.TABLE
                            ? CatalogContext.noSuchTable(identifier)
                            : CatalogContext.noSuchView(identifier);
            case FORBIDDEN -> throw denied(needed, word(row.kind()) + " " + identifier);
        }
    }

    /// The same for what has no namespace above it.
    void checkWarehouse(Privilege needed) {
        if (!grants().allows(new Securable.Warehouse(), needed)) {
            throw denied(Set.of(needed), "the warehouse");
        }
    }

    Decision decide(EntryRow row, Set<Privilege> needed) {
        return grants().decide(securable(row), needed);
    }

    boolean sees(EntryRow row) {
        return grants().sees(securable(row));
    }

    private static Securable.Entry securable(EntryRow row) {
        return new Securable.Entry(row.namespacePath(), row.id());
    }

    /// Who may see rows of a list: null for no filter, because the caller sees all of them.
    @Nullable List<String> seenBy(boolean seesAll) {
        return seesAll ? null : Caller.current().principal().grantees();
    }

    static Set<Privilege> set(Privilege... privileges) {
        Set<Privilege> set = EnumSet.noneOf(Privilege.class);
        set.addAll(List.of(privileges));
        return set;
    }

    /// Makes what the caller has just created theirs, unless it is anyway.
    static void own(Change change, EntryRow row) {
        SecurableKind kind =
                switch (row.kind()) {
                    case TABLE -> SecurableKind.TABLE;
                    case VIEW -> SecurableKind.VIEW;
                };
        own(change, securable(row), kind, row.id(), row.namespacePath());
    }

    static void own(Change change, NamespaceRow row) {
        Securable securable = new Securable.InNamespace(row.path());
        own(change, securable, SecurableKind.NAMESPACE, row.id(), row.path());
    }

    private static void own(
            Change change, Securable securable, SecurableKind kind, String id, String path) {
        Caller caller = Caller.current();
        if (caller.grants(change.warehouseId()).allows(securable, Privilege.MANAGE)) {
            return;
        }
        String name = caller.principal().name();
        caller.made(id);
        change.transaction()
                .addGrant(
                        new GrantRow(
                                Grantee.user(name).text(),
                                Privilege.MANAGE.name(),
                                change.warehouseId(),
                                kind,
                                id,
                                GrantRow.WHOLE,
                                path,
                                name,
                                change.atMillis()));
    }

    static ForbiddenException denied(Set<Privilege> needed, String what) {
        return new ForbiddenException(
                "Access denied: %s needs %s on %s",
                Caller.current().principal().name(), words(needed), what);
    }

    private static String words(Set<Privilege> needed) {
        return String.join(" and ", new TreeSet<>(needed).stream().map(Privilege::name).toList());
    }

    static String word(EntryKind kind) {
        return switch (kind) {
            case TABLE -> "table";
            case VIEW -> "view";
        };
    }
}
