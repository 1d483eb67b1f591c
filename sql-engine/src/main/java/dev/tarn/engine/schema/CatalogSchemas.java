package dev.tarn.engine.schema;

import dev.tarn.engine.spi.CatalogConnection;

import org.apache.calcite.schema.Schema;
import org.apache.calcite.schema.Table;
import org.apache.calcite.schema.impl.AbstractSchema;
import org.apache.calcite.schema.lookup.LikePattern;
import org.apache.calcite.schema.lookup.Lookup;
import org.apache.calcite.schema.lookup.Named;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// The tree of catalogs, namespaces and tables that Calcite's validator walks. Names are looked up
/// one by one as it asks; what [Relations] has found before is not asked of the catalog again.
public final class CatalogSchemas {
    private CatalogSchemas() {}

    /// The root, whose schemas are the catalogs.
    public static Schema root(Relations relations) {
        return new Level(name -> catalog(relations, name), name -> null);
    }

    private static @Nullable Schema catalog(Relations relations, String name) {
        CatalogConnection catalog = relations.catalogs().find(name);
        if (catalog != null) {
            return namespace(relations, catalog, Namespace.empty());
        }
        return name.equalsIgnoreCase(SystemTables.SYSTEM_CATALOG)
                ? new Level(
                        namespace -> system(relations, namespace),
                        table -> relations.system().shorthand(table, relations.session()))
                : null;
    }

    private static @Nullable Schema system(Relations relations, String namespace) {
        if (namespace.equals(Relations.FILES)) {
            return new Level(child -> null, relations::files);
        }
        return relations.system().hasSystemSchema(namespace)
                ? new Level(
                        child -> null,
                        name -> relations.system().system(namespace, name, relations.session()))
                : null;
    }

    private static Schema namespace(
            Relations relations, CatalogConnection catalog, Namespace namespace) {
        return new Level(
                name -> child(relations, catalog, namespace, name),
                name -> namespace.isEmpty() ? null : relations.find(catalog, namespace, name));
    }

    private static @Nullable Schema child(
            Relations relations, CatalogConnection catalog, Namespace parent, String name) {
        if (name.indexOf(TableVersion.SEPARATOR) >= 0 || name.isEmpty()) {
            return null;
        }
        if (parent.isEmpty() && name.equalsIgnoreCase(SystemTables.INFORMATION_SCHEMA)) {
            return namespace(relations, catalog, Namespace.of(SystemTables.INFORMATION_SCHEMA));
        }
        Namespace exact = Catalogs.append(parent, name);
        if (relations.isNamespace(catalog, exact)) {
            return namespace(relations, catalog, exact);
        }
        if (!parent.isEmpty() && relations.isTable(catalog, TableIdentifier.of(parent, name))) {
            return null;
        }
        if (catalog.namespaces().namespaceExists(exact)) {
            return namespace(relations, catalog, exact);
        }
        for (Namespace sibling : Catalogs.children(catalog, parent)) {
            if (sibling.level(sibling.length() - 1).equalsIgnoreCase(name)) {
                return namespace(relations, catalog, sibling);
            }
        }
        return null;
    }

    /// Finds something by name; null where there is nothing.
    private interface Finder<T> {
        @Nullable T find(String name);
    }

    /// One level of the tree; remembers what it found.
    private static final class Level extends AbstractSchema {
        private final Lookup<Schema> schemas;
        private final Lookup<Table> tables;

        Level(Finder<Schema> schemas, Finder<Table> tables) {
            this.schemas = new Remembering<>(schemas);
            this.tables = new Remembering<>(tables);
        }

        @Override
        public Lookup<? extends Schema> subSchemas() {
            return schemas;
        }

        @Override
        public Lookup<Table> tables() {
            return tables;
        }
    }

    private static final class Remembering<T> implements Lookup<T> {
        private final Finder<T> finder;
        private final Map<String, @Nullable T> known = new HashMap<>();

        Remembering(Finder<T> finder) {
            this.finder = finder;
        }

        @Override
        public @Nullable T get(String name) {
            if (!known.containsKey(name)) {
                known.put(name, finder.find(name));
            }
            return known.get(name);
        }

        @Override
        public @Nullable Named<T> getIgnoreCase(String name) {
            T found = get(name);
            return found == null ? null : new Named<>(name, found);
        }

        @Override
        public Set<String> getNames(LikePattern pattern) {
            return Set.of();
        }
    }
}
