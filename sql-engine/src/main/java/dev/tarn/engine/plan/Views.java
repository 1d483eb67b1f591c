package dev.tarn.engine.plan;

import dev.tarn.engine.schema.Catalogs;

import org.apache.iceberg.catalog.ViewCatalog;
import org.apache.iceberg.view.View;
import org.jspecify.annotations.Nullable;

/// What catalogs know of views.
final class Views {
    private Views() {}

    /// The view there; null where there is none.
    static @Nullable View find(Catalogs.TableName place) {
        ViewCatalog views = place.catalog().views();
        return views == null || !views.viewExists(place.identifier())
                ? null
                : views.loadView(place.identifier());
    }
}
