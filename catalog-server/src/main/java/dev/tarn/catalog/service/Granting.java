package dev.tarn.catalog.service;

import dev.tarn.catalog.auth.AccessAdministration;
import dev.tarn.catalog.auth.Caller;
import dev.tarn.catalog.auth.Grantee;
import dev.tarn.catalog.auth.Privilege;
import dev.tarn.catalog.store.AccessStore;
import dev.tarn.catalog.store.EntryKind;
import dev.tarn.catalog.store.EntryRow;
import dev.tarn.catalog.store.GrantRow;
import dev.tarn.catalog.store.GrantRow.SecurableKind;
import dev.tarn.catalog.store.NamespaceRow;

import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.types.Types;

import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Grants and revokes privileges on what is in this warehouse, for whoever holds `MANAGE` on it.
/// What SQL's GRANT and REVOKE do is here.
public final class Granting {
    private static final Set<Privilege> OF_VIEWS =
            EnumSet.of(Privilege.SELECT, Privilege.ALTER, Privilege.DROP, Privilege.MANAGE);
    private static final Set<Privilege> OF_TABLES =
            EnumSet.of(
                    Privilege.SELECT,
                    Privilege.INSERT,
                    Privilege.UPDATE,
                    Privilege.DELETE,
                    Privilege.ALTER,
                    Privilege.DROP,
                    Privilege.MANAGE);

    private final CatalogContext context;
    private final AccessStore store;
    private final AccessAdministration administration;
    private final Clock clock;

    Granting(
            CatalogContext context,
            AccessStore store,
            AccessAdministration administration,
            Clock clock) {
        this.context = context;
        this.store = store;
        this.administration = administration;
        this.clock = clock;
    }

    /// What is granted on, by name.
    public sealed interface Target {
        record Warehouse() implements Target {}

        record OfNamespace(Namespace namespace) implements Target {}

        /// @param columns names of top-level columns; empty for the whole table
        record OfTable(TableIdentifier table, List<String> columns) implements Target {
            public OfTable {
                columns = List.copyOf(columns);
            }
        }

        record OfView(TableIdentifier view) implements Target {}
    }

    /// One grant as people read it; `column` is a field id, or -1 for the whole object.
    public record Held(Grantee grantee, Privilege privilege, int column, String grantedBy) {}

    /// @return how many of them were not granted before
    public int grant(Set<Privilege> privileges, Target target, Grantee grantee) {
        List<GrantRow> rows = rows(privileges, target, grantee);
        administration.checkThere(grantee);
        return (int) rows.stream().filter(store::insertGrant).count();
    }

    /// @return how many of them were granted before
    public int revoke(Set<Privilege> privileges, Target target, Grantee grantee) {
        return (int) rows(privileges, target, grantee).stream().filter(store::deleteGrant).count();
    }

    /// What is granted on the target itself, columns included; not what is inherited.
    public List<Held> on(Target target) {
        return store.grantsOn(resolve(target).id).stream()
                .map(row ->
                        new Held(
                                Grantee.parse(row.grantee()),
                                Privilege.of(row.privilege()),
                                row.fieldId(),
                                row.grantedBy()))
                .toList();
    }

    private List<GrantRow> rows(Set<Privilege> privileges, Target target, Grantee grantee) {
        if (privileges.isEmpty()) {
            throw new BadRequestException("No privilege is named");
        }
        Resolved resolved = resolve(target);
        List<GrantRow> rows = new ArrayList<>();
        for (Privilege privilege : privileges) {
            checkFits(privilege, resolved);
            for (int fieldId : resolved.fieldIds) {
                rows.add(
                        new GrantRow(
                                grantee.text(),
                                privilege.name(),
                                context.store().warehouseId(),
                                resolved.kind,
                                resolved.id,
                                fieldId,
                                resolved.path,
                                Caller.current().principal().name(),
                                clock.millis()));
            }
        }
        return rows;
    }

    private static void checkFits(Privilege privilege, Resolved resolved) {
        boolean isOfColumns = resolved.fieldIds.getFirst() != GrantRow.WHOLE;
        if (isOfColumns && privilege != Privilege.SELECT) {
            throw new BadRequestException("Only SELECT is granted on columns, not %s", privilege);
        }
        boolean fits =
                switch (resolved.kind) {
                    case WAREHOUSE, NAMESPACE -> true;
                    case TABLE -> OF_TABLES.contains(privilege);
                    case VIEW -> OF_VIEWS.contains(privilege);
                };
        if (!fits) {
            throw new BadRequestException(
                    "%s is not granted on a %s",
                    privilege, resolved.kind.name().toLowerCase(java.util.Locale.ROOT));
        }
    }

    /// The object's row, as far as grants need it.
    private record Resolved(SecurableKind kind, String id, String path, List<Integer> fieldIds) {}

    private Resolved resolve(Target target) {
        List<Integer> whole = List.of(GrantRow.WHOLE);
        return switch (target) {
            case Target.Warehouse _ -> {
                context.permits().checkWarehouse(Privilege.MANAGE);
                yield new Resolved(
                        SecurableKind.WAREHOUSE, context.store().warehouseId(), "", whole);
            }
            case Target.OfNamespace(Namespace namespace) -> {
                NamespaceRow row = context.namespace(namespace, Privilege.MANAGE);
                yield new Resolved(SecurableKind.NAMESPACE, row.id(), row.path(), whole);
            }
            case Target.OfTable(TableIdentifier table, List<String> columns) -> {
                EntryRow row = context.table(table, Privilege.MANAGE);
                yield new Resolved(
                        SecurableKind.TABLE, row.id(), row.namespacePath(), ids(row, columns));
            }
            case Target.OfView(TableIdentifier view) -> {
                EntryRow row = context.view(view, Privilege.MANAGE);
                yield new Resolved(SecurableKind.VIEW, row.id(), row.namespacePath(), whole);
            }
        };
    }

    private List<Integer> ids(EntryRow row, List<String> columns) {
        if (columns.isEmpty()) {
            return List.of(GrantRow.WHOLE);
        }
        Schema schema = context.files().table(row.metadataLocation()).metadata().schema();
        List<Integer> ids = new ArrayList<>();
        for (String column : columns) {
            Types.NestedField field = schema.asStruct().field(column);
            if (field == null) {
                throw new BadRequestException(
                        "%s %s has no column %s; it has %s",
                        Permits.word(EntryKind.TABLE),
                        row.name(),
                        column,
                        schema.columns().stream().map(Types.NestedField::name).toList());
            }
            ids.add(field.fieldId());
        }
        return ids;
    }
}
