package dev.tarn.engine.command;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SessionChange;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.schema.Catalogs;
import dev.tarn.engine.schema.Catalogs.NamespaceName;
import dev.tarn.engine.spi.CatalogConnection;
import dev.tarn.engine.statement.Command;
import dev.tarn.engine.statement.Name;
import dev.tarn.engine.statement.Property;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// CREATE SCHEMA, ALTER SCHEMA, DROP SCHEMA, USE.
final class NamespaceCommands {
    private NamespaceCommands() {}

    static CommandResult create(Command.CreateNamespace create, CommandContext context) {
        NamespaceName name = context.catalogs().namespace(create.name(), context.session());
        if (name.exists()) {
            if (create.ifNotExists()) {
                return CommandResult.DONE;
            }
            throw new SqlException(
                    ErrorCode.SCHEMA_ALREADY_EXISTS,
                    "Schema '%s' already exists".formatted(name),
                    create.name().position(),
                    null);
        }
        name.catalog()
                .namespaces()
                .createNamespace(name.namespace(), properties(create.properties()));
        return CommandResult.DONE;
    }

    static CommandResult alter(Command.AlterNamespace alter, CommandContext context) {
        NamespaceName name = context.catalogs().namespace(alter.name(), context.session());
        if (!name.exists()) {
            throw name.notFound(alter.name().position(), null);
        }
        if (!alter.set().isEmpty()) {
            name.catalog().namespaces().setProperties(name.namespace(), properties(alter.set()));
        }
        if (!alter.unset().isEmpty()) {
            name.catalog()
                    .namespaces()
                    .removeProperties(name.namespace(), Set.copyOf(alter.unset()));
        }
        return CommandResult.DONE;
    }

    private static Map<String, String> properties(List<Property> given) {
        Map<String, String> properties = new LinkedHashMap<>();
        given.forEach(property -> properties.put(property.name(), property.value()));
        return properties;
    }

    static CommandResult drop(Command.DropNamespace drop, CommandContext context) {
        NamespaceName name = context.catalogs().namespace(drop.name(), context.session());
        if (!name.exists()) {
            if (drop.ifExists()) {
                return CommandResult.DONE;
            }
            throw name.notFound(drop.name().position(), null);
        }
        if (drop.cascade()) {
            dropContents(name.catalog(), name.namespace());
        }
        name.catalog().namespaces().dropNamespace(name.namespace());
        return CommandResult.DONE;
    }

    /// Drops what is in `namespace`, its tables without purging their files.
    private static void dropContents(CatalogConnection catalog, Namespace namespace) {
        for (Namespace child : Catalogs.children(catalog, namespace)) {
            dropContents(catalog, child);
            catalog.namespaces().dropNamespace(child);
        }
        for (TableIdentifier table : catalog.tables().listTables(namespace)) {
            catalog.tables().dropTable(table, false);
        }
        if (catalog.views() != null) {
            for (TableIdentifier view : catalog.views().listViews(namespace)) {
                catalog.views().dropView(view);
            }
        }
        if (catalog.functions() != null) {
            FunctionCommands.dropAll(catalog.functions(), namespace);
        }
        if (catalog.pipes() != null) {
            catalog.pipes().list(namespace).forEach(catalog.pipes()::drop);
        }
    }

    static CommandResult use(Command.Use use, CommandContext context) {
        Name name = use.name();
        if (!use.namespaceOnly() && name.parts().size() == 1) {
            CatalogConnection catalog = context.catalogs().find(name.last());
            if (catalog != null) {
                return CommandResult.ofChanges(
                        List.of(new SessionChange.UseCatalog(catalog.name())));
            }
        }
        NamespaceName namespace = context.catalogs().namespace(name, context.session());
        if (!namespace.exists()) {
            throw namespace.notFound(name.position(), null);
        }
        List<SessionChange> changes = new ArrayList<>();
        if (!namespace.catalog().name().equals(context.session().catalog())) {
            changes.add(new SessionChange.UseCatalog(namespace.catalog().name()));
        }
        changes.add(new SessionChange.UseNamespace(namespace.namespace()));
        return CommandResult.ofChanges(changes);
    }
}
