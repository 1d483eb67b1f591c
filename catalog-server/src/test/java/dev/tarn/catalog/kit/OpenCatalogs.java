package dev.tarn.catalog.kit;

import dev.tarn.catalog.CatalogConfig;
import dev.tarn.catalog.CatalogServer;
import dev.tarn.catalog.TestStores;

import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// One catalog for a test class, emptied after each test, with both doors open and the properties
/// Iceberg's suites expect of a catalog.
final class OpenCatalogs implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
    private static final Map<String, String> SUITE_PROPERTIES =
            Map.ofEntries(
                    Map.entry("table-default.default-key1", "catalog-default-key1"),
                    Map.entry("table-default.default-key2", "catalog-default-key2"),
                    Map.entry("table-default.override-key3", "catalog-default-key3"),
                    Map.entry("table-override.override-key3", "catalog-override-key3"),
                    Map.entry("table-override.override-key4", "catalog-override-key4"),
                    Map.entry("view-default.key1", "catalog-default-key1"),
                    Map.entry("view-default.key2", "catalog-default-key2"),
                    Map.entry("view-default.key3", "catalog-default-key3"),
                    Map.entry("view-override.key3", "catalog-override-key3"),
                    Map.entry("view-override.key4", "catalog-override-key4"));

    private final List<RESTCatalog> clients = new ArrayList<>();
    private Path directory;
    private CatalogServer server;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        directory = Files.createTempDirectory("tarn-suite");
        CatalogConfig config =
                CatalogConfig.inDirectory(directory)
                        .withAllowedLocations(List.of("file:/tmp"))
                        .withFileIoProperties(Map.of("local.fsync", "false"));
        server = CatalogServer.start(TestStores.on(context.getRequiredTestClass(), config), 0);
    }

    /// The door for code in the process.
    RESTCatalog inProcess(String name, Map<String, String> properties) {
        Map<String, String> all = new HashMap<>(SUITE_PROPERTIES);
        all.putAll(properties);
        return server.catalog().catalogWith(name, all);
    }

    /// A client that comes in over HTTP, closed after the test.
    RESTCatalog overHttp(String name, Map<String, String> properties) {
        Map<String, String> all = new HashMap<>(SUITE_PROPERTIES);
        all.putAll(properties);
        all.put("uri", server.uri().toString());
        RESTCatalog catalog = new RESTCatalog();
        catalog.setConf(new Configuration());
        catalog.initialize(name, all);
        clients.add(catalog);
        return catalog;
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        for (RESTCatalog client : clients) {
            client.close();
        }
        clients.clear();
        empty(server.catalog().catalog());
    }

    /// Drops everything in a catalog.
    static void empty(RESTCatalog catalog) {
        for (Namespace namespace : catalog.listNamespaces()) {
            drop(catalog, namespace);
        }
    }

    private static void drop(RESTCatalog catalog, Namespace namespace) {
        for (Namespace child : catalog.listNamespaces(namespace)) {
            drop(catalog, child);
        }
        catalog.listTables(namespace).forEach(table -> catalog.dropTable(table, true));
        catalog.listViews(namespace).forEach(catalog::dropView);
        catalog.dropNamespace(namespace);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        server.close();
        try {
            KitServer.deleteTree(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
