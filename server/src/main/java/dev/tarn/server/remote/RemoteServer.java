package dev.tarn.server.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.Query;
import dev.tarn.engine.Session;
import dev.tarn.engine.SqlException;
import dev.tarn.server.output.Json;
import dev.tarn.server.query.StatementRunner;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// Runs statements on a server over Trino's client protocol. Thread-safe.
public final class RemoteServer implements StatementRunner, AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(2);

    private final URI server;
    private final @Nullable String token;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT_TIMEOUT)
                    .build();

    /// @param token proves who asks; null where nobody wants to know
    public RemoteServer(URI server, @Nullable String token) {
        this.server = server;
        this.token = token;
    }

    /// An answer: its JSON, and the headers that change the session.
    record Answer(JsonNode body, HttpHeaders headers) {}

    @Override
    public Query start(Session session, String sql) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(server.resolve("/v1/statement"))
                        .POST(HttpRequest.BodyPublishers.ofString(sql))
                        .header("Content-Type", "text/plain; charset=utf-8")
                        .header("X-Trino-User", session.user())
                        .header("X-Trino-Source", "tarn sql")
                        .header("X-Trino-Time-Zone", session.zone().getId())
                        .header("X-Trino-Client-Capabilities", "PARAMETRIC_DATETIME")
                        .header(
                                "X-Trino-Transaction-Id",
                                Objects.requireNonNullElse(session.transaction(), "NONE"));
        withToken(request, server);
        put(request, "X-Trino-Catalog", session.catalog());
        put(
                request,
                "X-Trino-Schema",
                session.namespace() == null ? null : session.namespace().toString());
        put(request, "X-Trino-Session", pairs(session.properties()));
        put(request, "X-Trino-Prepared-Statement", pairs(session.preparedStatements()));
        return new RemoteQuery(this, session, sql, send(request));
    }

    Answer get(URI uri) {
        return send(withToken(HttpRequest.newBuilder(uri), uri).GET());
    }

    /// The token goes to the server it is for, wherever answers point to.
    private HttpRequest.Builder withToken(HttpRequest.Builder request, URI uri) {
        boolean isServer =
                uri.getScheme().equals(server.getScheme())
                        && uri.getAuthority().equals(server.getAuthority());
        if (token != null && isServer) {
            request.header("Authorization", "Bearer " + token);
        }
        return request;
    }

    /// Asks for the end of a query; what comes back does not matter any more.
    void delete(URI uri) {
        http.sendAsync(
                withToken(HttpRequest.newBuilder(uri), uri)
                        .DELETE()
                        .timeout(CONNECT_TIMEOUT)
                        .build(),
                HttpResponse.BodyHandlers.discarding());
    }

    private Answer send(HttpRequest.Builder builder) {
        HttpRequest request = builder.timeout(ANSWER_TIMEOUT).build();
        try {
            HttpResponse<byte[]> response =
                    http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() != 200) {
                throw refused(request, response);
            }
            return new Answer(Json.MAPPER.readTree(response.body()), response.headers());
        } catch (JsonProcessingException e) {
            throw failed(request, "it does not answer with JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw failed(request, reason, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SqlException(ErrorCode.USER_CANCELED, "Query was cancelled");
        }
    }

    private static SqlException refused(HttpRequest request, HttpResponse<byte[]> response) {
        String body = new String(response.body(), StandardCharsets.UTF_8);
        try {
            JsonNode message = Json.MAPPER.readTree(body).path("error").path("message");
            if (message.isTextual()) {
                body = message.textValue();
            }
        } catch (JsonProcessingException e) {
            // The text is shown as it came.
        }
        return failed(request, "HTTP status " + response.statusCode() + ": " + body, null);
    }

    private static SqlException failed(
            HttpRequest request, String reason, @Nullable Throwable cause) {
        return new SqlException(
                ErrorCode.STORAGE_ERROR,
                "Server %s does not answer: %s".formatted(request.uri().getAuthority(), reason),
                null,
                cause);
    }

    private static void put(HttpRequest.Builder request, String header, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            request.header(header, value);
        }
    }

    private static String pairs(Map<String, String> values) {
        return values.entrySet().stream()
                .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
                .collect(Collectors.joining(","));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        http.close();
    }
}
