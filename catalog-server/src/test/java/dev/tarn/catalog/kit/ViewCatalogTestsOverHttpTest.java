package dev.tarn.catalog.kit;

import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.view.ViewCatalogTests;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.Map;

/// Iceberg's view suite over HTTP, with nested namespaces.
class ViewCatalogTestsOverHttpTest extends ViewCatalogTests<RESTCatalog> {
    @RegisterExtension static final OpenCatalogs CATALOGS = new OpenCatalogs();

    private final RESTCatalog opened = CATALOGS.overHttp("suite", Map.of());

    @Override
    protected RESTCatalog catalog() {
        return opened;
    }

    @Override
    protected Catalog tableCatalog() {
        return opened;
    }

    @Override
    protected boolean requiresNamespaceCreate() {
        return true;
    }

    @Override
    protected boolean supportsServerSideRetry() {
        return true;
    }
}
