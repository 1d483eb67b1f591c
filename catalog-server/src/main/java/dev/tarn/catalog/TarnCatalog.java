package dev.tarn.catalog;

import dev.tarn.catalog.auth.AccessAdministration;
import dev.tarn.catalog.auth.AccessConfig;
import dev.tarn.catalog.auth.AccessControl;
import dev.tarn.catalog.auth.AccessServices;
import dev.tarn.catalog.auth.Caller;
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
import dev.tarn.catalog.store.Database;
import dev.tarn.catalog.store.JdbcAccessStore;
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
    private final AccessServices access;
    private final MetricsQueue metrics;
    private final ScanPlans plans;
    private final Router router;
    private final LocalCatalog catalog;
    private final FileIO io;

    private TarnCatalog(
            CatalogConfig config,
            AccessServices access,
            CatalogStore store,
            FileIO io,
            PlanLimits limits) {
        this.store = store;
        this.io = io;
        this.access = access;
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
                CatalogRoutes.router(services, plans, metrics, List.of(), clientProperties(config));
        this.catalog =
                LocalCatalog.open(
                        config.name(), router, Caller::system, io, config.clientProperties());
    }

    /// Clients get new access tokens by their credential, never in exchange for old ones.
    private Map<String, String> clientProperties(CatalogConfig config) {
        Map<String, String> properties = new HashMap<>();
        if (access.control().isOn()) {
            properties.put("token-exchange-enabled", "false");
        }
        properties.putAll(config.clientProperties());
        return properties;
    }

    /// Opens the database, migrating its schema when needed, and the FileIO; everybody may do
    /// everything.
    public static TarnCatalog open(CatalogConfig config) {
        return open(config, AccessConfig.OFF);
    }

    /// The same with other bounds of scan planning.
    public static TarnCatalog open(CatalogConfig config, PlanLimits limits) {
        return open(config, AccessConfig.OFF, limits);
    }

    /// Opens the database, migrating its schema when needed, and the FileIO.
    public static TarnCatalog open(CatalogConfig config, AccessConfig access) {
        return open(config, access, PlanLimits.DEFAULT);
    }

    private static TarnCatalog open(CatalogConfig config, AccessConfig access, PlanLimits limits) {
        FileIO io = openFileIo(config);
        Database database = SqliteDatabase.open(config.database());
        AccessServices services =
                AccessServices.over(access, new JdbcAccessStore(database), config.clock());
        return new TarnCatalog(config, services, new JdbcCatalogStore(database), io, limits);
    }

    /// Opens a catalog over the given store and FileIO, and owns both from here; everybody may do
    /// everything.
    public static TarnCatalog open(CatalogConfig config, CatalogStore store, FileIO io) {
        return open(config, store, io, PlanLimits.DEFAULT);
    }

    static TarnCatalog open(
            CatalogConfig config, CatalogStore store, FileIO io, PlanLimits limits) {
        Database database = SqliteDatabase.open(config.database());
        AccessServices access =
                AccessServices.over(
                        AccessConfig.OFF, new JdbcAccessStore(database), config.clock());
        return new TarnCatalog(config, access, store, io, limits);
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
        return LocalCatalog.open(name, router, Caller::system, io, properties);
    }

    /// Who may come in.
    public AccessControl access() {
        return access.control();
    }

    /// Principals, roles and tokens. Checks nobody: that is for the door to do.
    public AccessAdministration administration() {
        return access.administration();
    }

    /// What reads and writes the catalog's files.
    public FileIO io() {
        return io;
    }

    /// Adds the REST catalog to an app that is being configured.
    ///
    /// @param path such as "/catalog", without a trailing slash; "" for the root
    public void mount(JavalinConfig javalin, String path) {
        JavalinDoor.mount(javalin, path, router, access.control(), access.clients());
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
