package dev.tarn.server.trino;

import dev.tarn.engine.Session;
import dev.tarn.engine.SqlException;
import dev.tarn.server.Version;
import dev.tarn.server.http.ApiException;
import dev.tarn.server.http.Login;
import dev.tarn.server.query.Queries;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// `POST /v1/statement`, `GET` and `DELETE` of the URIs it gives, and `GET /v1/info`.
///
/// The POST answers at once; the rows come with the URIs that follow, each of which waits up to
/// [#LONGEST_WAIT] for something to say. Every handler runs on a virtual thread, so waiting is
/// cheap.
public final class StatementRoutes implements AutoCloseable {
    static final Duration LONGEST_WAIT = Duration.ofSeconds(1);
    private static final long EXPIRY_SECONDS = 10;

    private final Queries queries;
    private final Login login;
    private final Statements statements;
    private final Spool spool;
    private final InstantSource clock;
    private final java.time.Instant started;
    private final ScheduledExecutorService expiry =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("statement-expiry").factory());

    /// @param spoolDirectory where segments of results wait for their clients
    public StatementRoutes(Queries queries, Login login, Path spoolDirectory, InstantSource clock) {
        this.queries = queries;
        this.login = login;
        this.clock = clock;
        this.started = clock.instant();
        this.statements = new Statements();
        this.spool = new Spool(spoolDirectory, Spool.LIMIT_BYTES);
        expiry.scheduleWithFixedDelay(
                this::expire, EXPIRY_SECONDS, EXPIRY_SECONDS, TimeUnit.SECONDS);
    }

    private void expire() {
        statements.expire();
        spool.expire();
    }

    public void addTo(RoutesConfig routes) {
        routes.post("/v1/statement", this::submit);
        for (String stage : List.of("queued", "executing")) {
            String path = "/v1/statement/" + stage + "/{id}/{slug}/{token}";
            routes.get(path, this::page);
            routes.head(path, this::heartbeat);
            routes.delete(path, this::cancel);
        }
        routes.get("/v1/info", this::info);
        new SpoolRoutes(spool).addTo(routes);
    }

    private void submit(Context context) {
        String sql = context.body();
        if (sql.isBlank()) {
            throw new ApiException(
                    400, "SYNTAX_ERROR", "The body must be a SQL statement; it is empty");
        }
        Session session;
        try {
            String user = login.user(context, context.header(SessionHeaders.USER));
            session =
                    login.identified(
                            context, SessionHeaders.session(user, name -> headers(context, name)));
        } catch (SessionHeaders.BadHeaderException e) {
            throw new ApiException(400, "INVALID_ARGUMENTS", String.valueOf(e.getMessage()));
        }
        LastAccess access = new LastAccess(clock);
        RowFormat format = format(context, access);
        Statement statement;
        try {
            statement = statements.add(queries.start(session, sql, "trino"), format, access);
        } catch (SqlException e) {
            statement = statements.add(new RefusedQuery(session, sql, e), format, access);
        }
        answer(context, statement.accepted(baseUri(context)));
    }

    private RowFormat format(Context context, LastAccess access) {
        Encoding encoding = Encoding.accepted(headers(context, "X-Trino-Query-Data-Encoding"));
        return encoding == null
                ? RowFormat.ARRAYS
                : new Segments(encoding, spool, baseUri(context), access);
    }

    /// The client is still there, though it takes its time before it asks for the next page.
    private void heartbeat(Context context) {
        find(context);
        context.status(200);
    }

    private void page(Context context) throws InterruptedException {
        Statement statement = find(context);
        Statement.Page page = statement.page(token(context), baseUri(context), wait(context));
        if (page == null) {
            throw new ApiException(
                    410, "NOT_FOUND", "This page of query " + statement.id() + " is gone");
        }
        page.headers().forEach(header -> context.res().addHeader(header.name(), header.value()));
        answer(context, page.body());
    }

    private void cancel(Context context) {
        find(context).close();
        context.status(204);
    }

    private Statement find(Context context) {
        Statement statement = statements.find(context.pathParam("id"), context.pathParam("slug"));
        if (statement == null) {
            throw new ApiException(
                    404,
                    "NOT_FOUND",
                    "There is no query " + context.pathParam("id") + " to page through");
        }
        return statement;
    }

    private void info(Context context) {
        Duration uptime = Duration.between(started, clock.instant());
        context.json(
                Map.of(
                        "nodeVersion",
                        Map.of("version", Version.TRINO),
                        "environment",
                        "tarn",
                        "coordinator",
                        true,
                        "starting",
                        false,
                        "uptime",
                        "%.2fm".formatted(uptime.toMillis() / 60_000.0)));
    }

    private static void answer(Context context, byte[] body) {
        // Compressing for a client on the same machine only costs both of them time.
        if (context.ip().equals("127.0.0.1") || context.ip().equals("[0:0:0:0:0:0:0:1]")) {
            context.disableCompression();
        }
        context.header("Cache-Control", "no-store").contentType("application/json").result(body);
    }

    private static long token(Context context) {
        try {
            return Long.parseLong(context.pathParam("token"));
        } catch (NumberFormatException e) {
            throw new ApiException(
                    404,
                    "NOT_FOUND",
                    "A page has a number, not '" + context.pathParam("token") + "'");
        }
    }

    /// The client may ask for a shorter wait, as `?maxWait=500ms`.
    private static Duration wait(Context context) {
        String asked = context.queryParam("maxWait");
        if (asked == null || !asked.matches("\\d{1,6}(ms|s)")) {
            return LONGEST_WAIT;
        }
        Duration wait =
                asked.endsWith("ms")
                        ? Duration.ofMillis(Long.parseLong(asked.substring(0, asked.length() - 2)))
                        : Duration.ofSeconds(
                                Long.parseLong(asked.substring(0, asked.length() - 1)));
        return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
    }

    /// Where the client reaches us, also through a proxy that says so.
    private static String baseUri(Context context) {
        String scheme = forwarded(context, "X-Forwarded-Proto");
        String host = forwarded(context, "X-Forwarded-Host");
        return (scheme == null ? context.scheme() : scheme)
                + "://"
                + (host == null ? context.host() : host);
    }

    private static @Nullable String forwarded(Context context, String name) {
        String value = context.header(name);
        return value == null || value.isBlank() ? null : value.split(",")[0].strip();
    }

    private static List<String> headers(Context context, String name) {
        return Collections.list(context.req().getHeaders(name));
    }

    @Override
    public void close() {
        expiry.shutdownNow();
        statements.close();
        spool.close();
    }
}
