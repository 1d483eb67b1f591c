package dev.tarn.engine.command;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.schema.Catalogs;
import dev.tarn.engine.schema.Catalogs.TableName;
import dev.tarn.engine.schema.Relations;
import dev.tarn.engine.schema.SystemTables;
import dev.tarn.engine.schema.WriteTarget;
import dev.tarn.engine.spi.CatalogConnection;
import dev.tarn.engine.statement.Name;

import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Tables and views that a command names and that must be there.
final class Existing {
    private Existing() {}

    /// The table or view that `name` leads to, spelled as the catalog spells it; null where there
    /// is none.
    static @Nullable Relation find(Name name, CommandContext context) {
        TableName place = context.catalogs().table(name, context.session());
        Namespace namespace = place.identifier().namespace();
        Map<String, Boolean> relations = Catalogs.relations(place.catalog(), namespace);
        String wanted = place.identifier().name();
        Boolean exact = relations.get(wanted);
        if (exact != null) {
            return new Relation(place.catalog(), place.identifier(), exact);
        }
        for (Map.Entry<String, Boolean> entry : relations.entrySet()) {
            if (entry.getKey().equalsIgnoreCase(wanted)) {
                return new Relation(
                        place.catalog(),
                        TableIdentifier.of(namespace, entry.getKey()),
                        entry.getValue());
            }
        }
        return null;
    }

    /// The table that `name` leads to; null where there is none and `optional` is true.
    ///
    /// @throws SqlException TABLE_NOT_FOUND, also if it is a view
    static @Nullable Relation findTable(Name name, boolean optional, CommandContext context) {
        Relation found = find(name, context);
        if (found == null && optional) {
            return null;
        }
        if (found == null || found.view()) {
            throw notFound("Table", name, context);
        }
        return found;
    }

    /// What `name` leads to as something to write to.
    ///
    /// @throws SqlException TABLE_NOT_FOUND, also if it is a view; NOT_FOUND without such a branch
    static WriteTarget target(Name name, CommandContext context) {
        findTable(name, true, context);
        Catalogs catalogs = context.catalogs();
        return WriteTarget.of(
                name, new Relations(catalogs, new SystemTables(catalogs), context.session()));
    }

    /// Where `relation` is to be under `name`, which is of its catalog, and of its namespace where
    /// it names none.
    static TableIdentifier renamed(Relation relation, Name name, CommandContext context) {
        List<String> parts = new ArrayList<>(name.parts());
        if (parts.size() == 1) {
            parts.addAll(0, List.of(relation.identifier().namespace().levels()));
            parts.addFirst(relation.catalog().name());
        }
        TableName target =
                context.catalogs().table(new Name(parts, name.position()), context.session());
        if (!target.catalog().name().equals(relation.catalog().name())) {
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED,
                    "%s cannot be renamed into catalog %s"
                            .formatted(relation, target.catalog().name()),
                    name.position(),
                    null);
        }
        target.requireNamespace(name.position());
        return target.identifier();
    }

    static SqlException notFound(String kind, Name name, CommandContext context) {
        return context.catalogs()
                .table(name, context.session())
                .notFound(kind, name.position(), null);
    }

    /// A table or view in its catalog.
    record Relation(CatalogConnection catalog, TableIdentifier identifier, boolean view) {
        Table load() {
            return catalog.tables().loadTable(identifier);
        }

        @Override
        public String toString() {
            return catalog.name() + "." + identifier;
        }
    }
}
