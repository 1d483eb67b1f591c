package dev.tarn.catalog;

import dev.tarn.catalog.http.CatalogRoutes;
import dev.tarn.catalog.http.JavalinDoor;
import dev.tarn.catalog.http.Router;
import dev.tarn.catalog.local.LocalCatalog;
import dev.tarn.catalog.plan.PlanLimits;
import dev.tarn.catalog.plan.ScanPlans;
import dev.tarn.catalog.service.CatalogServices;
import dev.tarn.catalog.service.Locations;
import dev.tarn.catalog.service.MetadataFiles;
import dev.tarn.catalog.service.MetricsQueue;
import dev.tarn.catalog.store.CatalogStore;
import dev.tarn.catalog.store.JdbcCatalogStore;
import dev.tarn.catalog.store.SqliteDatabase;
import dev.tarn.storage.io.RoutingFileIO;

import io.javalin.config.JavalinConfig;

import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.io.FileIO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// One open catalog: the database, the commit logic, and both doors to it. Thread-safe. Must be
/// closed, after the server it is mounted on.
public final class TarnCatalog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TarnCatalog.class);

    /// Manifests are kept as bytes, for scans planned here and for the engine alike: both read with
    /// the same FileIO.
    private static final Map<String, String> MANIFEST_CACHE =
            Map.of(
                    CatalogProperties.IO_MANIFEST_CACHE_ENABLED, "true",
                    CatalogProperties.IO_MANIFEST_CACHE_MAX_TOTAL_BYTES, "67108864");

    private final CatalogStore store;
    private final MetricsQueue metrics;
    private final ScanPlans plans;
    private final Router router;
    private final LocalCatalog catalog;
    private final FileIO io;

    private TarnCatalog(CatalogConfig config, CatalogStore store, FileIO io, PlanLimits limits) {
        this.store = store;
        this.io = io;
        this.metrics =
                new MetricsQueue(
                        report -> LOG.debug("table={} report={}", report.table(), report.report()));
        CatalogServices services =
                CatalogServices.over(
                        store,
                        new MetadataFiles(io),
                        new Locations(config.warehouse(), config.allowedLocations()),
                        config.clock());
        this.plans =
                new ScanPlans(
                        new ScanPlans.Sources(store, services.tables(), services.ledger(), io),
                        config.clock(),
                        limits);
        this.router =
                CatalogRoutes.router(
                        services, plans, metrics, List.of(), config.clientProperties());
        this.catalog = LocalCatalog.open(config.name(), router, io, config.clientProperties());
    }

    /// Opens the database, migrating its schema when needed, and the FileIO.
    public static TarnCatalog open(CatalogConfig config) {
        return open(config, PlanLimits.DEFAULT);
    }

    /// The same with other bounds of scan planning.
    public static TarnCatalog open(CatalogConfig config, PlanLimits limits) {
        FileIO io = openFileIo(config);
        CatalogStore store = new JdbcCatalogStore(SqliteDatabase.open(config.database()));
        return open(config, store, io, limits);
    }

    /// Opens a catalog over the given store and FileIO, and owns both from here.
    public static TarnCatalog open(CatalogConfig config, CatalogStore store, FileIO io) {
        return open(config, store, io, PlanLimits.DEFAULT);
    }

    static TarnCatalog open(
            CatalogConfig config, CatalogStore store, FileIO io, PlanLimits limits) {
        return new TarnCatalog(config, store, io, limits);
    }

    private static FileIO openFileIo(CatalogConfig config) {
        RoutingFileIO io = new RoutingFileIO();
        Map<String, String> properties = new HashMap<>(MANIFEST_CACHE);
        properties.putAll(config.fileIoProperties());
        io.initialize(properties);
        return io;
    }

    /// The door for code in this process. Owned by this object: callers must not close it.
    public LocalCatalog catalog() {
        return catalog;
    }

    /// Like [#catalog], with a name and properties of its own (`table-default.*`,
    /// `metrics-reporter-impl` and the like). Shares everything else, so callers must not close it.
    public LocalCatalog catalogWith(String name, Map<String, String> properties) {
        return LocalCatalog.open(name, router, io, properties);
    }

    /// What reads and writes the catalog's files.
    public FileIO io() {
        return io;
    }

    /// Adds the REST catalog to an app that is being configured.
    ///
    /// @param path such as "/catalog", without a trailing slash; "" for the root
    public void mount(JavalinConfig javalin, String path) {
        JavalinDoor.mount(javalin, path, router);
    }

    @Override
    public void close() {
        plans.close();
        metrics.close();
        try {
            catalog.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Closing the catalog", e);
        } finally {
            store.close();
        }
    }
}
