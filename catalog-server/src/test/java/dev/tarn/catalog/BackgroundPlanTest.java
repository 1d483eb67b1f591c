package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;

import dev.tarn.catalog.RunningCatalog.Reply;
import dev.tarn.catalog.auth.AccessConfig;
import dev.tarn.catalog.plan.PlanLimits;
import dev.tarn.catalog.store.CatalogStore;
import dev.tarn.catalog.store.PlanRow;
import dev.tarn.catalog.store.PlanState;
import dev.tarn.storage.io.RoutingFileIO;
import dev.tarn.testkit.ForwardingFileIO;

import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/// Plans made in the background: they survive their server, end when cancelled, and are bounded.
class BackgroundPlanTest {
    private static final TableIdentifier TABLE = TableIdentifier.of("n", "t");
    private static final String PATH = "/v1/namespaces/n/tables/t";
    private static final Schema SCHEMA =
            new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));

    /// Nothing is planned within its request; two tasks make a page.
    private static final PlanLimits LIMITS =
            PlanLimits.DEFAULT.withInlineManifestBytes(-1).withPageTasks(2).withCounts(1, 1, 5);

    private final MovableClock clock = new MovableClock();
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private CatalogConfig config;

    @BeforeEach
    void configure(@TempDir Path directory) {
        config = TestStores.on(getClass(), RunningCatalog.config(directory)).withClock(clock);
    }

    @AfterEach
    void close() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    /// A server on the shared database, with its own way to the files.
    private Node node(GatedIo io) {
        Node node = node(io, LIMITS);
        opened.push(io::open);
        return node;
    }

    private Node node(GatedIo io, PlanLimits limits) {
        AtomicReference<CatalogStore> store = new AtomicReference<>();
        CatalogSeams seams =
                new CatalogSeams(
                        real -> {
                            store.set(real);
                            return real;
                        },
                        real -> {
                            real.close();
                            return io;
                        });
        CatalogServer server =
                CatalogServer.start(TarnCatalog.open(config, AccessConfig.OFF, limits, seams), 0);
        Node node = new Node(server, store.get());
        opened.push(node);
        return node;
    }

    private record Node(CatalogServer server, CatalogStore store) implements AutoCloseable {

        Table createTable(int files) {
            RESTCatalog catalog = server.catalog().catalog();
            catalog.createNamespace(Namespace.of("n"));
            Table table = catalog.createTable(TABLE, SCHEMA);
            var append = table.newAppend();
            for (int i = 0; i < files; i++) {
                append.appendFile(ScanFixtures.file(table, i, 0));
            }
            append.commit();
            return table;
        }

        Reply submit() {
            return RunningCatalog.send(server.uri(), "POST", PATH + "/plan", "{}");
        }

        String submitted() {
            Reply reply = submit();
            assertThat(reply.json().path("status").asText())
                    .as(reply.body())
                    .isEqualTo("submitted");
            return reply.json().path("plan-id").asText();
        }

        Reply plan(String planId) {
            return RunningCatalog.send(server.uri(), "GET", PATH + "/plan/" + planId, null);
        }

        Reply cancel(String planId) {
            return RunningCatalog.send(server.uri(), "DELETE", PATH + "/plan/" + planId, null);
        }

        JsonNode ended(String planId) {
            return await().atMost(Duration.ofSeconds(120))
                    .until(
                            () -> plan(planId).json(),
                            answer -> !answer.path("status").asText().equals("submitted"));
        }

        List<String> files(JsonNode answer) {
            List<String> files = new ArrayList<>();
            Deque<JsonNode> pages = new ArrayDeque<>(List.of(answer));
            while (!pages.isEmpty()) {
                JsonNode page = pages.pop();
                page.path("file-scan-tasks")
                        .forEach(task -> files.add(task.at("/data-file/file-path").asText()));
                for (JsonNode name : page.path("plan-tasks")) {
                    String body = "{\"plan-task\":" + name + "}";
                    pages.add(
                            RunningCatalog.send(server.uri(), "POST", PATH + "/tasks", body)
                                    .json());
                }
            }
            return files;
        }

        PlanRow row(String planId) {
            return store.plans().find(planId).orElseThrow();
        }

        boolean hasPage(String planId, long attempt) {
            return store.plans().findPage(planId, attempt, 0).isPresent();
        }

        @Override
        public void close() {
            server.close();
        }
    }

    /// A FileIO that reads no manifest while its gate is shut.
    private static final class GatedIo extends ForwardingFileIO {
        private static final long serialVersionUID = 1L;
        private final AtomicInteger waitingCount = new AtomicInteger();
        private volatile CountDownLatch gate = new CountDownLatch(0);

        GatedIo(Map<String, String> properties) {
            super(new RoutingFileIO());
            initialize(properties);
        }

        void shut() {
            gate = new CountDownLatch(1);
        }

        void open() {
            gate.countDown();
        }

        void awaitReader() {
            await().until(() -> waitingCount.get() > 0);
        }

        private void pass(String path) {
            if (!path.endsWith("-m0.avro")) {
                return;
            }
            waitingCount.incrementAndGet();
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } finally {
                waitingCount.decrementAndGet();
            }
        }

        @Override
        protected InputFile input(InputFile file) {
            pass(file.location());
            return file;
        }
    }

    private GatedIo io() {
        return new GatedIo(config.main().fileIoProperties());
    }

    /// A plan of five files under way on a server whose reader stands at the gate.
    private record Held(GatedIo io, Node node, String plan) {}

    private Held held() {
        GatedIo io = io();
        Node node = node(io);
        node.createTable(5);
        io.shut();
        String plan = node.submitted();
        io.awaitReader();
        return new Held(io, node, plan);
    }

    @Test
    void aSubmittedPlanIsCompletedInPages() {
        Node node = node(io());
        node.createTable(9);
        JsonNode answer = node.ended(node.submitted());
        assertThat(answer.path("status").asText()).isEqualTo("completed");
        assertThat(answer.has("plan-id")).isFalse();
        assertThat(node.files(answer)).hasSize(9).doesNotHaveDuplicates();
    }

    @Test
    void icebergsClientWaitsForIt() throws IOException {
        Node node = node(io());
        Table table = node.createTable(9);
        try (RESTCatalog client = new RESTCatalog()) {
            client.initialize(
                    "client",
                    Map.of(
                            "uri", node.server.uri().toString(),
                            "io-impl", "dev.tarn.storage.io.RoutingFileIO",
                            "scan-planning-mode", "server"));
            assertThat(ScanFixtures.described(client.loadTable(TABLE).newScan()))
                    .isEqualTo(ScanFixtures.described(table.newScan()));
        }
        assertThat(node.store.plans().hasAtLeast("anonymous", 0, 1)).isTrue();
        assertThat(node.store.plans().listExpired(Long.MAX_VALUE, 10))
                .allSatisfy(plan -> {
                    assertThat(node.row(plan).state()).isEqualTo(PlanState.CANCELLED);
                    assertThat(node.hasPage(plan, 1)).isFalse();
                });
    }

    @Test
    void aServerThatStopsLeavesItsPlansToTheNext() {
        Held held = held();
        Node first = held.node();
        Thread stopping = Thread.ofVirtual().start(first::close);
        await().until(() -> first.server.catalog() != null && !stopping.isInterrupted());
        held.io().open();
        join(stopping);

        Node second = node(io());
        assertThat(second.files(second.ended(held.plan()))).hasSize(5);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aServerThatDisappearsLosesItsPlanWhenTheLeaseHasRunOut() {
        Held held = held();
        GatedIo stuck = held.io();
        String plan = held.plan();

        Node second = node(io());
        assertThat(second.plan(plan).json().path("status").asText()).isEqualTo("submitted");
        assertThat(second.row(plan).attempt()).isEqualTo(1);
        clock.advance(LIMITS.lease().plusSeconds(1));
        assertThat(second.files(second.ended(plan))).hasSize(5);
        assertThat(second.row(plan).attempt()).isEqualTo(2);

        // the first server comes back to life and must not touch what is no longer its own
        stuck.open();
        await().until(() -> stuck.waitingCount.get() == 0);
        held.node().close();
        assertThat(second.hasPage(plan, 1)).isFalse();
        assertThat(second.files(second.plan(plan).json())).hasSize(5);
    }

    @Test
    void aPlanThatIsInterruptedAgainAndAgainFails() {
        GatedIo stuck = io();
        Node node = node(stuck);
        node.createTable(1);
        stuck.shut();
        String plan = node.submitted();
        Duration pastLease = LIMITS.lease().plusSeconds(1);
        for (int attempt = 2; attempt <= 3; attempt++) {
            clock.advance(pastLease);
            Node other = node(io(stuck));
            assertThat(other.plan(plan).json().path("status").asText()).isEqualTo("submitted");
            assertThat(other.row(plan).attempt()).isEqualTo(attempt);
        }
        clock.advance(pastLease);
        JsonNode answer = node.plan(plan).json();
        assertThat(answer.path("status").asText()).isEqualTo("failed");
        assertThat(answer.at("/error/message").asText()).contains("interrupted 3 times");
        assertThat(answer.at("/error/code").asInt()).isEqualTo(503);
    }

    private GatedIo io(GatedIo like) {
        GatedIo io = io();
        io.gate = like.gate;
        return io;
    }

    @Test
    void cancellingStopsTheWorkAndFreesThePages() {
        Held held = held();
        Node node = held.node();
        String plan = held.plan();
        assertThat(node.cancel(plan).status()).isEqualTo(204);
        assertThat(node.plan(plan).json().path("status").asText()).isEqualTo("cancelled");
        held.io().open();

        // the only thread is free again
        assertThat(node.files(node.ended(node.submitted()))).hasSize(5);
        assertThat(node.row(plan).state()).isEqualTo(PlanState.CANCELLED);
        assertThat(node.hasPage(plan, 1)).isFalse();
    }

    @Test
    void aFullQueueIs429() {
        GatedIo slow = io();
        Node node = node(slow);
        node.createTable(1);
        slow.shut();
        String running = node.submitted();
        String waiting = node.submitted();
        Reply refused = node.submit();
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.errorType()).isEqualTo("TooManyRequestsException");
        assertThat(refused.header("retry-after")).isEqualTo("1");
        slow.open();
        assertThat(node.ended(running).path("status").asText()).isEqualTo("completed");
        assertThat(node.ended(waiting).path("status").asText()).isEqualTo("completed");
        assertThat(node.submit().status()).isEqualTo(200);
    }

    @Test
    void aPrincipalHasOnlySoManyPlansUntilTheyExpire() {
        Node node = node(io());
        node.createTable(1);
        List<String> plans = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            plans.add(node.submitted());
            node.ended(plans.getLast());
        }
        Reply refused = node.submit();
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.errorMessage()).contains("5 open scan plans");

        clock.advance(LIMITS.lifetime().plusSeconds(1));
        assertThat(node.plan(plans.getFirst()).errorType()).isEqualTo("NoSuchPlanIdException");
        assertThat(node.submit().status()).isEqualTo(200);
    }

    @Test
    void whatGoesWrongInTheBackgroundIsThePlansAnswer() {
        Node node = node(io());
        Table table = node.createTable(1);
        String manifest = table.currentSnapshot().allManifests(table.io()).getFirst().path();
        table.io().deleteFile(manifest);
        JsonNode answer = node.ended(node.submitted());
        assertThat(answer.path("status").asText()).isEqualTo("failed");
        assertThat(answer.at("/error/type").asText()).isEqualTo("NotFoundException");
        assertThat(answer.at("/error/code").asInt()).isEqualTo(404);
        assertThat(answer.at("/error/message").asText()).contains(manifest);
    }

    @Test
    void anExpiredPlanLeavesNothingBehind() {
        PlanLimits quick =
                new PlanLimits(
                        -1,
                        1,
                        1,
                        1,
                        5,
                        2,
                        1_000,
                        100,
                        Duration.ofMinutes(1),
                        Duration.ofMillis(30));
        Node node = node(io(), quick);
        node.createTable(3);
        String plan = node.submitted();
        node.ended(plan);
        assertThat(node.hasPage(plan, 1)).isTrue();
        clock.advance(Duration.ofMinutes(2));
        await().until(() -> node.store.plans().find(plan).isEmpty());
        assertThat(node.hasPage(plan, 1)).isFalse();
    }
}
