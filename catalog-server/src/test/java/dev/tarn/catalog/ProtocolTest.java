package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.tarn.catalog.RunningCatalog.Reply;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.List;
import java.util.Map;

/// The rest of the protocol: configuration, namespace properties, metrics, views by hand.
class ProtocolTest {
    @RegisterExtension
    static final RunningCatalog CATALOG =
            new RunningCatalog(
                    config -> config.withClientProperties(Map.of("s3.region", "eu-test-1")));

    @Test
    void everyAnnouncedEndpointIsServed() {
        JsonNode endpoints = CATALOG.get("/v1/config?warehouse=w").json().path("endpoints");
        assertThat(endpoints.size()).isGreaterThanOrEqualTo(25);
        for (JsonNode endpoint : endpoints) {
            String[] parts = endpoint.asText().split(" ", 2);
            String path = parts[1].replace("/{prefix}", "").replaceAll("\\{[a-z-]+}", "nobody");
            Reply reply = CATALOG.send(parts[0], path, parts[0].equals("POST") ? "{}" : null);
            assertThat(reply.status()).as(endpoint.asText()).isNotIn(405, 500);
            if (reply.status() == 404 && !parts[0].equals("HEAD")) {
                assertThat(reply.errorType()).as(endpoint.asText()).startsWith("NoSuch");
                assertThat(reply.errorType()).isNotEqualTo("NoSuchEndpointException");
            }
        }
    }

    @Test
    void clientPropertiesAreDefaultsAndNotOverrides() {
        JsonNode config = CATALOG.get("/v1/config").json();
        assertThat(config.path("defaults").path("s3.region").asText()).isEqualTo("eu-test-1");
        assertThat(config.path("overrides").has("s3.region")).isFalse();
    }

    @Test
    void keyInRemovalsAndUpdatesIs422() {
        Namespace namespace = CATALOG.newNamespace();
        Reply reply = properties(namespace, "{\"removals\":[\"a\"],\"updates\":{\"a\":\"1\"}}");
        assertThat(reply.status()).isEqualTo(422);
    }

    @Test
    void propertyUpdateSaysWhatWasUpdatedRemovedAndMissing() {
        Namespace namespace = CATALOG.newNamespace();
        properties(namespace, "{\"updates\":{\"a\":\"1\",\"b\":\"2\"}}");
        JsonNode reply =
                properties(namespace, "{\"removals\":[\"a\",\"z\"],\"updates\":{\"c\":\"3\"}}")
                        .json();
        assertThat(reply.path("updated").toString()).isEqualTo("[\"c\"]");
        assertThat(reply.path("removed").toString()).isEqualTo("[\"a\"]");
        assertThat(reply.path("missing").toString()).isEqualTo("[\"z\"]");
        assertThat(CATALOG.catalog().loadNamespaceMetadata(namespace))
                .isEqualTo(Map.of("b", "2", "c", "3"));
    }

    @Test
    void lastPropertyCanBeRemovedAndNothingElseShows() {
        Namespace namespace = CATALOG.newNamespace();
        properties(namespace, "{\"updates\":{\"only\":\"1\"}}");
        properties(namespace, "{\"removals\":[\"only\"]}");
        JsonNode stored = CATALOG.get("/v1/namespaces/" + namespace).json().path("properties");
        assertThat(stored.toString()).isEqualTo("{}");
    }

    private static Reply properties(Namespace namespace, String body) {
        return CATALOG.post("/v1/namespaces/" + namespace + "/properties", body);
    }

    @Test
    void metricsAreTakenAtOnceAndMoreThanFitAreDropped() {
        TableIdentifier table = CATALOG.newTable();
        String report =
                """
                {"report-type":"scan-report","table-name":"t","snapshot-id":1,
                 "filter":true,"schema-id":0,"projected-field-ids":[1],
                 "projected-field-names":["id"],"metrics":{}}\
                """;
        for (int i = 0; i < 50; i++) {
            assertThat(CATALOG.post(RunningCatalog.path(table) + "/metrics", report).status())
                    .isEqualTo(204);
        }
    }

    @Test
    void metricsOfAnUnknownTableAre404() {
        Namespace namespace = CATALOG.newNamespace();
        Reply reply = CATALOG.post("/v1/namespaces/" + namespace + "/tables/none/metrics", "{}");
        assertThat(List.of(400, 404)).contains(reply.status());
    }

    @Test
    void malformedMetricsAre400() {
        TableIdentifier table = CATALOG.newTable();
        Reply reply = CATALOG.post(RunningCatalog.path(table) + "/metrics", "{\"a\":1}");
        assertThat(reply.status()).isEqualTo(400);
    }

    @Test
    void viewKeepsItsUuidAndRefusesUpdatesOfTables() {
        TableIdentifier view = TableIdentifier.of(CATALOG.newNamespace(), "v");
        CATALOG.catalog()
                .buildView(view)
                .withSchema(RunningCatalog.SCHEMA)
                .withDefaultNamespace(view.namespace())
                .withQuery("spark", "select 1")
                .create();
        String path = "/v1/namespaces/" + view.namespace() + "/views/v";
        assertThat(replace(path, "{\"action\":\"add-spec\",\"spec\":{\"fields\":[]}}").status())
                .isEqualTo(400);
        assertThat(
                        replace(
                                        path,
                                        "{\"action\":\"assign-uuid\",\"uuid\":"
                                                + "\"00000000-0000-4000-8000-000000000001\"}")
                                .status())
                .isEqualTo(400);
        assertThat(
                        replace(
                                        path,
                                        "{\"action\":\"set-current-view-version\","
                                                + "\"view-version-id\":77}")
                                .status())
                .isEqualTo(400);
    }

    private static Reply replace(String path, String update) {
        return CATALOG.post(path, "{\"requirements\":[],\"updates\":[" + update + "]}");
    }
}
