package dev.tarn.server;

import dev.tarn.catalog.CatalogConfig;
import dev.tarn.catalog.TarnCatalog;
import dev.tarn.catalog.auth.AccessConfig;
import dev.tarn.catalog.auth.Principal;
import dev.tarn.catalog.http.RequestListener;
import dev.tarn.catalog.local.LocalCatalog;
import dev.tarn.catalog.store.StoreUnavailableException;
import dev.tarn.engine.Engine;
import dev.tarn.engine.Session;
import dev.tarn.engine.ingest.RowIngest;
import dev.tarn.engine.spi.Extensions;
import dev.tarn.engine.spi.Procedure;
import dev.tarn.engine.spi.SystemTable;
import dev.tarn.maintenance.Maintenance;
import dev.tarn.server.access.AccessRoutes;
import dev.tarn.server.config.ConfigException;
import dev.tarn.server.config.HttpConfig;
import dev.tarn.server.config.LakeConfig;
import dev.tarn.server.config.TarnConfig;
import dev.tarn.server.events.EventRoutes;
import dev.tarn.server.events.EventTable;
import dev.tarn.server.http.Login;
import dev.tarn.server.job.JobRoutes;
import dev.tarn.server.job.JobTables;
import dev.tarn.server.query.KillQuery;
import dev.tarn.server.query.LineageTable;
import dev.tarn.server.query.Queries;
import dev.tarn.server.query.QueriesTable;
import dev.tarn.server.query.StatementRunner;
import dev.tarn.server.rest.RowRoutes;
import dev.tarn.storage.KeptParts;

import io.javalin.config.JavalinConfig;

import org.apache.iceberg.catalog.Namespace;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

/// Everything, opened and wired by hand: configuration, catalog, engine, queries, and the doors on
/// demand. Thread-safe. Closing it cancels queries and closes what was opened here.
///
/// Several processes may open the same folder: the catalog's database is SQLite in WAL mode, which
/// lets one of them write at a time, commits are checked against what others committed, and data
/// files are never changed.
public final class Tarn implements AutoCloseable {
    /// The namespace for people who name none: made when the lake has no namespace at all.
    public static final Namespace DEFAULT_NAMESPACE = Namespace.of("main");

    private static final Logger LOG = LoggerFactory.getLogger(Tarn.class);

    private final TarnConfig config;
    private final Lake lake;
    private final Engine engine;
    private final Queries queries;
    private final RowIngest ingest;

    private Tarn(TarnConfig config, Lake lake, Engine engine, Queries queries) {
        this.config = config;
        this.lake = lake;
        this.engine = engine;
        this.queries = queries;
        this.ingest = engine.ingest();
    }

    /// Opens the lake, making its folder if there is none.
    ///
    /// @throws CommandException if it cannot be opened
    public static Tarn open(TarnConfig config) {
        return open(config, new Lake(() -> openCatalog(config)), () -> {});
    }

    /// The same for who is about to ask for tables, with the default namespace: what planning needs
    /// is loaded by another thread while the catalog opens.
    ///
    /// @throws CommandException if it cannot be opened
    public static Tarn openToQuery(TarnConfig config) {
        Future<?> loaded = CompletableFuture.runAsync(Engine::warmUp);
        return open(config, lakeToQuery(config), () -> await(loaded));
    }

    /// The same for who is about to ask for none, most likely: the lake is opened by the first
    /// statement that names something in it, which fails with STORAGE_ERROR if it cannot be.
    public static Tarn openOnDemand(TarnConfig config) {
        return over(config, lakeToQuery(config));
    }

    private static Lake lakeToQuery(TarnConfig config) {
        return new Lake(() -> {
            TarnCatalog catalog = openCatalog(config);
            try {
                addDefaultNamespace(catalog);
                return catalog;
            } catch (RuntimeException e) {
                catalog.close();
                throw e;
            }
        });
    }

