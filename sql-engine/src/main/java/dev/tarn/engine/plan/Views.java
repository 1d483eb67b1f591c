package dev.tarn.engine.plan;

import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.schema.Catalogs;
import dev.tarn.storage.IcebergTypes;

import org.apache.iceberg.catalog.ViewCatalog;
import org.apache.iceberg.view.SQLViewRepresentation;
import org.apache.iceberg.view.View;
import org.apache.iceberg.view.ViewRepresentation;
import org.jspecify.annotations.Nullable;

import java.util.List;

/// What catalogs know of views.
final class Views {
    private Views() {}

    /// The view's columns; null where there is no such view.
    static @Nullable List<Field> columns(Catalogs.TableName place) {
        View view = find(place);
        return view == null ? null : IcebergTypes.fields(view.schema());
    }

    /// The view's query; null where there is no such view.
    static @Nullable String sql(Catalogs.TableName place) {
        View view = find(place);
        if (view == null) {
            return null;
        }
        for (ViewRepresentation representation : view.currentVersion().representations()) {
            if (representation instanceof SQLViewRepresentation sql) {
                return sql.sql();
            }
        }
        return null;
    }

    private static @Nullable View find(Catalogs.TableName place) {
        ViewCatalog views = place.catalog().views();
        return views == null || !views.viewExists(place.identifier())
                ? null
                : views.loadView(place.identifier());
    }
}
