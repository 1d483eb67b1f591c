package dev.tarn.server.http;

import dev.tarn.catalog.auth.AccessControl;
import dev.tarn.catalog.auth.Caller;
import dev.tarn.catalog.auth.Credentials;
import dev.tarn.catalog.auth.Principal;
import dev.tarn.catalog.http.AuthorizationHeader;
import dev.tarn.engine.Session;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;

import org.apache.iceberg.exceptions.NotAuthorizedException;
import org.jspecify.annotations.Nullable;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;

/// Asks for credentials before any route is, except at the catalog's, which has its own door, and
/// where nothing can be learned: probes, `/v1/info`, and pages and segments of a statement, whose
/// addresses only its owner knows.
///
/// Trino's clients send no `Authorization` without TLS; they may say `token` in their extra
/// credentials.
public final class Login {
    private static final String CALLER = "tarn.caller";
    private static final String CATALOG = "/catalog";
    private static final String STATEMENT = "/v1/statement";

    private final AccessControl access;

    public Login(AccessControl access) {
        this.access = access;
    }

    public void addTo(RoutesConfig routes) {
        routes.before(this::enter);
    }

    /// Who sent a request that got past the door.
    public static Caller caller(Context context) {
        Caller caller = context.attribute(CALLER);
        if (caller == null) {
            throw new IllegalStateException("Nobody asked who calls " + context.path());
        }
        return caller;
    }

    /// The name that SQL runs under: the principal's, or what the client says where nobody is
    /// asked.
    public @Nullable String user(Context context, @Nullable String said) {
        return access.isOn() ? caller(context).principal().name() : said;
    }

    /// Whether callers must say who they are.
    public boolean isOn() {
        return access.isOn();
    }

    /// The session as its principal's, with the roles that they have proved to have.
    public Session identified(Context context, Session session) {
        if (!access.isOn()) {
            return session;
        }
        Principal principal = caller(context).principal();
        return session.withIdentity(principal.name(), principal.roles());
    }

    private void enter(Context context) {
        if (isOpen(context.path())) {
            return;
        }
        Credentials credentials = credentials(context);
        Caller caller;
        try {
            caller = access.authenticate(credentials);
        } catch (NotAuthorizedException e) {
            context.header(
                    "WWW-Authenticate",
                    credentials instanceof Credentials.None
                            ? AuthorizationHeader.CHALLENGE
                            : AuthorizationHeader.INVALID_TOKEN);
            throw new ApiException(401, "UNAUTHENTICATED", String.valueOf(e.getMessage()));
        }
        context.attribute(CALLER, caller);
    }

    private static boolean isOpen(String path) {
        return path.equals(CATALOG)
                || path.startsWith(CATALOG + "/")
                || path.startsWith("/api/v1/dropped")
                || path.startsWith("/api/v1/tasks")
                || path.equals("/health/live")
                || path.equals("/health/ready")
                || path.equals("/v1/info")
                || path.startsWith(STATEMENT + "/queued/")
                || path.startsWith(STATEMENT + "/executing/")
                || path.startsWith("/v1/spooled/");
    }

    private static Credentials credentials(Context context) {
        Credentials credentials = AuthorizationHeader.parse(context.header("Authorization"));
        if (!(credentials instanceof Credentials.None) || !context.path().equals(STATEMENT)) {
            return credentials;
        }
        for (String line : Collections.list(context.req().getHeaders("X-Trino-Extra-Credential"))) {
            for (String pair : line.split(",")) {
                if (pair.strip().startsWith("token=")) {
                    String value = pair.strip().substring("token=".length());
                    return new Credentials.Bearer(URLDecoder.decode(value, StandardCharsets.UTF_8));
                }
            }
        }
        return credentials;
    }
}
