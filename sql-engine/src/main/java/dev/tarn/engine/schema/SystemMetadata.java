package dev.tarn.engine.schema;

import static dev.tarn.engine.schema.SystemTables.rows;
import static dev.tarn.engine.schema.SystemTables.strings;
import static dev.tarn.engine.schema.SystemTables.wanted;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.physical.Wanted;
import dev.tarn.engine.spi.CatalogConnection;

import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.catalog.ViewCatalog;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NoSuchViewException;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// `system.metadata` with the tables that Trino has there and its clients read: dbt asks all three.
/// Comments are those of tables and views; there are no materialized views.
final class SystemMetadata {
    static final List<String> NAMES = List.of("catalogs", "materialized_views", "table_comments");

    private static final WantedRelations COMMENTED =
            new WantedRelations("catalog_name", "schema_name", "table_name");
    private static final List<Field> COMMENTS =
            strings("catalog_name", "schema_name", "table_name", "comment");
    private static final List<Field> MATERIALIZED_VIEWS =
            List.of(
                    new Field("catalog_name", DataType.STRING),
                    new Field("schema_name", DataType.STRING),
                    new Field("name", DataType.STRING),
                    new Field("storage_catalog", DataType.STRING),
                    new Field("storage_schema", DataType.STRING),
                    new Field("storage_table", DataType.STRING),
                    new Field("freshness", DataType.STRING),
                    new Field("last_fresh_time", DataType.TIMESTAMP_TZ),
                    new Field("comment", DataType.STRING),
                    new Field("definition", DataType.STRING));

    private SystemMetadata() {}

    static @Nullable Relation find(Catalogs catalogs, String name) {
        String full = "system.metadata." + name;
        return switch (name) {
            case "catalogs" ->
                    rows(
                            full,
                            strings("catalog_name", "connector_id", "connector_name", "state"),
                            () -> catalogs(catalogs));
            case "table_comments" -> wanted(full, COMMENTS, wanted -> comments(catalogs, wanted));
            case "materialized_views" -> rows(full, MATERIALIZED_VIEWS, List::of);
            default -> null;
        };
    }

    private static List<List<@Nullable Object>> catalogs(Catalogs catalogs) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (CatalogConnection catalog : catalogs.all()) {
            rows.add(List.of(catalog.name(), catalog.name(), "iceberg", "available"));
        }
        String system = SystemTables.SYSTEM_CATALOG;
        rows.add(List.of(system, system, system, "available"));
        return rows;
    }

    private static List<List<@Nullable Object>> comments(Catalogs catalogs, Wanted wanted) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (CatalogConnection catalog : catalogs.all()) {
            COMMENTED.forEach(
                    catalog,
                    wanted,
                    (identifier, view) ->
                            rows.add(
                                    Arrays.asList(
                                            catalog.name(),
                                            identifier.namespace().toString(),
                                            identifier.name(),
                                            comment(catalog, identifier, view))));
        }
        return rows;
    }

    /// Null where there is none, or the session may not read what it is about.
    private static @Nullable String comment(
            CatalogConnection catalog, TableIdentifier identifier, boolean view) {
        ViewCatalog views = catalog.views();
        try {
            return view && views != null
                    ? views.loadView(identifier).properties().get("comment")
                    : catalog.tables().loadTable(identifier).properties().get("comment");
        } catch (NoSuchTableException | NoSuchViewException | ForbiddenException e) {
            return null;
        }
    }
}
