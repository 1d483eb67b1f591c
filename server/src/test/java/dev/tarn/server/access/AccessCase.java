package dev.tarn.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.tarn.server.clients.LakeServer;
import dev.tarn.server.config.Key;
import dev.tarn.server.output.Json;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A server that asks everybody who they are: an administrator, and people who may do less than
/// everything. `reader` may select from `main.people` and `columns` from two of its columns,
/// `writer` may insert into it, `viewer` may select from the view `main.names`; `outsider` and
/// `borrower` may do nothing, and nobody but the administrator may see `main.secret`.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AccessCase {
    private static final String ADMIN = "operator-0123456789-0123456789-abcdef";

    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, String> tokens = new HashMap<>(Map.of("admin", ADMIN));
    private LakeServer server = unset();

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T unset() {
        return null;
    }

    @BeforeAll
    void start(@TempDir Path directory) {
        server =
                LakeServer.start(
                        directory,
                        settings ->
                                settings.set(Key.AUTH_MODE, "on", "test")
                                        .set(Key.AUTH_ADMIN_TOKEN, ADMIN, "test"));
        rows("admin", "CREATE TABLE main.people (id BIGINT, name VARCHAR, pay DECIMAL(9,2))");
        rows("admin", "INSERT INTO main.people VALUES (1, 'Ann', 10.00), (2, 'Bob', 20.00)");
        rows("admin", "CREATE TABLE main.secret (id BIGINT)");
        rows("admin", "CREATE VIEW main.names AS SELECT name FROM main.people");
        for (String person :
                List.of("reader", "columns", "writer", "outsider", "viewer", "borrower")) {
            JsonNode made =
                    post("admin", "/api/v1/access/tokens", "{\"principal\":\"" + person + "\"}");
            tokens.put(person, made.path("token").asText());
        }
        grant("SELECT", "table:main.people", "reader");
        grant("INSERT", "table:main.people", "writer");
        grant("SELECT", "view:main.names", "viewer");
        post(
                "admin",
                "/api/v1/access/grants",
                """
                {"privileges":["SELECT"],"on":"table:main.people","to":"user:columns",
                 "columns":["id","name"]}\
                """);
    }

    @AfterAll
    void stop() {
        server.close();
        http.close();
    }

    void grant(String privilege, String on, String to) {
        JsonNode answer =
                post(
                        "admin",
                        "/api/v1/access/grants",
                        "{\"privileges\":[\"%s\"],\"on\":\"%s\",\"to\":\"user:%s\"}"
                                .formatted(privilege, on, to));
        assertThat(answer.path("changed").asInt()).as(answer.toString()).isEqualTo(1);
    }

    JsonNode post(String who, String path, String body) {
        return send(
                who,
                path,
                HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    JsonNode get(String who, String path) {
        return send(who, path, HttpRequest.newBuilder());
    }

    private JsonNode send(String who, String path, HttpRequest.Builder request) {
        try {
            HttpResponse<String> response =
                    http.send(
                            request.uri(URI.create(server.url() + path))
                                    .header("Authorization", "Bearer " + tokens.get(who))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            return Json.MAPPER.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    JsonNode sql(String who, String statement) {
        return post(
                who,
                "/api/v1/sql",
                Json.MAPPER.createObjectNode().put("sql", statement).toString());
    }

    List<String> rows(String who, String statement) {
        JsonNode answer = sql(who, statement);
        assertThat(answer.path("error").isMissingNode()).as(answer.toString()).isTrue();
        List<String> rows = new ArrayList<>();
        answer.path("rows").forEach(row -> rows.add(row.toString()));
        return rows;
    }

    void denied(String who, String statement, String message, int line, int column) {
        JsonNode error = sql(who, statement).path("error");
        assertThat(error.path("message").asText()).as(statement).isEqualTo(message);
        assertThat(error.path("code").asText()).isEqualTo("PERMISSION_DENIED");
        assertThat(error.path("line").asInt()).as(statement).isEqualTo(line);
        assertThat(error.path("column").asInt()).as(statement).isEqualTo(column);
    }

    void refused(String who, String statement, String code, String message) {
        JsonNode error = sql(who, statement).path("error");
        assertThat(error.path("code").asText()).as(error.toString()).isEqualTo(code);
        assertThat(error.path("message").asText()).as(statement).contains(message);
    }

    void missing(String who, String statement) {
        JsonNode error = sql(who, statement).path("error");
        assertThat(error.path("code").asText()).as(error.toString()).isEqualTo("TABLE_NOT_FOUND");
    }

    /// The same is said of a hidden namespace as of one that is not there.
    void asIfAbsent(String who, String statement) {
        String hidden = sql(who, statement.formatted("main")).path("error").toString();
        String absent = sql(who, statement.formatted("gone")).path("error").toString();
        assertThat(hidden).isNotEmpty().isEqualTo(absent.replace("gone", "main"));
    }
}
