package dev.tarn.engine.schema;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.physical.Wanted;
import dev.tarn.engine.spi.CatalogConnection;
import dev.tarn.engine.spi.ColumnAccess;
import dev.tarn.storage.IcebergTypes;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.catalog.ViewCatalog;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// `information_schema.columns`: one row a column of every table. Loads every table whose columns
/// are wanted, so a query that names tables loads no others.
final class InformationColumns {
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
        if (!wanted.has("table_catalog", catalog.name())) {
            return rows;
        }
        for (Namespace namespace : Catalogs.allNamespaces(catalog)) {
            if (!wanted.has("table_schema", namespace.toString())) {
                continue;
            }
            for (String name : Catalogs.relations(catalog, namespace).keySet()) {
                if (!wanted.has("table_name", name)) {
                    continue;
                }
                for (Column column : columns(catalog, TableIdentifier.of(namespace, name))) {
                    rows.add(
                            Arrays.asList(
                                    catalog.name(),
                                    namespace.toString(),
                                    name,
                                    column.name,
                                    (long) column.position,
                                    null,
                                    column.nullable ? "YES" : "NO",
                                    column.type.toString(),
                                    column.comment));
                }
            }
        }
        return rows;
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
