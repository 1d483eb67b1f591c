package dev.tarn.server.clients;

import com.fasterxml.jackson.databind.JsonNode;

import dev.tarn.server.output.Json;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/// Speaks Trino's protocol as its client for Python does, header by header, and keeps what comes by
/// the way. Used by one thread.
final class WireClient implements AutoCloseable {
    private static final String TRANSACTION = "X-Trino-Transaction-Id";

    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Map<String, String> properties = new LinkedHashMap<>();
    private final Map<String, String> prepared = new LinkedHashMap<>();
    private final Map<String, String> roles = new LinkedHashMap<>();

    WireClient(String url) {
        this.url = url;
        headers.put("X-Trino-User", "ann");
        headers.put("X-Trino-Catalog", "lake");
        headers.put("X-Trino-Schema", "main");
        headers.put("X-Trino-Source", "trino-python-client");
        headers.put("X-Trino-Time-Zone", "UTC");
        headers.put(
                "X-Trino-Client-Capabilities", "NUMBER,PARAMETRIC_DATETIME,SESSION_AUTHORIZATION");
        headers.put("Content-Type", "text/plain; charset=utf-8");
        headers.put("Accept-Encoding", "gzip, deflate");
        headers.put("User-Agent", "Trino Python Client/0.337.0");
    }

    /// Sends another header with each request; none where the value is null.
    void header(String name, @Nullable String value) {
        if (value == null) {
            headers.remove(name);
        } else {
            headers.put(name, value);
        }
    }

    Map<String, String> properties() {
        return properties;
    }

    Map<String, String> prepared() {
        return prepared;
    }

    Map<String, String> roles() {
        return roles;
    }

    /// What a statement came to: every page's body, in order.
    record Answer(List<JsonNode> pages) {
        JsonNode last() {
            return pages.getLast();
        }

        String id() {
            return last().path("id").asText();
        }

        /// The first columns that a page tells.
        JsonNode columns() {
            return pages.stream()
                    .map(page -> page.path("columns"))
                    .filter(columns -> !columns.isMissingNode())
                    .findFirst()
                    .orElse(Json.MAPPER.createArrayNode());
        }

        /// The rows, where they came without segments.
        List<JsonNode> rows() {
            List<JsonNode> rows = new ArrayList<>();
            pages.forEach(page -> page.path("data").forEach(rows::add));
            return rows;
        }

        /// The first data that a page has.
        JsonNode data() {
            return pages.stream()
                    .map(page -> page.path("data"))
                    .filter(data -> !data.isMissingNode())
                    .findFirst()
                    .orElseThrow();
        }

        @Nullable JsonNode error() {
            return last().get("error");
        }
    }

    /// Runs a statement to its end.
    ///
    /// @throws IllegalStateException with the message of an error that is no answer
    Answer run(String sql) {
        List<JsonNode> pages = new ArrayList<>();
        JsonNode page = submit(sql);
        pages.add(page);
        while (page.has("nextUri")) {
            page = page(page.path("nextUri").asText());
            pages.add(page);
        }
        return new Answer(pages);
    }

    /// The same for a statement that must succeed.
    Answer succeed(String sql) {
        Answer answer = run(sql);
        JsonNode error = answer.error();
        if (error != null) {
            throw new IllegalStateException(error.path("message").asText());
        }
        return answer;
    }

    /// The answer to the POST.
    JsonNode submit(String sql) {
        return read(
                send(
                        request(url + "/v1/statement")
                                .POST(HttpRequest.BodyPublishers.ofString(sql))));
    }

    JsonNode page(String uri) {
        return read(send(request(uri)));
    }

    HttpResponse<byte[]> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// A request with the session in its headers.
    HttpRequest.Builder request(String uri) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(uri));
        headers.forEach(request::header);
        request.header("X-Trino-Session", pairs(properties));
        if (!prepared.isEmpty()) {
            request.header("X-Trino-Prepared-Statement", pairs(prepared));
        }
        if (!roles.isEmpty()) {
            request.header("X-Trino-Role", pairs(roles));
        }
        return request;
    }

    private JsonNode read(HttpResponse<byte[]> response) {
        String body = text(response);
        if (response.statusCode() != 200) {
            throw new IllegalStateException("error %d: %s".formatted(response.statusCode(), body));
        }
        remember(response);
        try {
            return Json.MAPPER.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(body, e);
        }
    }

    static String text(HttpResponse<byte[]> response) {
        boolean zipped = response.headers().firstValue("Content-Encoding").isPresent();
        try (ByteArrayInputStream bytes = new ByteArrayInputStream(response.body())) {
            return new String(
                    zipped ? new GZIPInputStream(bytes).readAllBytes() : bytes.readAllBytes(),
                    StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void remember(HttpResponse<byte[]> response) {
        each(response, "X-Trino-Clear-Session", properties::remove);
        each(response, "X-Trino-Set-Session", pair -> put(properties, pair));
        each(response, "X-Trino-Set-Role", pair -> put(roles, pair));
        each(response, "X-Trino-Added-Prepare", pair -> put(prepared, pair));
        each(response, "X-Trino-Deallocated-Prepare", prepared::remove);
        each(response, "X-Trino-Set-Catalog", name -> headers.put("X-Trino-Catalog", name));
        each(response, "X-Trino-Set-Schema", name -> headers.put("X-Trino-Schema", name));
        each(response, "X-Trino-Started-Transaction-Id", id -> header(TRANSACTION, id));
        each(response, "X-Trino-Clear-Transaction-Id", _ -> header(TRANSACTION, null));
    }

    private interface Taker {
        void take(String value);
    }

    private static void each(HttpResponse<byte[]> response, String header, Taker taker) {
        response.headers().allValues(header).forEach(taker::take);
    }

    private static void put(Map<String, String> map, String pair) {
        int equals = pair.indexOf('=');
        map.put(
                pair.substring(0, equals),
                URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
    }

    private static String pairs(Map<String, String> map) {
        return map.entrySet().stream()
                .map(entry ->
                        entry.getKey()
                                + "="
                                + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining(","));
    }

    @Override
    public void close() {
        http.close();
    }
}
