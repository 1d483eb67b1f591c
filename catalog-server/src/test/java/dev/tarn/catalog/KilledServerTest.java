package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.catalog.AppendHistory.Told;
import dev.tarn.catalog.store.Database;
import dev.tarn.catalog.task.TaskSettings;

import org.apache.iceberg.BaseTable;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/// The server's process is killed while clients commit, and started again: what it acknowledged is
/// there, once and in order, the table can be read, and reconcile leaves no file over.
class KilledServerTest {
    private static final TableIdentifier TABLE = TableIdentifier.of("ns", "t");
    private static final int CLIENTS = 8;
    static final int ACKNOWLEDGED_BETWEEN = 10;

    @TempDir Path directory;

    private CatalogConfig config;

    /// Where clients go now; not there while the server is down.
    private final AtomicReferenceArray<CompletableFuture<URI>> doors =
            new AtomicReferenceArray<>(2);

    private final List<ServerProcess> started = new ArrayList<>();

    @BeforeEach
    void create() {
        config =
                TestStores.on(getClass(), RunningCatalog.config(directory))
                        .withUpkeep(UpkeepConfig.DEFAULT.withTasks(TaskSettings.BY_HAND));
        try (TarnCatalog tarn = TarnCatalog.open(config)) {
            tarn.catalog().createNamespace(Namespace.of("ns"));
            tarn.catalog().createTable(TABLE, RunningCatalog.SCHEMA);
        }
    }

    @AfterEach
    void stop() {
        started.forEach(ServerProcess::close);
    }

    private ServerProcess start() throws IOException {
        ServerProcess server = ServerProcess.start(directory, config.store());
        started.add(server);
        return server;
    }

    @Test
    void killedOnceAndStartedAgain() throws Exception {
        killAndStartAgain(1, 7);
    }

    @Test
    @Tag("long")
    void killedAgainAndAgain() throws Exception {
        killAndStartAgain(Integer.getInteger("tarn.kills", 20), 8);
    }

    private void killAndStartAgain(int kills, long seed) throws Exception {
        Random random = new Random(seed);
        ServerProcess server = start();
        doors.set(0, CompletableFuture.completedFuture(server.uri()));
        ConcurrentClients clients = new ConcurrentClients(_ -> doors.get(0).join());
        try (ExecutorService background = Executors.newSingleThreadExecutor()) {
            Future<?> work = background.submit(() -> run(clients, kills + 1, seed));
            for (int kill = 1; kill <= kills; kill++) {
                awaitAcknowledged(clients, (long) kill * ACKNOWLEDGED_BETWEEN);
                CompletableFuture<URI> next = new CompletableFuture<>();
                LockSupport.parkNanos(random.nextInt(20_000_000));
                doors.set(0, next);
                server.kill();
                server = start();
                next.complete(server.uri());
            }
            work.get(5, TimeUnit.MINUTES);
        }
        check(clients, kills, seed);
    }

    /// Everybody commits often enough for the last kill to come first.
    private static Void run(ConcurrentClients clients, int rounds, long seed) throws Exception {
        clients.run(
                CLIENTS,
                rounds * ACKNOWLEDGED_BETWEEN / CLIENTS + rounds,
                RunningCatalog.path(TABLE),
                seed);
        return null;
    }

    private static void awaitAcknowledged(ConcurrentClients clients, long count) {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (clients.count(Told.DONE) < count) {
            assertThat(System.nanoTime()).as("commits come").isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }

    /// Starts two servers on one database, kills one, and lets its clients go to the other.
    ///
    /// @return how many commits the clients were told are done, by both servers
    long twoServersOfWhichOneIsKilled(long seed) throws Exception {
        ServerProcess first = start();
        ServerProcess second = start();
        doors.set(0, CompletableFuture.completedFuture(first.uri()));
        doors.set(1, CompletableFuture.completedFuture(second.uri()));
        ConcurrentClients clients = new ConcurrentClients(client -> doors.get(client % 2).join());
        try (ExecutorService background = Executors.newSingleThreadExecutor()) {
            Future<?> work = background.submit(() -> run(clients, 3, seed));
            awaitAcknowledged(clients, ACKNOWLEDGED_BETWEEN);
            doors.set(0, doors.get(1));
            first.kill();
            work.get(5, TimeUnit.MINUTES);
        }
        check(clients, 1, seed);
        return clients.count(Told.DONE);
    }

    private void check(ConcurrentClients clients, int kills, long seed) throws IOException {
        try (TarnCatalog tarn = TarnCatalog.open(config);
                Database database = config.store().open()) {
            TableMetadata metadata =
                    ((BaseTable) tarn.catalog().loadTable(TABLE)).operations().current();
            List<Long> history = new ArrayList<>();
            metadata.snapshots().forEach(snapshot -> history.add(snapshot.snapshotId()));
            assertThat(AppendHistory.flaw(clients.events(), history)).isEmpty();
            metadata.previousFiles()
                    .forEach(entry ->
                            assertThat(Files.exists(Path.of(URI.create(entry.file())))).isTrue());
            long orphans = Orphans.reconcile(tarn, database, directory);
            System.out.printf(
                    "%s, seed %d: %d kills, %d commits acknowledged, %d unknown, %d snapshots, %d"
                            + " orphans, after reconcile 0%n",
                    getClass().getSimpleName(),
                    seed,
                    kills,
                    clients.count(Told.DONE),
                    clients.count(Told.UNKNOWN),
                    history.size(),
                    orphans);
        }
    }
}
