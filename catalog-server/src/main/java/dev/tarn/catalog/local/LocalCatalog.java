package dev.tarn.catalog.local;

import dev.tarn.catalog.auth.Caller;
import dev.tarn.catalog.http.Router;

import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.rest.RESTCatalogProperties;
import org.apache.iceberg.rest.RESTClient;
import org.apache.iceberg.rest.RESTSessionCatalog;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/// The catalog as an Iceberg `Catalog` in this process. Thread-safe. All tables share the given
/// FileIO, which closing the catalog closes.
///
/// `CommitFailedException` means another commit came first; `CommitStateUnknownException` means
/// nobody knows. Several tables are committed at once with [RESTCatalog#commitTransaction].
public final class LocalCatalog extends RESTCatalog {
    private final FileIO io;

    private LocalCatalog(Router router, Supplier<Caller> callers, FileIO io) {
        this.io = io;
        super(_ -> new LocalClient(router, callers));
    }

    /// @param callers in whose name requests are made, asked for each
    /// @param properties passed to Iceberg's REST catalog (`table-default.*` and the like)
    public static LocalCatalog open(
            String name,
            Router router,
            Supplier<Caller> callers,
            FileIO io,
            Map<String, String> properties) {
        LocalCatalog catalog = new LocalCatalog(router, callers, io);
        Map<String, String> all = new HashMap<>(properties);
        all.put("rest-metrics-reporting-enabled", "false");
        // the engine reads manifests itself; planning here for itself would only copy them
        all.put(RESTCatalogProperties.SCAN_PLANNING_MODE, "client");
        all.put("uri", "local:" + name);
        catalog.initialize(name, all);
        return catalog;
    }

    @Override
    protected RESTSessionCatalog newSessionCatalog(
            Function<Map<String, String>, RESTClient> clientBuilder) {
        return new RESTSessionCatalog(clientBuilder, (_, _) -> io);
    }
}
