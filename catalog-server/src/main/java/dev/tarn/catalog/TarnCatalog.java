package dev.tarn.catalog;

import dev.tarn.catalog.auth.AccessAdministration;
import dev.tarn.catalog.auth.AccessConfig;
import dev.tarn.catalog.auth.AccessControl;
import dev.tarn.catalog.auth.AccessServices;
import dev.tarn.catalog.auth.Caller;
import dev.tarn.catalog.auth.Principal;
import dev.tarn.catalog.error.CatalogException;
import dev.tarn.catalog.error.ErrorCode;
import dev.tarn.catalog.http.CatalogDoor;
import dev.tarn.catalog.http.Entrance;
import dev.tarn.catalog.http.PrefixRouter;
import dev.tarn.catalog.http.RequestListener;
import dev.tarn.catalog.http.Router;
import dev.tarn.catalog.local.LocalCatalog;
import dev.tarn.catalog.plan.PlanLimits;
import dev.tarn.catalog.service.ChangeFeed;
import dev.tarn.catalog.service.ColumnGrants;
import dev.tarn.catalog.service.Functions;
import dev.tarn.catalog.service.Granting;
import dev.tarn.catalog.service.Jobs;
import dev.tarn.catalog.service.MetricsQueue;
import dev.tarn.catalog.service.OtherTables;
import dev.tarn.catalog.service.Pipes;
import dev.tarn.catalog.service.TableColumns;
import dev.tarn.catalog.store.Database;
import dev.tarn.catalog.store.EventStore;
import dev.tarn.catalog.store.JdbcAccessStore;
import dev.tarn.catalog.store.JobRunStore;

import io.javalin.config.JavalinConfig;

import org.apache.iceberg.io.FileIO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// One open catalog: the database, the warehouses in it, and both doors to each. Thread-safe. Must
/// be closed, after the server it is mounted on.
public final class TarnCatalog implements AutoCloseable {
    /// The id of the main warehouse in the database, whatever it is called.
    static final String MAIN_ID = "default";

    private static final Logger LOG = LoggerFactory.getLogger(TarnCatalog.class);

    private final CatalogConfig config;
    private final AccessServices access;
    private final Database database;
    private final MetricsQueue metrics;
    private final Upkeeper upkeeper;
    private final ChangeFeed feed;
    private final Jobs jobs;
    private final Map<String, Warehouse> warehouses = new LinkedHashMap<>();

    private TarnCatalog(
            CatalogConfig config,
            AccessConfig access,
            PlanLimits limits,
            Database database,
            CatalogSeams seams) {
        this.config = config;
        this.database = database;
        this.access = AccessServices.over(access, new JdbcAccessStore(database), config.clock());
        this.metrics =
                new MetricsQueue(
                        report -> LOG.debug("table={} report={}", report.table(), report.report()));
        this.upkeeper = new Upkeeper(database, config.upkeep(), config.clock(), seams);
        WarehouseOpening opening =
                new WarehouseOpening(
                        config,
                        database,
                        seams,
                        new WarehouseOpening.Shared(this.access, limits, metrics, upkeeper));
        warehouses.put(config.main().name(), opening.open(MAIN_ID, config.main()));
        config.others()
                .forEach(other -> warehouses.put(other.name(), opening.open(other.name(), other)));
        Map<String, String> names = new HashMap<>(Map.of(MAIN_ID, config.main().name()));
        config.others().forEach(other -> names.put(other.name(), other.name()));
        this.feed =
                new ChangeFeed(
                        new EventStore(database),
                        names,
                        config.upkeep().eventRetention(),
                        config.clock());
        this.jobs =
                new Jobs(upkeeper.tasksInStore(), new JobRunStore(database), names, config.clock());
        upkeeper.start();
    }

    /// Opens the database, migrating its schema when needed, and the warehouses; everybody may do
    /// everything.
    ///
    /// @throws IllegalArgumentException when the locations of two warehouses overlap
    public static TarnCatalog open(CatalogConfig config) {
        return open(config, AccessConfig.OFF);
    }

    /// The same with access controlled.
    public static TarnCatalog open(CatalogConfig config, AccessConfig access) {
        return open(config, access, PlanLimits.DEFAULT, CatalogSeams.NONE);
    }

    /// The same with other bounds of scan planning; everybody may do everything.
    public static TarnCatalog open(CatalogConfig config, PlanLimits limits) {
        return open(config, AccessConfig.OFF, limits, CatalogSeams.NONE);
    }

    /// The same with something between the catalog and its stores and files; everybody may do
    /// everything.
    public static TarnCatalog open(CatalogConfig config, CatalogSeams seams) {
        return open(config, AccessConfig.OFF, PlanLimits.DEFAULT, seams);
    }

    static TarnCatalog open(
            CatalogConfig config, AccessConfig access, PlanLimits limits, CatalogSeams seams) {
        return open(config, access, limits, seams, config.store().open());
    }

    /// The same over a database that is already open, and is owned from here.
    static TarnCatalog open(CatalogConfig config, CatalogSeams seams, Database database) {
        return open(config, AccessConfig.OFF, PlanLimits.DEFAULT, seams, database);
    }

