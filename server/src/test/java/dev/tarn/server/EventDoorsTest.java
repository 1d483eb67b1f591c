package dev.tarn.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.tarn.server.config.Key;
import dev.tarn.server.config.Settings;
import dev.tarn.server.config.TarnConfig;
import dev.tarn.server.output.Json;

import org.apache.iceberg.catalog.Namespace;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/// The change feed over HTTP and in SQL, with two warehouses.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EventDoorsTest {
    private final HttpClient http = HttpClient.newHttpClient();
    private Tarn tarn = unset();
    private WebServer server = unset();

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        Settings settings =
                Settings.defaults()
                        .set(Key.DATA_DIR, directory.toString(), "test")
                        .set("warehouse.cold.location", directory + "/cold", "test")
                        .set(Key.HTTP_PORT, "0", "test");
        tarn = Tarn.open(TarnConfig.from(settings));
        server = tarn.serve();
        Objects.requireNonNull(tarn.catalog().catalogs().get("cold"))
                .createNamespace(Namespace.of("main"));
        sql("CREATE TABLE lake.main.t (id BIGINT)");
        sql("CREATE TABLE cold.main.t (id BIGINT)");
        sql("INSERT INTO cold.main.t VALUES (1), (2)");
    }

    @AfterAll
    void stop() {
        server.close();
        tarn.close();
        http.close();
    }

    @Test
    void eachWarehouseIsACatalogInSql() throws Exception {
        assertThat(sql("SELECT count(*) FROM cold.main.t").at("/rows/0/0").asInt()).isEqualTo(2);
        assertThat(sql("SELECT count(*) FROM lake.main.t").at("/rows/0/0").asInt()).isZero();
    }

    @Test
    void eventsComeInPagesAsJson() throws Exception {
        JsonNode first = json(get("?limit=2"));
        assertThat(first.path("events")).hasSize(2);
        assertThat(first.path("next").asLong()).isEqualTo(2);
        assertThat(first.path("forgotten").asBoolean()).isFalse();
        List<String> kinds = new ArrayList<>();
        JsonNode rest = json(get("?after=2&limit=1000"));
        rest.path("events").forEach(event -> kinds.add(event.path("kind").asText()));
        assertThat(kinds).containsSubsequence("create-table", "create-table", "update-table");
        JsonNode insert = rest.path("events").get(kinds.lastIndexOf("update-table"));
        assertThat(insert.path("warehouse").asText()).isEqualTo("cold");
        assertThat(insert.path("name").asText()).isEqualTo("t");
        assertThat(insert.path("namespace").get(0).asText()).isEqualTo("main");
        assertThat(insert.path("newSnapshotId").isTextual()).isTrue();
        JsonNode end = json(get("?after=100000"));
        assertThat(end.path("events")).isEmpty();
        assertThat(end.path("next").asLong()).isEqualTo(100_000);
    }

    @Test
    void eventsComeAsLines() throws Exception {
        HttpResponse<String> reply = get("?limit=3", "Accept", "application/x-ndjson");
        assertThat(reply.headers().firstValue("Content-Type").orElse(""))
                .contains("application/x-ndjson");
        List<String> lines = reply.body().lines().toList();
        assertThat(lines).hasSize(3);
        for (int i = 0; i < 3; i++) {
            assertThat(Json.MAPPER.readTree(lines.get(i)).path("sequence").asInt())
                    .isEqualTo(i + 1);
        }
    }

    @Test
    void aWaitingRequestIsAnsweredByTheNextChange() throws Exception {
        long last = json(get("?limit=1000")).path("next").asLong();
        CompletableFuture<HttpResponse<String>> waiting =
                http.sendAsync(
                        request("/api/v1/events?wait=30&after=" + last).build(),
                        HttpResponse.BodyHandlers.ofString());
        tarn.catalog().catalog().createNamespace(Namespace.of("woken"));
        JsonNode answer = json(waiting.get());
        assertThat(answer.at("/events/0/namespace/0").asText()).isEqualTo("woken");
    }

    @Test
    void whatMakesNoSenseIsRefused() throws Exception {
        for (String wrong :
                List.of("?after=-1", "?after=x", "?limit=0", "?limit=1001", "?wait=31")) {
            HttpResponse<String> reply = get(wrong);
            assertThat(reply.statusCode()).as(wrong).isEqualTo(400);
            assertThat(Json.MAPPER.readTree(reply.body()).at("/error/message").asText())
                    .contains("accepted: ");
        }
    }

    @Test
    void eventsAreATable() throws Exception {
        JsonNode rows =
                sql(
                        "SELECT kind, warehouse, namespace, name, principal, new_snapshot_id IS NOT"
                                + " NULL FROM system.metadata.events WHERE warehouse = 'cold' AND"
                                + " name = 't' ORDER BY sequence");
        assertThat(rows.path("rows").toString())
                .isEqualTo(
                        "[[\"create-table\",\"cold\",\"main\",\"t\",\"system\",false],"
                                + "[\"update-table\",\"cold\",\"main\",\"t\",\"system\",true]]");
        assertThat(
                        sql("SELECT count(*) FROM system.metadata.events WHERE \"at\" >"
                                        + " TIMESTAMP '2020-01-01 00:00:00 UTC'")
                                .at("/rows/0/0")
                                .asInt())
                .isGreaterThan(3);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    }

    private HttpResponse<String> get(String query, String... headers) throws Exception {
        HttpRequest.Builder request = request("/api/v1/events" + query);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> reply) throws IOException {
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return Json.MAPPER.readTree(reply.body());
    }

    private JsonNode sql(String sql) throws Exception {
        String body = Json.MAPPER.createObjectNode().put("sql", sql).toString();
        return json(
                http.send(
                        request("/api/v1/sql")
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString()));
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T unset() {
        return null;
    }
}
