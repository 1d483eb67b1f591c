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

/// `information_schema` of each catalog, and the catalog `system`, whose `jdbc` tables are what
/// trino-jdbc's DatabaseMetaData reads; other modules plug further ones in.
public final class SystemTables {
    public static final String INFORMATION_SCHEMA = "information_schema";
    public static final String SYSTEM_CATALOG = "system";
    public static final String JDBC = "jdbc";

    private final Catalogs catalogs;

    public SystemTables(Catalogs catalogs) {
        this.catalogs = catalogs;
    }

    public static boolean isInformationSchema(Namespace namespace) {
        return namespace.length() == 1 && namespace.level(0).equalsIgnoreCase(INFORMATION_SCHEMA);
    }

    /// A table of a catalog's `information_schema`; null where it has no such table.
    @Nullable Relation informationSchema(CatalogConnection catalog, String name) {
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
            default -> null;
        };
    }

    /// Whether the catalog `system` has that namespace.
    public boolean hasSystemSchema(String namespace) {
        return namespace.equalsIgnoreCase(JDBC)
                || catalogs.systemTables().stream()
                        .anyMatch(table -> table.schema().equalsIgnoreCase(namespace));
    }

    /// A table of the catalog `system`; null where it has no such table.
    @Nullable Relation system(String namespace, String name, Session session) {
        if (namespace.equalsIgnoreCase(JDBC)) {
            return JdbcTables.find(catalogs, name);
        }
        for (SystemTable table : catalogs.systemTables()) {
            if (table.schema().equalsIgnoreCase(namespace) && table.name().equalsIgnoreCase(name)) {
                return new Relation.OfRows(
                        SYSTEM_CATALOG + "." + table.schema() + "." + table.name(),
                        table.columns(),
                        batches -> table.read(session, batches));
            }
        }
        return null;
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
        if (!wanted.has("table_catalog", catalog.name())) {
            return rows;
        }
        for (Namespace namespace : Catalogs.allNamespaces(catalog)) {
            if (!wanted.has("table_schema", namespace.toString())) {
                continue;
            }
            Catalogs.relations(catalog, namespace)
                    .forEach((name, view) ->
                            rows.add(
                                    List.of(
                                            catalog.name(),
                                            namespace.toString(),
                                            name,
                                            view ? "VIEW" : "BASE TABLE")));
        }
        return rows;
    }
}