    private static TarnCatalog open(
            CatalogConfig config,
            AccessConfig access,
            PlanLimits limits,
            CatalogSeams seams,
            Database database) {
        try {
            WarehouseOpening.checkApart(config);
            return new TarnCatalog(config, access, limits, database, seams);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /// The door to the main warehouse for code in this process. Owned by this object: callers must
    /// not close it.
    public LocalCatalog catalog() {
        return main().catalog();
    }

    /// The same of any warehouse, the main one first, by name.
    public Map<String, LocalCatalog> catalogs() {
        Map<String, LocalCatalog> result = new LinkedHashMap<>();
        warehouses.forEach((name, warehouse) -> result.put(name, warehouse.catalog()));
        return result;
    }

    /// The same doors in the name of a principal, who may do less. Callers must not close them.
    public Map<String, LocalCatalog> catalogsOf(Principal principal) {
        Map<String, LocalCatalog> result = new LinkedHashMap<>();
        warehouses.forEach((name, warehouse) ->
                result.put(
                        name,
                        LocalCatalog.open(
                                name,
                                warehouse.router(),
                                () -> access.control().callerOf(principal),
                                warehouse.io(),
                                config.clientProperties())));
        return result;
    }

    /// Grants and revokes in the main warehouse, in the name of the current caller.
    public Granting granting() {
        return main().services().granting();
    }

    /// The same in any warehouse.
    ///
    /// @throws CatalogException if there is none of that name
    public Granting granting(String warehouse) {
        return warehouse(warehouse).services().granting();
    }

    private Warehouse warehouse(String name) {
        Warehouse found = warehouses.get(name);
        if (found == null) {
            throw new CatalogException(
                    ErrorCode.NO_SUCH_WAREHOUSE,
                    "No such warehouse: %s, there are %s".formatted(name, warehouses.keySet()));
        }
        return found;
    }

    /// Which columns the current caller may use in a warehouse.
    public ColumnGrants columnGrants(String warehouse) {
        return Objects.requireNonNull(warehouses.get(warehouse), warehouse)
                .services()
                .columnGrants();
    }

    /// The columns of many tables at once, as the current caller sees them.
    public TableColumns tableColumns(String warehouse) {
        return Objects.requireNonNull(warehouses.get(warehouse), warehouse)
                .services()
                .tableColumns();
    }

    /// What others have where files of a warehouse's tables are, for whoever deletes some.
    ///
    /// @throws CatalogException if there is none of that name
    public OtherTables otherTables(String warehouse) {
        return warehouse(warehouse).services().otherTables();
    }

    /// Like [#catalog], with a name and properties of its own (`table-default.*`,
    /// `metrics-reporter-impl` and the like). Shares everything else, so callers must not close it.
    public LocalCatalog catalogWith(String name, Map<String, String> properties) {
        return LocalCatalog.open(name, main().router(), Caller::system, main().io(), properties);
    }

    /// All changes of all warehouses. Checks nobody: that is for the door to do.
    public ChangeFeed feed() {
        return feed;
    }

    /// Who may come in.
    public AccessControl access() {
        return access.control();
    }

    /// Principals, roles and tokens. Checks nobody: that is for the door to do.
    public AccessAdministration administration() {
        return access.administration();
    }

    /// SQL functions of the main warehouse, which REST clients may only read.
    public Functions functions() {
        return main().services().functions();
    }

    /// The same of any warehouse.
    ///
    /// @throws CatalogException if there is none of that name
    public Functions functions(String warehouse) {
        return warehouse(warehouse).services().functions();
    }

    /// Pipes of any warehouse.
    ///
    /// @throws CatalogException if there is none of that name
    public Pipes pipes(String warehouse) {
        return warehouse(warehouse).services().pipes();
    }

    /// The durable jobs of all warehouses. Checks nobody: that is for the door to do.
    public Jobs jobs() {
        return jobs;
    }

    /// What reads and writes the files of the main warehouse.
    public FileIO io() {
        return main().io();
    }

    /// Where new tables of the main warehouse go.
    public String warehouse() {
        return config.main().location();
    }

    /// What the main warehouse can be asked for.
    List<Router.Operation> operations() {
        return main().router().operations();
    }

    /// What the catalog does by itself, and when asked: retentions, purges, tidying up.
    public Upkeeper upkeep() {
        return upkeeper;
    }

    /// The protocol of the main warehouse, for requests without a network.
    Router router() {
        return main().router();
    }

    private Warehouse main() {
        return warehouses.values().iterator().next();
    }

    /// Adds the REST catalog to an app that is being configured.
    ///
    /// @param path such as "/catalog", without a trailing slash; "" for the root
    public void mount(JavalinConfig javalin, String path, RequestListener listener) {
        CatalogDoor.mount(javalin, path, routers(), entrance(listener));
    }

    /// Adds what the specification does not have, dropped tables and tasks, below another path such
    /// as "/api"; `mount` has them too.
    public void mountExtensions(JavalinConfig javalin, String path, RequestListener listener) {
        CatalogDoor.mountExtensions(javalin, path, routers(), entrance(listener));
    }

    private Entrance entrance(RequestListener listener) {
        return new Entrance(access.control(), access.clients(), listener);
    }

    private PrefixRouter routers() {
        Map<String, Router> routers = new LinkedHashMap<>();
        warehouses.forEach((name, warehouse) -> routers.put(name, warehouse.router()));
        return new PrefixRouter(main().router(), routers);
    }

    @Override
    public void close() {
        warehouses.values().forEach(warehouse -> warehouse.plans().close());
        metrics.close();
        upkeeper.close();
        warehouses.values().forEach(warehouse -> warehouse.storage().close());
        feed.close();
        try {
            for (Warehouse warehouse : warehouses.values()) {
                warehouse.catalog().close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Closing the catalog", e);
        } finally {
            database.close();
        }
    }
}
