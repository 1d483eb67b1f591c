package dev.tarn.engine.schema;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.physical.Wanted;
import dev.tarn.engine.spi.CatalogConnection;
import dev.tarn.engine.spi.ColumnAccess;
import dev.tarn.engine.spi.ListedColumns;
import dev.tarn.storage.IcebergTypes;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.catalog.ViewCatalog;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// `information_schema.columns`: one row a column of every table. A query that names tables loads
/// these and no others; one that asks of many has the catalog list their columns, if it can.
final class InformationColumns {
    /// From so many tables of a namespace on, those of all are listed.
    private static final int MANY = 16;

    static final List<Field> FIELDS =
            List.of(
                    new Field("table_catalog", DataType.STRING),
                    new Field("table_schema", DataType.STRING),
                    new Field("table_name", DataType.STRING),
                    new Field("column_name", DataType.STRING),
                    new Field("ordinal_position", DataType.BIGINT),
                    new Field("column_default", DataType.STRING),
                    new Field("is_nullable", DataType.STRING),
                    new Field("data_type", DataType.STRING),
                    new Field("comment", DataType.STRING));

    private InformationColumns() {}

    static List<List<@Nullable Object>> rows(CatalogConnection catalog, Wanted wanted) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        forEach(
                WantedRelations.INFORMATION,
                catalog,
                wanted,
                (table, column) ->
                        rows.add(
                                Arrays.asList(
                                        catalog.name(),
                                        table.namespace().toString(),
                                        table.name(),
                                        column.name,
                                        (long) column.position,
                                        null,
                                        column.nullable ? "YES" : "NO",
                                        column.type.toString(),
                                        column.comment)));
        return rows;
    }

    /// Takes a column of a table or view.
    @FunctionalInterface
    interface Each {
        void take(TableIdentifier table, Column column);
    }

    /// Gives the columns of all that is wanted: of many tables of a namespace as the catalog lists
    /// them, where it does.
    static void forEach(
            WantedRelations place, CatalogConnection catalog, Wanted wanted, Each each) {
        place.forEachNamespace(
                catalog,
                wanted,
                (namespace, relations) -> {
                    ListedColumns listed = catalog.listed();
                    Map<String, List<Types.NestedField>> known =
                            listed == null || relations.size() < MANY
                                    ? Map.of()
                                    : listed(listed, namespace);
                    for (TableIdentifier table : relations.keySet()) {
                        List<Types.NestedField> fields = known.get(table.name());
                        List<Column> columns =
                                fields == null ? columns(catalog, table) : columns(fields);
                        columns.forEach(column -> each.take(table, column));
                    }
                });
    }

    private static Map<String, List<Types.NestedField>> listed(
            ListedColumns listed, Namespace namespace) {
        try {
            return listed.of(namespace);
        } catch (NoSuchNamespaceException e) {
            // dropped meanwhile, and its tables with it
            return Map.of();
        }
    }

    /// A column as catalogs of columns show it; positions count from 1.
    record Column(
            String name, int position, DataType type, boolean nullable, @Nullable String comment) {}

    /// The columns of a table or view; none if it has just been dropped.
    static List<Column> columns(CatalogConnection catalog, TableIdentifier identifier) {
        List<Types.NestedField> fields;
        try {
            fields = visible(catalog, identifier);
        } catch (NoSuchTableException e) {
            fields = viewColumns(catalog, identifier);
        } catch (ForbiddenException e) {
            // seen in lists, not to be read
            fields = List.of();
        }
        return columns(fields);
    }

    private static List<Column> columns(List<Types.NestedField> fields) {
        List<Column> columns = new ArrayList<>();
        for (Types.NestedField field : fields) {
            columns.add(
                    new Column(
                            field.name(),
                            columns.size() + 1,
                            IcebergTypes.dataType(field.type()),
                            field.isOptional(),
                            field.doc()));
        }
        return columns;
    }

    /// The columns of a table that the session may see.
    static List<Types.NestedField> visible(CatalogConnection catalog, TableIdentifier identifier) {
        List<Types.NestedField> fields = catalog.tables().loadTable(identifier).schema().columns();
        ColumnAccess access = catalog.columns();
        Set<Integer> visible = access == null ? null : access.visible(identifier);
        return visible == null
                ? fields
                : fields.stream().filter(field -> visible.contains(field.fieldId())).toList();
    }

    private static List<Types.NestedField> viewColumns(
            CatalogConnection catalog, TableIdentifier identifier) {
        ViewCatalog views = catalog.views();
        try {
            return views == null || !views.viewExists(identifier)
                    ? List.of()
                    : views.loadView(identifier).schema().columns();
        } catch (ForbiddenException e) {
            return List.of();
        }
    }
}
