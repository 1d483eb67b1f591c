package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.catalog.FlakyStore.Fault;
import dev.tarn.catalog.RunningCatalog.Reply;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;

/// A repeated request is answered as the first one was, and only then.
class IdempotencyTest {
    private static final MovableClock CLOCK = new MovableClock();

    @RegisterExtension
    static final RunningCatalog CATALOG = new RunningCatalog(config -> config.withClock(CLOCK));

    private static String newKey() {
        return UUID.randomUUID().toString();
    }

    private static Reply create(Namespace namespace, String name, String key) {
        return CATALOG.post(
                "/v1/namespaces/" + namespace + "/tables",
                "{\"name\":\"%s\",\"schema\":%s}".formatted(name, RunningCatalog.SCHEMA_JSON),
                "Idempotency-Key",
                key);
    }

    private static Reply setProperty(TableIdentifier table, String value, String key) {
        return CATALOG.post(
                RunningCatalog.path(table),
                """
                {"requirements":[],"updates":[{"action":"set-properties","updates":{"a":"%s"}}]}\
                """
                        .formatted(value),
                "Idempotency-Key",
                key);
    }

    @Test
    void lifetimeIsAnnouncedAtTheTopLevel() {
        assertThat(CATALOG.get("/v1/config").json().path("idempotency-key-lifetime").asText())
                .isEqualTo("PT30M");
    }

