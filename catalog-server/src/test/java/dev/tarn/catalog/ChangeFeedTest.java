package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.catalog.service.ChangeEvent;
import dev.tarn.catalog.service.ChangeFeed;

import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/// The feed tells every change once, in order, without gaps, and who made it.
class ChangeFeedTest {
    private static final Namespace NS = Namespace.of("ns");
    private static final TableIdentifier TABLE = TableIdentifier.of(NS, "t");

    @TempDir Path directory;

    private final MovableClock clock = new MovableClock();
    private CatalogServer server;
    private ChangeFeed feed;

    @BeforeEach
    void start() {
        CatalogConfig config =
                TestStores.on(getClass(), RunningCatalog.config(directory))
                        .withClock(clock)
                        .withUpkeep(UpkeepConfig.DEFAULT.withEventRetention(Duration.ofDays(1)));
        server = CatalogServer.start(config, 0);
        feed = server.catalog().feed();
        server.catalog().catalog().createNamespace(NS);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void eventsSayWhoFromWhereAndWhichSnapshots() {
        RunningCatalog.send(
                server.uri(),
                "POST",
                "/v1/namespaces",
                "{\"namespace\":[\"b\"],\"properties\":{}}",
                "User-Agent",
                "client/" + "1".repeat(300));
        Table table = server.catalog().catalog().createTable(TABLE, RunningCatalog.SCHEMA);
        table.newFastAppend().appendFile(ScanFixtures.file(table, 0, 0)).commit();
        table.newFastAppend().appendFile(ScanFixtures.file(table, 1, 0)).commit();
        List<Long> snapshots = new ArrayList<>();
        table.snapshots().forEach(snapshot -> snapshots.add(snapshot.snapshotId()));
        server.catalog().catalog().renameTable(TABLE, TableIdentifier.of("b", "u"));

        List<ChangeEvent> events = feed.list(1, 100);
        assertThat(events)
                .extracting(ChangeEvent::kind)
                .containsExactly(
                        "create-namespace",
                        "create-table",
                        "update-table",
                        "update-table",
                        "rename-table");
        ChangeEvent http = events.getFirst();
        assertThat(http.origin().principal()).isEqualTo("anonymous");
        assertThat(http.origin().clientAddress()).isIn("127.0.0.1", "[0:0:0:0:0:0:0:1]");
        assertThat(http.origin().userAgent()).startsWith("client/1").hasSize(256);
        assertThat(http.namespace()).containsExactly("b");
        assertThat(http.atMillis()).isEqualTo(clock.millis());
        assertThat(http.warehouse()).isEqualTo("tarn");

        assertThat(events.get(1).after().snapshotId()).isNull();
        assertThat(events.get(2).before().snapshotId()).isNull();
        assertThat(events.get(2).after().snapshotId()).isEqualTo(snapshots.get(0));
        assertThat(events.get(3).before()).isEqualTo(events.get(2).after());
        assertThat(events.get(3).after().snapshotId()).isEqualTo(snapshots.get(1));
        assertThat(events.get(3).after().metadataLocation())
                .isEqualTo(((BaseTable) table).operations().current().metadataFileLocation());
        assertThat(events.get(4).moved()).isEqualTo(new ChangeEvent.Moved(List.of("b"), "u"));
        assertThat(events.get(4).origin().principal()).isEqualTo("system");
        assertThat(events.get(4).origin().clientAddress()).isNull();
    }

    @Test
    void pagesGoOnWhereTheLastEnded() {
        for (int i = 0; i < 7; i++) {
            server.catalog().catalog().createNamespace(Namespace.of("n" + i));
        }
        List<Long> seen = new ArrayList<>();
        List<ChangeEvent> page = feed.list(0, 3);
        while (!page.isEmpty()) {
            page.forEach(event -> seen.add(event.sequence()));
            page = feed.list(seen.getLast(), 3);
        }
        assertThat(seen).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
    }

    @Test
    void refusedChangesLeaveNoGap() {
        RESTCatalog catalog = server.catalog().catalog();
        for (int i = 0; i < 3; i++) {
            String body = "{\"namespace\":[\"ns\"],\"properties\":{}}";
            assertThat(RunningCatalog.send(server.uri(), "POST", "/v1/namespaces", body).status())
                    .isEqualTo(409);
        }
        catalog.createNamespace(Namespace.of("other"));
        assertThat(feed.list(0, 10)).extracting(ChangeEvent::sequence).containsExactly(1L, 2L);
    }

    @Test
    void aReaderAmongManyWritersSeesEveryChangeOnceAndInOrder() throws Exception {
        int writers = 6;
        int commits = 8;
        RESTCatalog catalog = server.catalog().catalog();
        for (int i = 0; i < 3; i++) {
            catalog.buildTable(TableIdentifier.of(NS, "t" + i), RunningCatalog.SCHEMA)
                    .withProperty("commit.retry.num-retries", "100")
                    .create();
        }
        AtomicBoolean done = new AtomicBoolean();
        List<ChangeEvent> seen = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(writers + 1)) {
            Future<?> reader = threads.submit(() -> readAll(done, seen));
            List<Future<?>> writing = new ArrayList<>();
            for (int w = 0; w < writers; w++) {
                int writer = w;
                writing.add(threads.submit(() -> write(writer, commits)));
            }
            for (Future<?> writer : writing) {
                writer.get();
            }
            done.set(true);
            reader.get();
        }
        for (int i = 0; i < seen.size(); i++) {
            assertThat(seen.get(i).sequence()).isEqualTo(i + 1L);
        }
        assertThat(seen).hasSize(1 + 3 + writers * commits);
        Map<String, String> pointers = new HashMap<>();
        for (ChangeEvent event : seen) {
            if (event.name() != null) {
                String before = pointers.put(event.objectId(), event.after().metadataLocation());
                assertThat(event.before().metadataLocation()).isEqualTo(before);
            }
        }
        assertThat(feed.list(0, 1000)).isEqualTo(seen);
    }

