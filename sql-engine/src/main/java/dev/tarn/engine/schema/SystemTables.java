package dev.tarn.engine.schema;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.Session;
import dev.tarn.engine.physical.Wanted;
import dev.tarn.engine.spi.CatalogConnection;
import dev.tarn.engine.spi.SystemTable;

import org.apache.iceberg.catalog.Namespace;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/// `information_schema` of each catalog, and the catalog `system`, whose `jdbc` tables are what
/// trino-jdbc's DatabaseMetaData reads; other modules plug further ones in, which have a short name
/// too: `system.queries` is `system.runtime.queries`.
public final class SystemTables {
    public static final String INFORMATION_SCHEMA = "information_schema";
    public static final String SYSTEM_CATALOG = "system";
    public static final String JDBC = "jdbc";

    /// The tables of each catalog's `information_schema`.
    public static final List<String> INFORMATION_TABLES =
            List.of(
                    "applicable_roles",
                    "columns",
                    "enabled_roles",
                    "role_authorization_descriptors",
                    "roles",
                    "schemata",
                    "table_privileges",
                    "tables",
                    "views");

    private static final String METADATA = "metadata";

    private final Catalogs catalogs;

    public SystemTables(Catalogs catalogs) {
        this.catalogs = catalogs;
    }

    public static boolean isInformationSchema(Namespace namespace) {
        return namespace.length() == 1 && namespace.level(0).equalsIgnoreCase(INFORMATION_SCHEMA);
    }

    /// A table of a catalog's `information_schema`; null where it has no such table.
    @Nullable Relation informationSchema(CatalogConnection catalog, String name, Session session) {
        String full = catalog.name() + ".information_schema." + name;
        return switch (name) {
            case "schemata" ->
                    rows(full, strings("catalog_name", "schema_name"), () -> schemata(catalog));
            case "tables" ->
                    wanted(
                            full,
                            strings("table_catalog", "table_schema", "table_name", "table_type"),
                            wanted -> tables(catalog, wanted));
            case "columns" ->
                    wanted(
                            full,
                            InformationColumns.FIELDS,
                            wanted -> InformationColumns.rows(catalog, wanted));
            case "views" ->
                    wanted(
                            full,
                            InformationViews.FIELDS,
                            wanted -> InformationViews.rows(catalog, wanted));
            case "table_privileges" ->
                    wanted(
                            full,
                            InformationPrivileges.FIELDS,
                            wanted -> InformationPrivileges.rows(catalog, wanted));
            default -> InformationRoles.find(catalog, name, session);
        };
    }

    /// The namespaces of the catalog `system`, in order.
    public Set<String> systemSchemas() {
        Set<String> schemas = new TreeSet<>(List.of(JDBC, METADATA));
        catalogs.systemTables().forEach(table -> schemas.add(table.schema()));
        return schemas;
    }

    /// Whether the catalog `system` has that namespace.
    public boolean hasSystemSchema(String namespace) {
        return systemSchemas().contains(namespace.toLowerCase(Locale.ROOT));
    }

    /// The tables of a namespace of the catalog `system`, in order.
    public Set<String> systemNames(String namespace) {
        Set<String> names = new TreeSet<>();
        if (namespace.equalsIgnoreCase(JDBC)) {
            names.addAll(JdbcTables.NAMES);
        }
        if (namespace.equalsIgnoreCase(METADATA)) {
            names.addAll(SystemMetadata.NAMES);
        }
        for (SystemTable table : catalogs.systemTables()) {
            if (table.schema().equalsIgnoreCase(namespace)) {
                names.add(table.name());
            }
        }
        return names;
    }

    /// A table of the catalog `system`; null where it has no such table.
    public @Nullable Relation system(String namespace, String name, Session session) {
        String known = name.toLowerCase(Locale.ROOT);
        if (namespace.equalsIgnoreCase(JDBC)) {
            return JdbcTables.find(catalogs, systemSchemas(), known);
        }
        for (SystemTable table : catalogs.systemTables()) {
            if (table.schema().equalsIgnoreCase(namespace) && table.name().equals(known)) {
                return new Relation.OfRows(
                        SYSTEM_CATALOG + "." + table.schema() + "." + table.name(),
                        table.columns(),
                        batches -> table.read(session, batches));
            }
        }
        return namespace.equalsIgnoreCase(METADATA) ? SystemMetadata.find(catalogs, known) : null;
    }

    /// A table that `system.name` stands for: the first of that name that other modules plugged in;
    /// null where there is none.
    public @Nullable Relation shorthand(String name, Session session) {
        for (SystemTable table : catalogs.systemTables()) {
            if (table.name().equalsIgnoreCase(name)) {
                return system(table.schema(), name, session);
            }
        }
        return null;
    }

    /// What a name with its catalog, or a short one, stands for in the catalog `system`; null where
    /// that has no such table.
    public @Nullable Relation find(List<String> parts, Session session) {
        if (!parts.getFirst().equalsIgnoreCase(SYSTEM_CATALOG)) {
            return null;
        }
        return switch (parts.size()) {
            case 2 -> shorthand(parts.getLast(), session);
            case 3 -> system(parts.get(1), parts.getLast(), session);
            default -> null;
        };
    }

    static Relation rows(String name, List<Field> fields, RowBatches.Rows rows) {
        return new Relation.OfRows(name, fields, RowBatches.of(fields, rows));
    }

    static Relation wanted(String name, List<Field> fields, RowBatches.WantedRows rows) {
        return new Relation.OfRows(name, fields, RowBatches.wanted(fields, rows));
    }

    static List<Field> strings(String... names) {
        return Arrays.stream(names).map(name -> new Field(name, DataType.STRING)).toList();
    }

    private static List<List<@Nullable Object>> schemata(CatalogConnection catalog) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        rows.add(List.of(catalog.name(), INFORMATION_SCHEMA));
        for (Namespace namespace : Catalogs.allNamespaces(catalog)) {
            rows.add(List.of(catalog.name(), namespace.toString()));
        }
        return rows;
    }

    private static List<List<@Nullable Object>> tables(CatalogConnection catalog, Wanted wanted) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        WantedRelations.INFORMATION.forEach(
                catalog,
                wanted,
                (identifier, view) ->
                        rows.add(
                                List.of(
                                        catalog.name(),
                                        identifier.namespace().toString(),
                                        identifier.name(),
                                        view ? "VIEW" : "BASE TABLE")));
        return rows;
    }
}
