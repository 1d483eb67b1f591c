package dev.tarn.engine.schema;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.Session;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.SqlException.Position;
import dev.tarn.engine.spi.CatalogConnection;
import dev.tarn.engine.spi.SystemTable;
import dev.tarn.engine.statement.Name;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.catalog.ViewCatalog;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/// The catalogs of an engine, and how names in SQL lead into them. Thread-safe.
///
/// A name is taken as it is first; where nothing has it, case is ignored. Which catalogs there are
/// is asked once, by the first name that may lead into one, so that statements without any need
/// none open.
public final class Catalogs {
    private final List<SystemTable> systemTables;
    private final Supplier<Collection<CatalogConnection>> source;
    private final Map<String, String> storeProperties;
    private final TableSource tables;
    private @Nullable TreeMap<String, CatalogConnection> connections;

    public Catalogs(Collection<CatalogConnection> connections) {
        this(() -> connections, List.of(), Map.of(), TableSource.CURRENT);
        connections();
    }

    /// @param systemTables what the catalog `system` has besides its own
    /// @param storeProperties settings of stores outside any table
    /// @param tables where statements get tables from that they read and write
    public Catalogs(
            Supplier<Collection<CatalogConnection>> source,
            Collection<SystemTable> systemTables,
            Map<String, String> storeProperties,
            TableSource tables) {
        this.tables = tables;
        this.source = source;
        this.storeProperties = Map.copyOf(storeProperties);
        this.systemTables = List.copyOf(systemTables);
    }

    private synchronized TreeMap<String, CatalogConnection> connections() {
        if (connections == null) {
            connections = byName(source.get());
        }
        return connections;
    }

    private static TreeMap<String, CatalogConnection> byName(
            Collection<CatalogConnection> connections) {
        TreeMap<String, CatalogConnection> names = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (CatalogConnection connection : connections) {
            if (names.put(connection.name(), connection) != null) {
                throw new IllegalArgumentException("Two catalogs named " + connection.name());
            }
        }
        return names;
    }

    public Collection<CatalogConnection> all() {
        return connections().values();
    }

    /// Lets a statement through that reads files outside any table, as the server can read them.
    ///
    /// @param what what reads them, for the message
    /// @throws SqlException PERMISSION_DENIED for who has grants of tables and columns, past which
    ///   files would go
    public void requireFiles(String what, @Nullable Position position) {
        for (CatalogConnection catalog : all()) {
            if (catalog.columns() != null) {
                throw new SqlException(
                        ErrorCode.PERMISSION_DENIED,
                        "Access denied: cannot read files by %s, which goes past grants of tables and takes an administrator"
                                .formatted(what),
                        position,
                        null);
            }
        }
    }

    /// Settings of stores outside any table, by Iceberg's names.
    public Map<String, String> storeProperties() {
        return storeProperties;
    }

    TableSource tables() {
        return tables;
    }

    List<SystemTable> systemTables() {
        return systemTables;
    }

    public @Nullable CatalogConnection find(String name) {
        return connections().get(name);
    }

    /// @throws SqlException CATALOG_NOT_FOUND
    public CatalogConnection catalog(String name, SqlException.@Nullable Position position) {
        CatalogConnection connection = find(name);
        if (connection == null) {
            throw new SqlException(
                    ErrorCode.CATALOG_NOT_FOUND,
                    "Catalog '%s' does not exist%s"
                            .formatted(name, Nearest.hint(name, connections().keySet())),
                    position,
                    null);
        }
        return connection;
    }

    /// The session's catalog.
    ///
    /// @throws SqlException MISSING_CATALOG_NAME
    public CatalogConnection current(Session session, SqlException.@Nullable Position position) {
        String name = session.catalog();
        if (name == null) {
            throw new SqlException(
                    ErrorCode.MISSING_CATALOG_NAME,
                    "The session has no catalog; write catalog.schema.table or USE a catalog",
                    position,
                    null);
        }
        return catalog(name, position);
    }

    /// Where a table, existing or not, is or would be. Its namespace is spelled as the catalog
    /// spells it, if it exists.
    public TableName table(Name name, Session session) {
        if (name.qualifier().isEmpty()) {
            return written(name, session);
        }
        NamespaceName in = namespace(new Name(name.qualifier(), name.position()), session);
        return new TableName(in.catalog(), TableIdentifier.of(in.namespace(), name.last()));
    }

    /// The same with the namespace as it is written, for which no catalog is asked.
    TableName written(Name name, Session session) {
        List<String> qualifier = name.qualifier();
        if (qualifier.isEmpty()) {
            Namespace namespace = session.namespace();
            if (namespace == null) {
                throw new SqlException(
                        ErrorCode.MISSING_SCHEMA_NAME,
                        "The session has no schema; write schema.%s or USE a schema"
                                .formatted(name),
                        name.position(),
                        null);
            }
            CatalogConnection catalog = current(session, name.position());
            return new TableName(catalog, TableIdentifier.of(namespace, name.last()));
        }
        Levels in = levels(new Name(qualifier, name.position()), session);
        Namespace namespace = Namespace.of(in.levels().toArray(String[]::new));
        return new TableName(in.catalog(), TableIdentifier.of(namespace, name.last()));
    }

    /// Which namespace, existing or not, a name of one or more parts is: its first part is a
    /// catalog's name if there is such a catalog and either more parts follow or the session's
    /// catalog has no such namespace.
    public NamespaceName namespace(Name name, Session session) {
        Levels in = levels(name, session);
        return new NamespaceName(in.catalog(), spelled(in.catalog(), in.levels()));
    }