    private void readAll(AtomicBoolean done, List<ChangeEvent> seen) {
        boolean last;
        do {
            last = done.get();
            long after = seen.isEmpty() ? 0 : seen.getLast().sequence();
            List<ChangeEvent> page = feed.list(after, 5);
            seen.addAll(page);
            last &= page.isEmpty();
        } while (!last);
    }

    private void write(int writer, int commits) {
        RESTCatalog catalog = server.catalog().catalog();
        for (int i = 0; i < commits; i++) {
            catalog.loadTable(TableIdentifier.of(NS, "t" + (writer + i) % 3))
                    .updateProperties()
                    .set("k" + writer + "-" + i, "1")
                    .commit();
        }
    }

    @Test
    void aWaitingReaderIsToldSoonAndNotKeptLongerThanItWants() throws Exception {
        long start = System.nanoTime();
        assertThat(feed.await(1, 10, Duration.ofMillis(300))).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(300), Duration.ofSeconds(10));
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            Future<List<ChangeEvent>> waiting =
                    threads.submit(() -> feed.await(1, 10, Duration.ofSeconds(60)));
            server.catalog().catalog().createNamespace(Namespace.of("later"));
            assertThat(waiting.get())
                    .extracting(ChangeEvent::namespace)
                    .containsExactly(List.of("later"));
        }
    }

    @Test
    void oldEventsAreForgottenAndNumbersGoOn() {
        RESTCatalog catalog = server.catalog().catalog();
        catalog.createNamespace(Namespace.of("old"));
        clock.advance(Duration.ofHours(25));
        catalog.createNamespace(Namespace.of("new"));
        assertThat(feed.sweep()).isEqualTo(2);
        assertThat(feed.list(0, 10)).extracting(ChangeEvent::sequence).containsExactly(3L);
        clock.advance(Duration.ofHours(25));
        assertThat(feed.sweep()).isEqualTo(1);
        catalog.createNamespace(Namespace.of("newest"));
        assertThat(feed.list(0, 10)).extracting(ChangeEvent::sequence).containsExactly(4L);
    }
}
