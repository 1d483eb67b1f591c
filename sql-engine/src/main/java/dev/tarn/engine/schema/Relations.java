package dev.tarn.engine.schema;

import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.Session;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.spi.CatalogConnection;
import dev.tarn.engine.spi.ColumnAccess;
import dev.tarn.engine.statement.FileInput;
import dev.tarn.engine.statement.Name;

import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Finds what stands in FROM, once for each name within one statement: a table named twice has one
/// snapshot. Owned by the planning of one statement; not thread-safe.
public final class Relations {
    /// The namespace of the catalog `system` where files are, within one statement.
    static final String FILES = "files outside tables";

    private final Catalogs catalogs;
    private final SystemTables system;
    private final Session session;
    private final Map<String, Relation> found = new HashMap<>();
    private final Map<String, @Nullable Loaded> tables = new HashMap<>();
    private final Set<String> namespaces = new HashSet<>();
    private final Map<String, @Nullable Set<Integer>> selectable = new HashMap<>();
    private final Map<List<String>, Located> located = new LinkedHashMap<>();
    private final Map<String, Relation> files = new HashMap<>();
    private final StoredFunctions functions;
    private boolean onlyLocated = true;

    public Relations(Catalogs catalogs, SystemTables system, Session session) {
        this.catalogs = catalogs;
        this.system = system;
        this.session = session;
        this.functions = new StoredFunctions(catalogs, session);
    }

    public Catalogs catalogs() {
        return catalogs;
    }

    public Session session() {
        return session;
    }

    public SystemTables system() {
        return system;
    }

    /// The functions of catalogs.
    public StoredFunctions functions() {
        return functions;
    }

    /// The relation of that name, which may carry a [TableVersion] or end in `$snapshots` and the
    /// like; null where there is none.
    public @Nullable Relation find(CatalogConnection catalog, Namespace namespace, String name) {
        String key = catalog.name() + '\u0001' + namespace + '\u0001' + name;
        Relation known = found.get(key);
        if (known == null) {
            known = load(catalog, namespace, name);
            if (known != null) {
                found.put(key, known);
            }
        }
        return known;
    }

    /// Adds files outside any table under a name of their own; the name from the catalog down.
    ///
    /// @throws SqlException as [Catalogs#requireFiles]
    public List<String> addFiles(String function, FileInput input) {
        catalogs.requireFiles(function, input.position());
        ListedFiles listed = ListedFiles.find(input, catalogs.storeProperties());
        String name = "%s('%s')#%d".formatted(function, input.location(), files.size());
        files.put(name, new Relation.OfFiles(name, listed, listed.inferSchema()));
        onlyLocated = false;
        return List.of(SystemTables.SYSTEM_CATALOG, FILES, name);
    }

    /// Adds rows that are not in any table, under a name of their own; the name from the catalog
    /// down. Who plans over them puts something in their place.
    public List<String> addRows(String what, List<Field> columns) {
        String name = "%s#%d".formatted(what, files.size());
        files.put(name, new Relation.OfRows(name, columns, _ -> {}));
        onlyLocated = false;
        return List.of(SystemTables.SYSTEM_CATALOG, FILES, name);
    }

    /// What [#addFiles] or [#addRows] has added under that name.
    @Nullable Relation files(String name) {
        return files.get(name);
    }

    /// Everything found so far.
    public Collection<Relation> all() {
        return found.values();
    }

    private @Nullable Relation load(CatalogConnection catalog, Namespace namespace, String name) {
        if (SystemTables.isInformationSchema(namespace)) {
            return system.informationSchema(catalog, name.toLowerCase(Locale.ROOT), session);
        }
        String plain = TableVersion.plainName(name);
        String full = catalog.name() + "." + namespace + "." + plain;
        int dollar = plain.lastIndexOf('$');
        if (dollar > 0) {
            Table table = table(catalog, namespace, plain.substring(0, dollar));
            if (table != null) {
                checkWhole(catalog, namespace, plain.substring(0, dollar), "read the metadata");
                catalogs.tables().isRead(table);
            }
            return table == null
                    ? null
                    : MetadataTables.find(
                            full, table, plain.substring(dollar + 1), TableVersion.of(name));
        }
        Table table = table(catalog, namespace, plain);
        if (table == null) {
            return null;
        }
        Set<Integer> selectable = selectable(catalog, namespace, plain);
        TableVersion version = TableVersion.of(name);
        if (version == null || version.mayChange()) {
            catalogs.tables().isRead(table);
        }
        if (version != null) {
            return version.choose(full, table).restricted(selectable);
        }
        Snapshot current = StagedWrites.read(table, session).parent(table);
        return new Relation.OfTable(
                        full, table, current == null ? null : current.snapshotId(), table.schema())
                .restricted(selectable);
    }

    /// Refuses what shows something of all columns to whoever may not read all of them.
    ///
    /// @param what such as "read the metadata"
    /// @throws SqlException PERMISSION_DENIED
    public void checkWhole(
            CatalogConnection catalog, Namespace namespace, String name, String what) {
        if (selectable(catalog, namespace, name) != null) {
            throw new SqlException(
                    ErrorCode.PERMISSION_DENIED,
                    "Access denied: cannot %s of table %s.%s.%s, which takes SELECT on all of it"
                            .formatted(what, catalog.name(), namespace, name));
        }
    }

