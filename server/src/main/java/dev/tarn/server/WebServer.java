package dev.tarn.server;

import dev.tarn.catalog.auth.AccessControl;
import dev.tarn.catalog.http.RequestListener;
import dev.tarn.server.config.HttpConfig;
import dev.tarn.server.http.Errors;
import dev.tarn.server.http.HealthRoutes;
import dev.tarn.server.http.JsonErrorPages;
import dev.tarn.server.http.Login;
import dev.tarn.server.http.Metrics;
import dev.tarn.server.query.Queries;
import dev.tarn.server.rest.QueryRoutes;
import dev.tarn.server.rest.SqlRoutes;
import dev.tarn.server.trino.StatementRoutes;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.json.JavalinJackson;
import io.javalin.util.JavalinException;
import io.javalin.util.JavalinLogger;

import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.Connector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.InstantSource;
import java.util.function.BiConsumer;

/// The one HTTP server with all doors: the catalog, Trino's protocol, SQL for people, health,
/// metrics. Requests run on virtual threads.
public final class WebServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);
    private static final long IDLE_MILLIS = 65_000;
    private static final long STOP_MILLIS = 5_000;
    private static final long IDLE_WHEN_STOPPING_MILLIS = 50;

    private final Javalin javalin;
    private final StatementRoutes statements;
    private final HealthRoutes health;
    private final Metrics metrics;

    private WebServer(
            Javalin javalin, StatementRoutes statements, HealthRoutes health, Metrics metrics) {
        this.javalin = javalin;
        this.statements = statements;
        this.health = health;
        this.metrics = metrics;
    }

    /// Starts listening to whom `access` lets in. `catalog` adds the catalog and tells its listener
    /// of every request; `catalogCheck` throws when the catalog cannot be used.
    public static WebServer start(
            HttpConfig http,
            Queries queries,
            String catalogName,
            AccessControl access,
            BiConsumer<JavalinConfig, RequestListener> catalog,
            Runnable catalogCheck) {
        Login login = new Login(access);
        StatementRoutes statements =
                new StatementRoutes(queries, login, http.spoolDirectory(), InstantSource.system());
        HealthRoutes health = new HealthRoutes(catalogCheck);
        Metrics metrics = new Metrics(queries);
        Javalin javalin =
                Javalin.create(config -> {
                    settings(config, http);
                    catalog.accept(config, metrics::count);
                    metrics.addTo(config.routes);
                    login.addTo(config.routes);
                    health.addTo(config.routes);
                    statements.addTo(config.routes);
                    new SqlRoutes(queries, login, catalogName).addTo(config.routes);
                    new QueryRoutes(queries, login).addTo(config.routes);
                    Errors.addTo(config.routes);
                });
        try {
            startSilently(javalin, http);
        } catch (RuntimeException e) {
            statements.close();
            metrics.close();
            throw new CommandException(
                    "The server cannot listen on %s:%d: %s"
                            .formatted(http.host(), http.port(), rootMessage(e)),
                    e);
        }
        letIdleConnectionsGoAtOnce(javalin);
        return new WebServer(javalin, statements, health, metrics);
    }

    /// Javalin would log an error where it cannot start, which is told already, once and in one
    /// line.
    private static synchronized void startSilently(Javalin javalin, HttpConfig http) {
        JavalinLogger.enabled = false;
        try {
            javalin.start(http.host(), http.port());
        } finally {
            JavalinLogger.enabled = true;
        }
    }

    private static void settings(JavalinConfig config, HttpConfig http) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.concurrency.useVirtualThreads = true;
        config.http.maxRequestSize = http.maxRequestBytes();
        config.http.prefer405over404 = true;
        config.jsonMapper(new JavalinJackson().updateMapper(mapper -> {}));
        config.jetty.modifyHttpConfiguration(jetty -> jetty.setSendServerVersion(false));
        config.jetty.modifyServer(server -> {
            server.setErrorHandler(new JsonErrorPages());
            server.setStopTimeout(STOP_MILLIS);
        });
        config.jetty.modifyHttpConfiguration(jetty -> jetty.setIdleTimeout(IDLE_MILLIS));
    }

    /// When stopping, requests may finish; connections that only wait for more must not hold us up.
    private static void letIdleConnectionsGoAtOnce(Javalin javalin) {
        for (Connector connector : javalin.jettyServer().server().getConnectors()) {
            if (connector instanceof AbstractConnector abstractConnector) {
                abstractConnector.setShutdownIdleTimeout(IDLE_WHEN_STOPPING_MILLIS);
            }
        }
    }

    /// What `/metrics` shows, for more to be added.
    Metrics metrics() {
        return metrics;
    }

    public int port() {
        return javalin.port();
    }

    /// Stops taking requests, cancels what clients page through, and lets go of the port.
    @Override
    public void close() {
        health.stopping();
        statements.close();
        try {
            javalin.stop();
        } catch (JavalinException e) {
            LOG.warn("stop=incomplete requests that had not ended were cut off", e);
        }
        metrics.close();
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
