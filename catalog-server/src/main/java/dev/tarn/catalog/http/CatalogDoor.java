package dev.tarn.catalog.http;

import io.javalin.config.JavalinConfig;

import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Map;

/// The catalog on the network: takes every request below its mount point, whatever the method, so
/// that unknown ones get the same JSON errors as the rest, and leaves all others to the app.
///
/// It stands before the app's servlets, which alone cost several times what the load of a small
/// table does. It blocks, so it wants the app's virtual threads. Thread-safe.
public final class CatalogDoor extends Handler.Wrapper {
    private static final String OAUTH_PATH = "/v1/oauth/tokens";

    private final String prefix;
    private final boolean isForExtensions;
    private final PrefixRouter router;
    private final Entrance entrance;

    private CatalogDoor(
            String prefix, boolean isForExtensions, PrefixRouter router, Entrance entrance) {
        this.prefix = prefix;
        this.isForExtensions = isForExtensions;
        this.router = router;
        this.entrance = entrance;
    }

    /// Puts the catalog before an app that is being configured, and makes the app's server answer
    /// what it cannot parse in JSON too. Tokens for OAuth2 clients are a route of the app.
    ///
    /// @param prefix path without a trailing slash, such as "/catalog", or "" for the root
    public static void mount(
            JavalinConfig config, String prefix, PrefixRouter router, Entrance entrance) {
        if (entrance.access().isOn()) {
            config.routes.post(prefix + OAUTH_PATH, new OauthDoor(entrance.clients())::handle);
        }
        insert(config, new CatalogDoor(prefix, false, router, entrance));
        config.jetty.modifyServer(server -> server.setErrorHandler(new JsonErrorPage()));
    }

    /// Adds what is ours and not the specification's where people look for it: dropped tables and
    /// tasks, of the main warehouse, or of another one by its name in the path or as
    /// `?warehouse=NAME`.
    ///
    /// @param prefix path without a trailing slash, such as "/api"
    public static void mountExtensions(
            JavalinConfig config, String prefix, PrefixRouter router, Entrance entrance) {
        insert(config, new CatalogDoor(prefix, true, router, entrance));
    }

    private static void insert(JavalinConfig config, CatalogDoor door) {
        config.jetty.modifyServer(server -> server.insertHandler(door));
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String path = below(request.getHttpURI().getPath());
        if (path == null || isForOauth(request, path)) {
            return super.handle(request, response, callback);
        }
        long start = System.nanoTime();
        Map<String, String> headers = RequestReader.headers(request);
        Answer answer;
        try {
            answer = router.handle(RequestReader.call(request, path, headers, entrance.access()));
        } catch (RuntimeException e) {
            answer = Router.error(request.getMethod(), path, headers, e);
        }
        AnswerWriter writer = new AnswerWriter(response, headers);
        try {
            writer.write(answer, callback);
        } catch (RuntimeException e) {
            answer = Router.error(request.getMethod(), path, headers, e);
            writer.write(answer, callback);
        }
        entrance.listener()
                .answered(
                        request.getMethod(),
                        prefix + "/*",
                        answer.status(),
                        Duration.ofNanos(System.nanoTime() - start));
        return true;
    }

    /// The path below the mount point, or null for one that is not ours.
    private @Nullable String below(@Nullable String path) {
        if (path == null || !path.startsWith(prefix)) {
            return null;
        }
        String rest = path.substring(prefix.length());
        boolean isOurs =
                isForExtensions ? router.isExtension(rest) : rest.isEmpty() || rest.startsWith("/");
        return isOurs ? rest : null;
    }

    private boolean isForOauth(Request request, String path) {
        return path.equals(OAUTH_PATH)
                && request.getMethod().equals("POST")
                && entrance.access().isOn();
    }
}
