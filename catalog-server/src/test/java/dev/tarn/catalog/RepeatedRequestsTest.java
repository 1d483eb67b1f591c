package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.catalog.RunningCatalog.Reply;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Every operation that changes something, sent twice with one idempotency key: done once, answered
/// twice; and the key is good for nothing else.
class RepeatedRequestsTest {
    @RegisterExtension static final RunningCatalog CATALOG = new RunningCatalog();

    private static final String VIEW =
            """
            {"name":"%s","schema":%s,"properties":{},
             "view-version":{"version-id":1,"timestamp-ms":1,"schema-id":0,"summary":{},
              "default-namespace":["r"],
              "representations":[{"type":"sql","sql":"select 1","dialect":"tarn"}]}}\
            """;
    private static final String RENAME =
            """
            {"source":{"namespace":["r"],"name":"%s"},
             "destination":{"namespace":["r"],"name":"%s"}}\
            """;
    private static final String SET =
            "{\"requirements\":[],\"updates\":[{\"action\":\"set-properties\",\"updates\":{\"a\":\"b\"}}]}";

    private final List<String> asked = new ArrayList<>();

    private Reply twice(String method, String path, String body) {
        String key = UUID.randomUUID().toString();
        Reply first = CATALOG.send(method, path, body, "Idempotency-Key", key);
        assertThat(first.status()).as(method + path + first.body()).isBetween(200, 204);
        Reply second = CATALOG.send(method, path, body, "Idempotency-Key", key);
        assertThat(second.status()).as(method + path).isEqualTo(first.status());
        assertThat(second.body()).as(method + path).isEqualTo(first.body());
        String other = method.equals("POST") ? "/v1/namespaces" : path + "x";
        Reply misused =
                CATALOG.send(method, other, "{\"namespace\":[\"x\"]}", "Idempotency-Key", key);
        assertThat(misused.status()).as(method + path).isEqualTo(422);
        asked.add(method + " " + path);
        return first;
    }

    private Reply post(String path, String body) {
        return twice("POST", path, body);
    }

    @Test
    void isDoneOnceAndAnsweredTwice() {
        post("/v1/namespaces", "{\"namespace\":[\"r\"],\"properties\":{\"k\":\"v\"}}");
        post("/v1/namespaces/r/properties", "{\"removals\":[\"k\"],\"updates\":{\"l\":\"v\"}}");
        String table = "{\"name\":\"t\",\"schema\":%s}".formatted(RunningCatalog.SCHEMA_JSON);
        post("/v1/namespaces/r/tables", table);
        post("/v1/namespaces/r/tables/t", SET);
        post(
                "/v1/transactions/commit",
                "{\"table-changes\":[{\"identifier\":{\"namespace\":[\"r\"],\"name\":\"t\"},"
                        + SET.substring(1)
                        + "]}");
        String plan = post("/v1/namespaces/r/tables/t/plan", "{}").json().path("plan-id").asText();
        // fetching tasks leaves nothing behind, so there is nothing to remember of it
        String task = "{\"plan-task\":\"" + plan + ".0\"}";
        String key = UUID.randomUUID().toString();
        for (int i = 0; i < 2; i++) {
            Reply page =
                    CATALOG.post("/v1/namespaces/r/tables/t/tasks", task, "Idempotency-Key", key);
            assertThat(page.body()).isEqualTo("{\"file-scan-tasks\":[]}");
        }
        twice("DELETE", "/v1/namespaces/r/tables/t/plan/" + plan, null);
        post("/v1/tables/rename", RENAME.formatted("t", "u"));
        String location =
                post("/v1/namespaces/r/tables/u/unregister", "{}")
                        .json()
                        .path("metadata-location")
                        .asText();
        post(
                "/v1/namespaces/r/register",
                "{\"name\":\"t\",\"metadata-location\":\"%s\"}".formatted(location));
        twice("DELETE", "/v1/namespaces/r/tables/t", null);

        Reply view =
                post("/v1/namespaces/r/views", VIEW.formatted("v", RunningCatalog.SCHEMA_JSON));
        post("/v1/namespaces/r/views/v", SET);
        post("/v1/views/rename", RENAME.formatted("v", "w"));
        twice("DELETE", "/v1/namespaces/r/views/w", null);
        post(
                "/v1/namespaces/r/register-view",
                "{\"name\":\"v\",\"metadata-location\":\"%s\"}"
                        .formatted(view.json().path("metadata-location").asText()));
        twice("DELETE", "/v1/namespaces/r/views/v", null);
        twice("DELETE", "/v1/namespaces/r", null);
        assertThat(asked).hasSize(18);
    }
}
