package dev.tarn.catalog.kit;

import dev.tarn.catalog.CatalogConfig;
import dev.tarn.catalog.CatalogServer;
import dev.tarn.catalog.TestStores;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Starts a catalog server on a free port for one test class, and points the compatibility kit at
/// it by the system properties it reads.
public final class KitServer implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
    private static final Map<String, String> KIT =
            Map.of(
                    "warehouse", "kit",
                    "rck.requires-namespace-create", "true",
                    "rck.supports-names-with-dot", "true",
                    "rck.supports-variant", "true");

    private Path directory;
    private CatalogServer server;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        directory = Files.createTempDirectory("tarn-kit");
        server =
                CatalogServer.start(
                        TestStores.on(context.getRequiredTestClass(), config(directory)), 0);
        System.setProperty("uri", server.uri().toString());
        KIT.forEach(System::setProperty);
    }

    /// The suites create tables under `file:/tmp`.
    static CatalogConfig config(Path directory) {
        return CatalogConfig.inDirectory(directory).withAllowedLocations(List.of("file:/tmp"));
    }

    /// The kit empties only the namespaces it knows the names of.
    @Override
    public void afterEach(ExtensionContext context) {
        OpenCatalogs.empty(server.catalog().catalog());
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        System.clearProperty("uri");
        KIT.keySet().forEach(System::clearProperty);
        server.close();
        deleteTree(directory);
    }

    static void deleteTree(Path root) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
