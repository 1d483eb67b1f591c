package dev.tarn.catalog.http;

import io.javalin.config.JavalinConfig;

import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

/// The catalog on the network: takes every request below its mount point, whatever the method, so
/// that unknown ones get the same JSON errors as the rest, and leaves all others to the app.
///
/// It stands before the app's servlets, which alone cost several times what the load of a small
/// table does. It blocks, so it wants the app's virtual threads. Thread-safe.
public final class CatalogDoor extends Handler.Wrapper {
    private static final String OAUTH_PATH = "/v1/oauth/tokens";
    private static final String ROOT = "/v1/";
    private static final Set<String> EXTENSIONS = Set.of("dropped", "tasks");

    private final Mount mount;
    private final PrefixRouter router;
    private final Entrance entrance;

    /// Which requests come here.
    ///
    /// @param prefix path without a trailing slash, such as "/catalog", or "" for the root
    /// @param resources the first segments behind the version; empty for all
    private record Mount(String prefix, Set<String> resources) {

        /// The path below the mount point, or null for one that is not there.
        @Nullable String below(@Nullable String path) {
            if (path == null || !path.startsWith(prefix)) {
                return null;
            }
            String rest = path.substring(prefix.length());
            if (resources.isEmpty()) {
                return rest.isEmpty() || rest.startsWith("/") ? rest : null;
            }
            if (!rest.startsWith(ROOT)) {
                return null;
            }
            int end = rest.indexOf('/', ROOT.length());
            String first = rest.substring(ROOT.length(), end < 0 ? rest.length() : end);
            return resources.contains(first) ? rest : null;
        }

        String route() {
            return prefix + "/*";
        }
    }

    private CatalogDoor(Mount mount, PrefixRouter router, Entrance entrance) {
        this.mount = mount;
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
        insert(config, new CatalogDoor(new Mount(prefix, Set.of()), router, entrance));
        config.jetty.modifyServer(server -> server.setErrorHandler(new JsonErrorPage()));
    }

    /// Adds what is ours and not the specification's where people look for it: dropped tables and
    /// tasks.
    ///
    /// @param prefix path without a trailing slash, such as "/api"
    public static void mountExtensions(
            JavalinConfig config, String prefix, PrefixRouter router, Entrance entrance) {
        insert(config, new CatalogDoor(new Mount(prefix, EXTENSIONS), router, entrance));
    }

    private static void insert(JavalinConfig config, CatalogDoor door) {
        config.jetty.modifyServer(server -> server.insertHandler(door));
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String path = mount.below(request.getHttpURI().getPath());
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
                        mount.route(),
                        answer.status(),
                        Duration.ofNanos(System.nanoTime() - start));
        return true;
    }

    private boolean isForOauth(Request request, String path) {
        return path.equals(OAUTH_PATH)
                && request.getMethod().equals("POST")
                && entrance.access().isOn();
    }
}
