package dev.tarn.catalog.kit;

import org.apache.iceberg.catalog.CatalogTests;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.Map;

/// Iceberg's catalog suite over HTTP, with nested namespaces.
class CatalogTestsOverHttpTest extends CatalogTests<RESTCatalog> {
    @RegisterExtension static final OpenCatalogs CATALOGS = new OpenCatalogs();

    private final RESTCatalog opened = CATALOGS.overHttp("suite", Map.of());

    @Override
    protected RESTCatalog catalog() {
        return opened;
    }

    @Override
    protected RESTCatalog initCatalog(String name, Map<String, String> properties) {
        return CATALOGS.overHttp(name, properties);
    }

    @Override
    protected boolean requiresNamespaceCreate() {
        return true;
    }

    @Override
    protected boolean supportsNestedNamespaces() {
        return true;
    }

    @Override
    protected boolean supportsServerSideRetry() {
        return true;
    }

    @Override
    protected boolean supportsNamesWithDot() {
        return true;
    }

    /// Refused by the name policy.
    @Override
    protected boolean supportsNamesWithSlashes() {
        return false;
    }
}