    /// A namespace as it is written.
    private record Levels(CatalogConnection catalog, List<String> levels) {}

    private Levels levels(Name name, Session session) {
        List<String> parts = name.parts();
        if (parts.size() > 1) {
            CatalogConnection first = find(parts.getFirst());
            if (first != null) {
                return new Levels(first, parts.subList(1, parts.size()));
            }
        }
        return new Levels(current(session, name.position()), parts);
    }

    /// The namespace as the catalog spells it; as given where it does not exist.
    private static Namespace spelled(CatalogConnection catalog, List<String> levels) {
        Namespace exact = Namespace.of(levels.toArray(String[]::new));
        Namespace found = findNamespace(catalog, levels);
        return found == null ? exact : found;
    }

    /// The namespace that `levels` name, by exact spelling or else ignoring case.
    public static @Nullable Namespace findNamespace(
            CatalogConnection catalog, List<String> levels) {
        Namespace exact = Namespace.of(levels.toArray(String[]::new));
        if (catalog.namespaces().namespaceExists(exact)) {
            return exact;
        }
        Namespace found = Namespace.empty();
        for (String level : levels) {
            Namespace next = null;
            for (Namespace child : children(catalog, found)) {
                if (child.level(child.length() - 1).equalsIgnoreCase(level)) {
                    next = child;
                }
            }
            if (next == null) {
                return null;
            }
            found = next;
        }
        return found;
    }

    /// The namespaces directly in `parent`; none where that does not exist.
    public static List<Namespace> children(CatalogConnection catalog, Namespace parent) {
        try {
            return parent.isEmpty()
                    ? catalog.namespaces().listNamespaces()
                    : catalog.namespaces().listNamespaces(parent);
        } catch (NoSuchNamespaceException e) {
            return List.of();
        }
    }

    /// The namespace `name` in `parent`.
    static Namespace append(Namespace parent, String name) {
        String[] levels = Arrays.copyOf(parent.levels(), parent.length() + 1);
        levels[parent.length()] = name;
        return Namespace.of(levels);
    }

    /// All namespaces of a catalog, parents first.
    public static List<Namespace> allNamespaces(CatalogConnection catalog) {
        List<Namespace> all = new ArrayList<>();
        collect(catalog, Namespace.empty(), all);
        return all;
    }

    private static void collect(CatalogConnection catalog, Namespace parent, List<Namespace> all) {
        for (Namespace child : children(catalog, parent)) {
            all.add(child);
            collect(catalog, child, all);
        }
    }

    /// The tables and views of a namespace by name; true for views.
    public static Map<String, Boolean> relations(CatalogConnection catalog, Namespace namespace) {
        Map<String, Boolean> names = new TreeMap<>();
        try {
            catalog.tables().listTables(namespace).forEach(table -> names.put(table.name(), false));
            ViewCatalog views = catalog.views();
            if (views != null) {
                views.listViews(namespace).forEach(view -> names.put(view.name(), true));
            }
        } catch (NoSuchNamespaceException e) {
            return names;
        }
        return names;
    }

    /// A table's place.
    public record TableName(CatalogConnection catalog, TableIdentifier identifier) {
        /// The error that there is no table or view here, that what is here is the other of them,
        /// or that there is no namespace it could be in, with the names that are near.
        ///
        /// @param kind what was looked for, such as "Table"
        public SqlException notFound(
                String kind, @Nullable Position position, @Nullable Throwable cause) {
            if (!hasNamespace()) {
                return namespace().notFound(position, cause);
            }
            Map<String, Boolean> known = relations(catalog, identifier.namespace());
            return new SqlException(
                    ErrorCode.TABLE_NOT_FOUND,
                    kind.equals("Table") && isView(known)
                            ? "%s is a view, not a table".formatted(this)
                            : "%s '%s' does not exist%s"
                                    .formatted(
                                            kind,
                                            this,
                                            Nearest.hint(identifier.name(), known.keySet())),
                    position,
                    cause);
        }

        private boolean isView(Map<String, Boolean> known) {
            return known.entrySet().stream()
                    .filter(Map.Entry::getValue)
                    .anyMatch(view -> view.getKey().equalsIgnoreCase(identifier.name()));
        }

        /// @throws SqlException SCHEMA_NOT_FOUND
        public void requireNamespace(@Nullable Position position) {
            if (!namespace().exists()) {
                throw namespace().notFound(position, null);
            }
        }

        /// Whether there is the namespace that this would be in.
        public boolean hasNamespace() {
            return SystemTables.isInformationSchema(identifier.namespace()) || namespace().exists();
        }

        private NamespaceName namespace() {
            return new NamespaceName(catalog, identifier.namespace());
        }

        @Override
        public String toString() {
            return catalog.name() + "." + identifier;
        }
    }

    /// A namespace's place.
    public record NamespaceName(CatalogConnection catalog, Namespace namespace) {
        public boolean exists() {
            return !namespace.isEmpty() && catalog.namespaces().namespaceExists(namespace);
        }

        /// The error that there is no such namespace, with the names that are near.
        public SqlException notFound(@Nullable Position position, @Nullable Throwable cause) {
            List<String> known = allNamespaces(catalog).stream().map(Namespace::toString).toList();
            return new SqlException(
                    ErrorCode.SCHEMA_NOT_FOUND,
                    "Schema '%s' does not exist in catalog '%s'%s"
                            .formatted(
                                    namespace,
                                    catalog.name(),
                                    Nearest.hint(namespace.toString(), known)),
                    position,
                    cause);
        }

        @Override
        public String toString() {
            return catalog.name() + "." + namespace;
        }
    }
}
