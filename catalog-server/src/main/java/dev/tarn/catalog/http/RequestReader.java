package dev.tarn.catalog.http;

import dev.tarn.catalog.auth.AccessControl;
import dev.tarn.catalog.auth.Caller;
import dev.tarn.catalog.error.CatalogException;
import dev.tarn.catalog.error.ErrorCode;
import dev.tarn.catalog.service.Origin;

import org.apache.iceberg.exceptions.BadRequestException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// Makes a [Call] of what came over the network.
final class RequestReader {
    private static final int MAX_BODY_BYTES = 64 << 20;
    private static final long MAX_DRAINED_BYTES = 8 << 20;

    private RequestReader() {}

    /// By lower-case name; of a header that is there twice, the first.
    static Map<String, String> headers(Request request) {
        Map<String, String> headers = new HashMap<>();
        for (HttpField field : request.getHeaders()) {
            String value = field.getValue();
            headers.putIfAbsent(field.getLowerCaseName(), value == null ? "" : value);
        }
        return headers;
    }

    /// Whoever asks is known before anything of the body is read.
    ///
    /// @param path below the mount point
    static Call call(
            Request request, String path, Map<String, String> headers, AccessControl access) {
        Caller caller =
                access.authenticate(AuthorizationHeader.parse(headers.get("authorization")));
        Call call =
                new Call(
                        request.getMethod(),
                        path,
                        query(request.getHttpURI().getQuery()),
                        headers,
                        RequestBody.json(body(request, headers)));
        return call.withCaller(caller)
                .withOrigin(
                        new Origin(
                                null, Request.getRemoteAddr(request), headers.get("user-agent")));
    }

    private static byte[] body(Request request, Map<String, String> headers) {
        if (hasNoBody(request, headers)) {
            return new byte[0];
        }
        try (InputStream in = Request.asInputStream(request)) {
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
    private static boolean hasNoBody(Request request, Map<String, String> headers) {
        HttpVersion version = request.getConnectionMetaData().getHttpVersion();
        return version.getVersion() <= HttpVersion.HTTP_1_1.getVersion()
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
        if (rawQuery == null || rawQuery.isEmpty()) {
            return Map.of();
        }
        Map<String, String> result = new HashMap<>();
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
}