    /// Field ids of the columns that may be read; null for all.
    private @Nullable Set<Integer> selectable(
            CatalogConnection catalog, Namespace namespace, String name) {
        if (catalog.columns() == null) {
            return null;
        }
        Loaded loaded = loaded(catalog, TableIdentifier.of(namespace, name));
        return loaded == null ? Set.of() : selectable(catalog, loaded);
    }

    private @Nullable Set<Integer> selectable(CatalogConnection catalog, Loaded loaded) {
        ColumnAccess access = catalog.columns();
        if (access == null) {
            return null;
        }
        String key = key(catalog, loaded.spelled());
        if (!selectable.containsKey(key)) {
            selectable.put(key, access.selectable(loaded.spelled()));
        }
        return selectable.get(key);
    }

    /// The table called `name`; null where there is none. An exact name costs one load of its table
    /// and nothing else.
    ///
    /// @throws SqlException where the session lacks what the name leaves out
    public @Nullable Located locate(Name name) {
        Located known = located.get(name.parts());
        if (known != null) {
            return known;
        }
        boolean before = onlyLocated;
        onlyLocated = false;
        Located found = search(name);
        if (found != null) {
            onlyLocated = before;
            located.put(name.parts(), found);
        }
        return found;
    }

    private @Nullable Located search(Name name) {
        Catalogs.TableName written = catalogs.written(name, session);
        if (SystemTables.isInformationSchema(written.identifier().namespace())) {
            return null;
        }
        Located exact = search(name, written);
        return exact != null ? exact : search(name, catalogs.table(name, session));
    }

    private @Nullable Located search(Name name, Catalogs.TableName place) {
        Loaded loaded = loaded(place.catalog(), place.identifier());
        if (loaded == null) {
            return null;
        }
        return new Located(name, place, loaded.table(), selectable(place.catalog(), loaded));
    }

    /// What the statement reads, if it was found by [#locate] alone and is the current state of
    /// tables or a version of them; null if it reads anything else, or asks for functions.
    public @Nullable List<Located> onlyLocated() {
        for (Relation relation : found.values()) {
            if (!(relation instanceof Relation.OfTable table) || !isLocated(table.table())) {
                return null;
            }
        }
        return onlyLocated && functions.isEmpty() ? List.copyOf(located.values()) : null;
    }

    private boolean isLocated(Table table) {
        for (Located one : located.values()) {
            if (one.table() == table) {
                return true;
            }
        }
        return false;
    }

    /// A table that a name in FROM stands for.
    ///
    /// @param place its namespace is spelled as the catalog spells it
    /// @param selectable field ids of the columns that may be read; null for all
    public record Located(
            Name name, Catalogs.TableName place, Table table, @Nullable Set<Integer> selectable) {}

    /// The Iceberg table of that name, case ignored where it must be; null where there is none.
    public @Nullable Table table(CatalogConnection catalog, Namespace namespace, String name) {
        Loaded loaded = loaded(catalog, TableIdentifier.of(namespace, name));
        return loaded == null ? null : loaded.table();
    }

    /// Whether a table of that name was found already. Asks no catalog.
    boolean isTable(CatalogConnection catalog, TableIdentifier identifier) {
        return tables.get(key(catalog, identifier)) instanceof Loaded;
    }

    /// Whether a table was found already in that namespace or one below. Asks no catalog.
    boolean isNamespace(CatalogConnection catalog, Namespace namespace) {
        return namespaces.contains(key(catalog, namespace));
    }

    private @Nullable Loaded loaded(CatalogConnection catalog, TableIdentifier identifier) {
        String key = key(catalog, identifier);
        if (!tables.containsKey(key)) {
            Loaded loaded = load(catalog, identifier);
            tables.put(key, loaded);
            if (loaded != null) {
                Namespace above = Namespace.empty();
                for (String level : identifier.namespace().levels()) {
                    above = Catalogs.append(above, level);
                    namespaces.add(key(catalog, above));
                }
            }
        }
        return tables.get(key);
    }

    private static String key(CatalogConnection catalog, Object identifier) {
        return catalog.name() + '\u0001' + identifier;
    }

    private @Nullable Loaded load(CatalogConnection catalog, TableIdentifier identifier) {
        // For these names Iceberg's catalogs give metadata tables, which go by other ways here.
        if (!MetadataTables.isName(identifier.name())) {
            Table exact = loadExact(catalog, identifier);
            if (exact != null) {
                return new Loaded(identifier, exact);
            }
        }
        TableIdentifier spelled = spelled(catalog, identifier);
        Table table = spelled == null ? null : loadExact(catalog, spelled);
        return spelled == null || table == null ? null : new Loaded(spelled, table);
    }

    /// The identifier as the catalog spells it; null where there is no such table.
    public static @Nullable TableIdentifier spelled(
            CatalogConnection catalog, TableIdentifier identifier) {
        try {
            if (catalog.tables().tableExists(identifier)) {
                return identifier;
            }
            for (TableIdentifier table : catalog.tables().listTables(identifier.namespace())) {
                if (table.name().equalsIgnoreCase(identifier.name())) {
                    return table;
                }
            }
        } catch (NoSuchNamespaceException e) {
            return null;
        }
        return null;
    }

    private @Nullable Table loadExact(CatalogConnection catalog, TableIdentifier identifier) {
        try {
            return catalogs.tables().load(catalog, identifier);
        } catch (NoSuchTableException | NoSuchNamespaceException e) {
            return null;
        }
    }

    /// A table, and its name as the catalog spells it.
    private record Loaded(TableIdentifier spelled, Table table) {}
}