    /// A failure to load is told by the query that needs what was not loaded.
    private static void await(Future<?> loaded) {
        try {
            loaded.get();
        } catch (ExecutionException e) {
            LOG.warn("event=warm_up_failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Runs `beforeEngine` when the catalog is open: classes that refer to each other must not be
    /// initialized by two threads.
    private static Tarn open(TarnConfig config, Lake lake, Runnable beforeEngine) {
        lake.catalog();
        try {
            beforeEngine.run();
            return over(config, lake);
        } catch (RuntimeException e) {
            lake.close();
            throw e;
        }
    }

    private static Tarn over(TarnConfig config, Lake lake) {
        KeptParts.SHARED.limit(config.cacheBytes());
        AtomicReference<@Nullable Queries> queries = new AtomicReference<>();
        Engine engine =
                Engine.create(
                        config.engine(),
                        lake::connections,
                        extensions(
                                config.http(), lake, () -> Objects.requireNonNull(queries.get())),
                        config.lake().storageProperties());
        Queries started = new Queries(engine::submit, InstantSource.system());
        queries.set(started);
        return new Tarn(config, lake, engine, started);
    }

    /// @param queries there as soon as a statement may ask for them
    private static Extensions extensions(HttpConfig http, Lake lake, Supplier<Queries> queries) {
        BiPredicate<Session, String> ownsOrRules =
                (session, user) -> session.user().equals(user) || isAdministrator(lake, session);
        LineageTable lineage = new LineageTable(ownsOrRules, InstantSource.system());
        List<Procedure> procedures = new ArrayList<>(Maintenance.procedures());
        procedures.add(new KillQuery(queries, ownsOrRules));
        List<SystemTable> tables = new ArrayList<>(JobTables.of(lake::catalog, ownsOrRules));
        tables.addAll(
                List.of(
                        events(lake),
                        new QueriesTable(queries, ownsOrRules),
                        lineage,
                        new NodesTable(http)));
        return new Extensions(procedures, List.of(lineage), tables);
    }

    private static boolean isAdministrator(Lake lake, Session session) {
        return !lake.catalog().access().isOn()
                || session.usedRoles().contains(Principal.ADMIN_ROLE);
    }

    /// The change feed as a table, which tells of all objects, so that it is for administrators.
    private static EventTable events(Lake lake) {
        return new EventTable(
                () -> lake.catalog().feed(), session -> isAdministrator(lake, session));
    }

    /// Opens the catalog alone, making the lake's folder if there is none.
    ///
    /// @throws CommandException if it cannot be opened
    public static TarnCatalog openCatalog(TarnConfig config) {
        LakeConfig lake = config.lake();
        try {
            Files.createDirectories(lake.dataDirectory());
        } catch (IOException e) {
            throw new CommandException(
                    "The lake's folder %s cannot be made: %s".formatted(lake.dataDirectory(), e),
                    e);
        }
        return open(lake.catalog(), config.access());
    }

    private static TarnCatalog open(CatalogConfig catalog, AccessConfig access) {
        try {
            return TarnCatalog.open(catalog, access);
        } catch (StoreUnavailableException | IllegalArgumentException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        }
    }

    /// Runs statements of whoever opened the lake, who may do everything, and keeps them in the
    /// list of queries.
    public StatementRunner runner(String door) {
        Set<String> roles = Set.of(Principal.ADMIN_ROLE);
        return (session, sql) ->
                queries.start(session.withIdentity(session.user(), roles), sql, door);
    }

    public Queries queries() {
        return queries;
    }

    public TarnCatalog catalog() {
        return lake.catalog();
    }

    /// [#DEFAULT_NAMESPACE], made when the lake has no namespace at all.
    public Namespace defaultNamespace() {
        addDefaultNamespace(catalog());
        return DEFAULT_NAMESPACE;
    }

    private static void addDefaultNamespace(TarnCatalog catalog) {
        LocalCatalog local = catalog.catalog();
        if (local.listNamespaces().isEmpty()) {
            local.createNamespace(DEFAULT_NAMESPACE);
        }
    }

    /// Starts the HTTP server with all doors; whoever called closes it, before this.
    ///
    /// @throws ConfigException if others could reach it and nobody would ask them who they are
    public WebServer serve() {
        if (!config.http().loopback() && !config.access().isOn()) {
            throw new ConfigException(
                    "http.host is %s, which other machines may reach, and auth.mode is off, so that everybody could change every table: set auth.mode=on and make a first token with `tarn token create NAME --role admin`, or listen on 127.0.0.1"
                            .formatted(config.http().host()));
        }
        defaultNamespace();
        TarnCatalog catalog = catalog();
        WebServer server =
                WebServer.start(
                        config.http(),
                        queries,
                        config.lake().catalogName(),
                        catalog.access(),
                        this::mount,
                        () -> catalog.catalog().namespaceExists(DEFAULT_NAMESPACE));
        server.metrics().addPlans(engine::planUsage);
        server.metrics().addResults(engine::resultUsage);
        server.metrics().addAdmission(engine::admissionUsage);
        lake.jobs().start((session, sql) -> queries.start(session, sql, "pipe"));
        return server;
    }

    private void mount(JavalinConfig javalin, RequestListener listener) {
        TarnCatalog catalog = catalog();
        catalog.mount(javalin, "/catalog", listener);
        catalog.mountExtensions(javalin, "/api", listener);
        new EventRoutes(catalog.feed()).addTo(javalin.routes);
        new RowRoutes(ingest, new Login(catalog.access()), config.lake().catalogName())
                .addTo(javalin.routes);
        new JobRoutes(catalog, new Login(catalog.access())).addTo(javalin.routes);
        if (catalog.access().isOn()) {
            new AccessRoutes(catalog).addTo(javalin.routes);
        }
    }

    @Override
    public void close() {
        lake.stopJobs();
        ingest.close();
        queries.close();
        engine.close();
        lake.close();
    }
}
