package dev.tarn.engine.spi;

import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.ViewCatalog;
import org.jspecify.annotations.Nullable;

/// A catalog the engine may use, under the name that SQL calls it by.
///
/// Thread-safe, as Iceberg's catalogs are. The engine does not close what it holds; whoever opened
/// the catalog does. `views` is null where the catalog has none, `dropped` where what is dropped is
/// gone, `columns` where every column of a table that can be loaded may be used, `access` where the
/// catalog keeps no roles and grants, `functions` where it keeps no functions, `pipes` where it
/// keeps no pipes, `listed` where it tells columns table by table only, `history` where it does not
/// tell in which order tables have changed, `files` where it does not tell which files are others'.
public record CatalogConnection(
        String name,
        Catalog tables,
        SupportsNamespaces namespaces,
        @Nullable ViewCatalog views,
        @Nullable DroppedTables dropped,
        @Nullable ColumnAccess columns,
        @Nullable AccessGrants access,
        @Nullable FunctionCatalog functions,
        @Nullable PipeCatalog pipes,
        @Nullable ListedColumns listed,
        @Nullable CatalogHistory history,
        @Nullable FileOwnership files) {

    /// Without undropping, and with all columns.
    public CatalogConnection(
            String name,
            Catalog tables,
            SupportsNamespaces namespaces,
            @Nullable ViewCatalog views) {
        this(name, tables, namespaces, views, null, null, null, null, null, null, null, null);
    }

    /// Without pipes, and without knowledge of whose files are whose.
    public CatalogConnection(
            String name,
            Catalog tables,
            SupportsNamespaces namespaces,
            @Nullable ViewCatalog views,
            @Nullable DroppedTables dropped,
            @Nullable ColumnAccess columns,
            @Nullable AccessGrants access,
            @Nullable FunctionCatalog functions,
            @Nullable ListedColumns listed,
            @Nullable CatalogHistory history) {
        this(
                name,
                tables,
                namespaces,
                views,
                dropped,
                columns,
                access,
                functions,
                null,
                listed,
                history,
                null);
    }
}