    @Test
    void repeatedCreateAnswersTheSameTable() {
        Namespace namespace = CATALOG.newNamespace();
        String key = newKey();
        Reply first = create(namespace, "t", key);
        Reply second = create(namespace, "t", key);
        assertThat(first.status()).isEqualTo(200);
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.json()).isEqualTo(first.json());
        assertThat(second.header("etag")).isEqualTo(first.header("etag"));
    }

    @Test
    void repeatedCommitIsAppliedOnce() {
        TableIdentifier table = CATALOG.newTable();
        String key = newKey();
        Reply first = setProperty(table, "1", key);
        setProperty(table, "2", newKey());
        Reply second = setProperty(table, "1", key);
        assertThat(second.json()).isEqualTo(first.json());
        assertThat(CATALOG.catalog().loadTable(table).properties()).containsEntry("a", "2");
    }

    @Test
    void repeatedDropAnswers204AgainAndNot404() {
        TableIdentifier table = CATALOG.newTable();
        String key = newKey();
        String path = RunningCatalog.path(table);
        assertThat(CATALOG.delete(path, "Idempotency-Key", key).status()).isEqualTo(204);
        assertThat(CATALOG.delete(path, "Idempotency-Key", key).status()).isEqualTo(204);
        assertThat(CATALOG.delete(path, "Idempotency-Key", newKey()).status()).isEqualTo(404);
    }

    @Test
    void repeatedNamespaceChangesAnswerTheSame() {
        String key = newKey();
        String body = "{\"namespace\":[\"" + key + "\"],\"properties\":{\"a\":\"1\"}}";
        Reply first = CATALOG.post("/v1/namespaces", body, "Idempotency-Key", key);
        Reply second = CATALOG.post("/v1/namespaces", body, "Idempotency-Key", key);
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.json()).isEqualTo(first.json());

        String other = newKey();
        String change = "{\"removals\":[\"a\"],\"updates\":{}}";
        String path = "/v1/namespaces/" + key + "/properties";
        Reply removed = CATALOG.post(path, change, "Idempotency-Key", other);
        Reply again = CATALOG.post(path, change, "Idempotency-Key", other);
        assertThat(removed.json().path("removed").toString()).isEqualTo("[\"a\"]");
        assertThat(again.json()).isEqualTo(removed.json());
    }

    @Test
    void keyOfAnotherTableIs422AndCreatesNothing() {
        Namespace namespace = CATALOG.newNamespace();
        String key = newKey();
        assertThat(create(namespace, "first", key).status()).isEqualTo(200);
        Reply other = create(namespace, "second", key);
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.errorType()).isEqualTo("UnprocessableEntityException");
        assertThat(CATALOG.catalog().tableExists(TableIdentifier.of(namespace, "second")))
                .isFalse();
    }

    @Test
    void keyOfAnotherOperationIs422() {
        TableIdentifier table = CATALOG.newTable();
        String key = newKey();
        assertThat(setProperty(table, "1", key).status()).isEqualTo(200);
        Reply drop = CATALOG.delete(RunningCatalog.path(table), "Idempotency-Key", key);
        assertThat(drop.status()).isEqualTo(422);
        assertThat(CATALOG.catalog().tableExists(table)).isTrue();
    }

    @Test
    void refusalIsRepeatedEvenWhenTheReasonHasGone() {
        TableIdentifier table = CATALOG.newTable();
        String key = newKey();
        Reply first = create(table.namespace(), "t", key);
        CATALOG.catalog().dropTable(table, false);
        Reply second = create(table.namespace(), "t", key);
        assertThat(first.status()).isEqualTo(409);
        assertThat(second.status()).isEqualTo(409);
        assertThat(second.json()).isEqualTo(first.json());
    }

    @Test
    void keyThatIsNoUuidIs400() {
        Reply reply = create(CATALOG.newNamespace(), "t", "not-a-uuid");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.errorMessage()).contains("not-a-uuid");
    }

    @Test
    void keyIsForgottenAfterItsLifetime() {
        TableIdentifier table = CATALOG.newTable();
        String key = newKey();
        assertThat(setProperty(table, "1", key).status()).isEqualTo(200);
        CLOCK.advance(Duration.ofMinutes(31));
        Reply reused = setProperty(table, "2", key);
        assertThat(reused.status()).as(reused.body()).isEqualTo(200);
        assertThat(CATALOG.catalog().loadTable(table).properties()).containsEntry("a", "2");
    }

    @Test
    void manyAtOnceWithOneKeyAreOneCreate() throws Exception {
        Namespace namespace = CATALOG.newNamespace();
        String key = newKey();
        Callable<Reply> request = () -> create(namespace, "t", key);
        try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
            List<Future<Reply>> replies =
                    threads.invokeAll(
                            List.of(request, request, request, request, request, request));
            for (Future<Reply> reply : replies) {
                assertThat(reply.get().status()).as(reply.get().body()).isEqualTo(200);
                assertThat(reply.get().json()).isEqualTo(replies.getFirst().get().json());
            }
        }
    }

    @Test
    void serverErrorIsNeverReplayed(@TempDir Path directory) throws Exception {
        CatalogConfig config = TestStores.on(getClass(), RunningCatalog.config(directory));
        AtomicReference<FlakyStore> opened = new AtomicReference<>();
        CatalogSeams seams =
                new CatalogSeams(
                        real -> {
                            opened.set(new FlakyStore(real));
                            return opened.get();
                        },
                        io -> io);
        try (CatalogServer server = CatalogServer.start(TarnCatalog.open(config, seams), 0)) {
            FlakyStore store = opened.get();
            String key = newKey();
            store.failNextWrite(Fault.REFUSED);
            assertThat(postNamespace(server, key)).isEqualTo(503);
            store.failNextWrite(Fault.COMMIT_LOST);
            assertThat(postNamespace(server, key)).isEqualTo(500);
            assertThat(postNamespace(server, key)).isEqualTo(200);
        }
    }

    private static int postNamespace(CatalogServer server, String key) throws Exception {
        try (java.net.http.HttpClient client = java.net.http.HttpClient.newHttpClient()) {
            java.net.http.HttpRequest request =
                    java.net.http.HttpRequest.newBuilder(
                                    java.net.URI.create(server.uri() + "/v1/namespaces"))
                            .header("Idempotency-Key", key)
                            .header("Content-Type", "application/json")
                            .POST(
                                    java.net.http.HttpRequest.BodyPublishers.ofString(
                                            "{\"namespace\":[\"n\"],\"properties\":{}}"))
                            .build();
            return client.send(request, java.net.http.HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }
}
