package dev.tarn.engine.command;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.command.Existing.Relation;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.schema.Catalogs.NamespaceName;
import dev.tarn.engine.schema.RowBatches;
import dev.tarn.engine.spi.AccessGrants;
import dev.tarn.engine.spi.AccessGrants.Securable;
import dev.tarn.engine.spi.AccessGrants.UserOrRole;
import dev.tarn.engine.spi.CatalogConnection;
import dev.tarn.engine.statement.AccessCommand;
import dev.tarn.engine.statement.AccessCommand.NamedPrivilege;
import dev.tarn.engine.statement.AccessCommand.SecurableName;
import dev.tarn.engine.statement.Name;

import org.apache.iceberg.Schema;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// GRANT, REVOKE, SHOW GRANTS and roles. Whether the session may is for the catalog to say.
final class AccessCommands {
    private AccessCommands() {}

    /// What a name leads to: something in a catalog, and the table where it is one.
    private record Place(CatalogConnection catalog, Securable on, @Nullable Relation table) {}

    static CommandResult run(AccessCommand command, CommandContext context) {
        return switch (command) {
            case AccessCommand.ChangeGrants change -> change(change, context);
            case AccessCommand.ChangeRole change -> changeRole(change, context);
            case AccessCommand.ShowGrants show -> show(place(show.on(), context));
            case AccessCommand.ShowRoles _ -> showRoles(ownAccess(context));
        };
    }

    private static CommandResult change(AccessCommand.ChangeGrants change, CommandContext context) {
        Place place = place(change.on(), context);
        AccessGrants access = access(place.catalog());
        UserOrRole grantee = new UserOrRole(change.isRole(), change.grantee());
        for (NamedPrivilege privilege : change.privileges()) {
            Securable on = on(place, privilege, change.on());
            List<String> names = List.of(privilege.name());
            if (change.grants()) {
                access.grant(names, on, grantee);
            } else {
                access.revoke(names, on, grantee);
            }
        }
        return CommandResult.DONE;
    }

    private static Securable on(Place place, NamedPrivilege privilege, SecurableName named) {
        if (privilege.columns().isEmpty()) {
            return place.on();
        }
        Relation table = place.table();
        if (table == null) {
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED,
                    "Only tables have columns to grant %s on".formatted(privilege.name()),
                    named.name().position(),
                    null);
        }
        return new Securable.OfTable(table.identifier(), privilege.columns());
    }

    private static CommandResult changeRole(
            AccessCommand.ChangeRole change, CommandContext context) {
        AccessGrants access = ownAccess(context);
        String user = change.user();
        if (user == null) {
            if (change.adds()) {
                access.createRole(change.role());
            } else {
                access.dropRole(change.role());
            }
        } else if (change.adds()) {
            access.addMember(change.role(), user);
        } else {
            access.removeMember(change.role(), user);
        }
        return CommandResult.DONE;
    }

    private static CommandResult show(Place place) {
        Relation relation = place.table();
        Schema schema = relation == null ? null : relation.load().schema();
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (AccessGrants.Held held : access(place.catalog()).on(place.on())) {
            String column = schema == null ? null : schema.findColumnName(held.column());
            rows.add(
                    row(
                            held.grantee().isRole() ? "role" : "user",
                            held.grantee().name(),
                            held.privilege(),
                            column == null ? "" : column,
                            held.grantedBy()));
        }
        return rows("grants", rows, "Kind", "Grantee", "Privilege", "Column", "Granted By");
    }

    private static CommandResult showRoles(AccessGrants access) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (AccessGrants.Role role : access.roles()) {
            rows.add(row(role.name(), String.join(", ", role.members())));
        }
        return rows("roles", rows, "Role", "Members");
    }

    private static List<@Nullable Object> row(String... values) {
        return List.of((Object[]) values);
    }

    private static CommandResult rows(
            String name, List<List<@Nullable Object>> rows, String... columns) {
        List<Field> fields = new ArrayList<>();
        for (String column : columns) {
            fields.add(new Field(column, DataType.STRING));
        }
        Plan plan = new Plan.Rows(name, fields, RowBatches.of(fields, () -> rows));
        return new CommandResult(OptionalLong.empty(), List.of(), plan);
    }

    private static AccessGrants ownAccess(CommandContext context) {
        return access(context.catalogs().current(context.session(), null));
    }

    private static AccessGrants access(CatalogConnection catalog) {
        AccessGrants access = catalog.access();
        if (access == null) {
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED,
                    "Catalog %s keeps no roles and grants".formatted(catalog.name()));
        }
        return access;
    }

    private static Place place(SecurableName named, CommandContext context) {
        Name name = named.name();
        return switch (named.kind()) {
            case CATALOG ->
                    new Place(
                            context.catalogs().catalog(name.toString(), name.position()),
                            new Securable.OfCatalog(),
                            null);
            case SCHEMA -> {
                NamespaceName place = context.catalogs().namespace(name, context.session());
                if (!place.exists()) {
                    throw place.notFound(name.position(), null);
                }
                yield new Place(
                        place.catalog(), new Securable.OfNamespace(place.namespace()), null);
            }
            case TABLE, VIEW, RELATION -> relation(named, context);
        };
    }

    private static Place relation(SecurableName named, CommandContext context) {
        Relation found = Existing.find(named.name(), context);
        String wanted = named.kind() == SecurableName.Kind.VIEW ? "View" : "Table";
        if (found == null) {
            throw Existing.notFound(wanted, named.name(), context);
        }
        boolean fits =
                switch (named.kind()) {
                    case TABLE -> !found.view();
                    case VIEW -> found.view();
                    case CATALOG, SCHEMA, RELATION -> true;
                };
        if (!fits) {
            throw new SqlException(
                    ErrorCode.TABLE_NOT_FOUND,
                    found.view()
                            ? "%s is a view, not a table".formatted(found)
                            : "%s is a table, not a view".formatted(found),
                    named.name().position(),
                    null);
        }
        return found.view()
                ? new Place(found.catalog(), new Securable.OfView(found.identifier()), null)
                : new Place(
                        found.catalog(),
                        new Securable.OfTable(found.identifier(), List.of()),
                        found);
    }
}
