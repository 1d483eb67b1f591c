package dev.tarn.engine.schema;

import static dev.tarn.engine.schema.SystemTables.strings;

import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.physical.Wanted;
import dev.tarn.engine.spi.CatalogConnection;

import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.catalog.ViewCatalog;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NoSuchViewException;
import org.apache.iceberg.view.SQLViewRepresentation;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// `information_schema.views`: one row a view with its query, which is NULL where the session may
/// not read the view, or the view has no SQL.
final class InformationViews {
    static final List<Field> FIELDS =
            strings("table_catalog", "table_schema", "table_name", "view_definition");

    private InformationViews() {}

    static List<List<@Nullable Object>> rows(CatalogConnection catalog, Wanted wanted) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        ViewCatalog views = catalog.views();
        if (views == null) {
            return rows;
        }
        WantedRelations.INFORMATION.forEach(
                catalog,
                wanted,
                (identifier, view) -> {
                    if (view) {
                        rows.add(
                                Arrays.asList(
                                        catalog.name(),
                                        identifier.namespace().toString(),
                                        identifier.name(),
                                        definition(views, identifier)));
                    }
                });
        return rows;
    }

    private static @Nullable String definition(ViewCatalog views, TableIdentifier identifier) {
        try {
            SQLViewRepresentation query = ViewNames.query(views.loadView(identifier));
            return query == null ? null : query.sql();
        } catch (NoSuchViewException | ForbiddenException e) {
            return null;
        }
    }
}
