package dev.tarn.catalog.http;

import dev.tarn.catalog.auth.AccessControl;
import dev.tarn.catalog.auth.Caller;
import dev.tarn.catalog.auth.ClientCredentials;
import dev.tarn.catalog.codec.RestJson;
import dev.tarn.catalog.error.CatalogException;
import dev.tarn.catalog.error.ErrorCode;
import dev.tarn.catalog.service.Origin;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;

import org.apache.iceberg.exceptions.BadRequestException;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Mounts a [PrefixRouter] on a Javalin app. Every method and every path below the mount point
/// comes here, so that unknown ones get the same JSON errors as the rest.
public final class JavalinDoor {
    private static final String OAUTH_PATH = "/v1/oauth/tokens";
    private static final int MAX_BODY_BYTES = 64 << 20;
    private static final long MAX_DRAINED_BYTES = 8 << 20;
    private static final List<HandlerType> METHODS =
            List.of(
                    HandlerType.GET,
                    HandlerType.HEAD,
                    HandlerType.POST,
                    HandlerType.PUT,
                    HandlerType.PATCH,
                    HandlerType.DELETE,
                    HandlerType.OPTIONS);

    private final PrefixRouter router;
    private final AccessControl access;
    private final String mount;

    private JavalinDoor(PrefixRouter router, AccessControl access, String mount) {
        this.router = router;
        this.access = access;
        this.mount = mount;
    }

    /// Adds the routes to an app that is being configured, and makes the app's server answer what
    /// it cannot parse in JSON too.
    ///
    /// @param mount path without a trailing slash, such as "/catalog", or "" for the root
    /// @param access who may come in
    /// @param clients whoever gets access tokens from us
    public static void mount(
            JavalinConfig config,
            String mount,
            PrefixRouter router,
            AccessControl access,
            ClientCredentials clients) {
        JavalinDoor door = new JavalinDoor(router, access, mount);
        if (access.isOn()) {
            config.routes.post(mount + OAUTH_PATH, new OauthDoor(clients)::handle);
        }
        for (HandlerType method : METHODS) {
            config.routes.addHttpHandler(method, mount + "/*", door::handle);
            if (!mount.isEmpty()) {
                config.routes.addHttpHandler(method, mount, door::handle);
            }
        }
        config.routes.before(mount + "/*", door::handleOtherMethod);
        config.jetty.modifyServer(server -> server.setErrorHandler(new JsonErrorPage()));
    }

    /// Methods that no route of the app can have; the router says so in JSON.
    private void handleOtherMethod(Context context) {
        if (!METHODS.contains(context.method())) {
            handle(context);
            context.skipRemainingHandlers();
        }
    }

    /// Adds what is ours and not the specification's where people look for it: dropped tables and
    /// tasks.
    ///
    /// @param mount path without a trailing slash, such as "/api"
    /// @param access who may come in
    public static void mountExtensions(
            JavalinConfig config, String mount, PrefixRouter router, AccessControl access) {
        JavalinDoor door = new JavalinDoor(router, access, mount);
        for (HandlerType method : METHODS) {
            for (String path : List.of("/v1/dropped", "/v1/tasks")) {
                config.routes.addHttpHandler(method, mount + path, door::handle);
                config.routes.addHttpHandler(method, mount + path + "/*", door::handle);
            }
        }
    }

    private void handle(Context context) {
        String rawPath = context.req().getRequestURI().substring(mount.length());
        Map<String, String> headers = new HashMap<>();
        context.headerMap()
                .forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        Answer answer;
        try {
            answer = router.handle(read(context, rawPath, headers));
        } catch (RuntimeException e) {
            answer = Router.error(context.method().name(), rawPath, headers, e);
        }
        write(context, answer);
    }

    /// Whoever asks is known before anything of the body is read.
    private Call read(Context context, String rawPath, Map<String, String> headers) {
        Caller caller =
                access.authenticate(AuthorizationHeader.parse(headers.get("authorization")));
        Call call =
                new Call(
                        context.method().name(),
                        rawPath,
                        query(context.req().getQueryString()),
                        headers,
                        RequestBody.json(body(context, headers)));
        return call.withCaller(caller)
                .withOrigin(
                        new Origin(null, context.req().getRemoteAddr(), headers.get("user-agent")));
    }

    private static byte[] body(Context context, Map<String, String> headers) {
        if (hasNoBody(context, headers)) {
            return new byte[0];
        }
        try (InputStream in = context.req().getInputStream()) {
            byte[] bytes = in.readNBytes(MAX_BODY_BYTES + 1);
            if (bytes.length > MAX_BODY_BYTES) {
                // a client that is still sending would see its connection reset instead of the
                // answer
                in.skipNBytes(Math.min(MAX_DRAINED_BYTES, Math.max(0, rest(headers, bytes))));
                throw new CatalogException(
                        ErrorCode.BODY_TOO_LARGE,
                        "Body is larger than " + MAX_BODY_BYTES + " bytes");
            }
            if (bytes.length > 0) {
                checkMediaType(headers.get("content-type"));
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the request body", e);
        }
    }

    /// In HTTP/1.1 a request without either header has no body.
    private static boolean hasNoBody(Context context, Map<String, String> headers) {
        return context.req().getProtocol().startsWith("HTTP/1.")
                && headers.getOrDefault("content-length", "0").equals("0")
                && !headers.containsKey("transfer-encoding");
    }

    /// How many bytes are still to come, as far as the client said; 0 when it did not.
    private static long rest(Map<String, String> headers, byte[] read) {
        try {
            return Long.parseLong(headers.getOrDefault("content-length", "0")) - read.length;
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static void checkMediaType(@Nullable String contentType) {
        if (contentType == null) {
            return;
        }
        String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!type.equals("application/json") && !type.endsWith("+json")) {
            throw new CatalogException(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    "Content-Type is " + contentType + ", accepted is application/json");
        }
    }

    private static Map<String, String> query(@Nullable String rawQuery) {
        Map<String, String> result = new HashMap<>();
        if (rawQuery == null || rawQuery.isEmpty()) {
            return result;
        }
        for (String pair : rawQuery.split("&")) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            result.put(decode(name), decode(value));
        }
        return result;
    }

    private static String decode(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new BadRequestException(e, "Query is not URL-encoded: %s", value);
        }
    }

    private static void write(Context context, Answer answer) {
        context.status(answer.status());
        answer.headers().forEach(context::header);
        byte[] bytes =
                switch (answer.body()) {
                    case null -> null;
                    case TableBody table -> table.json();
                    case JsonBytes json -> json.bytes();
                    case Replay.RawJson json -> json.body().getBytes(StandardCharsets.UTF_8);
                    case Object other -> RestJson.write(other);
                };
        if (bytes != null) {
            context.contentType("application/json").result(bytes);
        }
    }
}
