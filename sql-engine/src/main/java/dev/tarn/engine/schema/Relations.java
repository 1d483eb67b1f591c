package dev.tarn.engine.schema;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.Session;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.spi.CatalogConnection;
import dev.tarn.engine.spi.ColumnAccess;

import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Finds what stands in FROM, once for each name within one statement: a table named twice has one
/// snapshot. Owned by the planning of one statement; not thread-safe.
public final class Relations {
    private final Catalogs catalogs;
    private final SystemTables system;
    private final Session session;
    private final Map<String, Relation> found = new HashMap<>();
    private final Map<String, Table> tables = new HashMap<>();

    public Relations(Catalogs catalogs, SystemTables system, Session session) {
        this.catalogs = catalogs;
        this.system = system;
        this.session = session;
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

    /// Everything found so far.
    public Collection<Relation> all() {
        return found.values();
    }

    private @Nullable Relation load(CatalogConnection catalog, Namespace namespace, String name) {
        if (namespace.length() == 1
                && namespace.level(0).equalsIgnoreCase(SystemTables.INFORMATION_SCHEMA)) {
            return system.informationSchema(catalog, name.toLowerCase(Locale.ROOT));
        }
        String plain = TableVersion.plainName(name);
        String full = catalog.name() + "." + namespace + "." + plain;
        int dollar = plain.lastIndexOf('$');
        if (dollar > 0) {
            Table table = table(catalog, namespace, plain.substring(0, dollar));
            if (table != null) {
                checkWhole(catalog, namespace, plain.substring(0, dollar), "read the metadata");
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
        if (version != null) {
            return version.choose(full, table).restricted(selectable);
        }
        Snapshot current = table.currentSnapshot();
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
    private static @Nullable Set<Integer> selectable(
            CatalogConnection catalog, Namespace namespace, String name) {
        ColumnAccess access = catalog.columns();
        if (access == null) {
            return null;
        }
        TableIdentifier spelled = spelled(catalog, TableIdentifier.of(namespace, name));
        return spelled == null ? Set.of() : access.selectable(spelled);
    }

    /// The Iceberg table of that name, case ignored where it must be; null where there is none.
    public @Nullable Table table(CatalogConnection catalog, Namespace namespace, String name) {
        TableIdentifier identifier = TableIdentifier.of(namespace, name);
        String key = catalog.name() + '\u0001' + identifier;
        Table known = tables.get(key);
        if (known != null) {
            return known;
        }
        TableIdentifier spelled = spelled(catalog, identifier);
        Table loaded = spelled == null ? null : load(catalog, spelled);
        if (loaded != null) {
            tables.put(key, loaded);
        }
        return loaded;
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

    private static @Nullable Table load(CatalogConnection catalog, TableIdentifier identifier) {
        try {
            return catalog.tables().loadTable(identifier);
        } catch (NoSuchTableException | NoSuchNamespaceException e) {
            return null;
        }
    }
}
