package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.catalog.service.ChangeEvent;
import dev.tarn.catalog.store.CatalogStore;
import dev.tarn.catalog.store.CommitOutcomeUnknownException;
import dev.tarn.catalog.store.Database;
import dev.tarn.catalog.store.JdbcCatalogStore;
import dev.tarn.catalog.store.NamespaceRow;
import dev.tarn.catalog.store.StoreLocation;
import dev.tarn.catalog.store.StoreUnavailableException;
import dev.tarn.testkit.PostgresServer;

import org.apache.iceberg.BaseTable;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ServiceUnavailableException;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/// PostgreSQL goes away in the middle of work: what is known is said, and what is not known is
/// called unknown.
class LostConnectionTest {
    private static final TableIdentifier TABLE = TableIdentifier.of("ns", "t");
    private static final long SEED = Long.getLong("tarn.seed", 23);

    @TempDir Path directory;

    private static NamespaceRow row(String path) {
        return new NamespaceRow(UUID.randomUUID().toString(), null, "", path, Map.of(), 1, 1);
    }

    @Test
    void connectionLostBeforeCommitHasProvablyWrittenNothing() {
        StoreLocation.Postgresql location = TestStores.newPostgres();
        try (Database database = location.open()) {
            CatalogStore store = JdbcCatalogStore.open(database, "default", "file:///w", 1);
            assertThatThrownBy(() ->
                            store.write(transaction -> {
                                transaction.insertNamespace(row("a"));
                                PostgresServer.shared().cutConnections(location.url());
                                return transaction.insertNamespace(row("b"));
                            }))
                    .isInstanceOf(StoreUnavailableException.class);
            assertThat(store.findNamespace("a")).isEmpty();
            assertThat(store.<Boolean>write(t -> t.insertNamespace(row("a")))).isTrue();
        }
    }

    @Test
    void connectionLostAtCommitIsUnknown() {
        StoreLocation.Postgresql location = TestStores.newPostgres();
        try (Database database = location.open()) {
            CatalogStore store = JdbcCatalogStore.open(database, "default", "file:///w", 1);
            assertThatThrownBy(() ->
                            store.write(transaction -> {
                                boolean done = transaction.insertNamespace(row("a"));
                                PostgresServer.shared().cutConnections(location.url());
                                return done;
                            }))
                    .isInstanceOf(CommitOutcomeUnknownException.class);
            assertThat(store.findNamespace("a")).isEmpty();
        }
    }

    @Test
    void aServerThatIsNotThereIsNamedWithoutThePassword() {
        StoreLocation.Postgresql nowhere =
                new StoreLocation.Postgresql(
                        "jdbc:postgresql://localhost:1/lake?password=hidden", "u", "secret", 2);
        assertThatThrownBy(nowhere::open)
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("jdbc:postgresql://localhost:1/lake")
                .hasMessageNotContaining("hidden")
                .hasMessageNotContaining("secret");
    }

    @Test
    void commitsUnderConnectionsThatAreCutAgainAndAgain() throws Exception {
        StoreLocation.Postgresql location = TestStores.newPostgres();
        CatalogConfig config = RunningCatalog.config(directory).withStore(location);
        Set<String> acknowledged = new HashSet<>();
        Set<String> unknown = new HashSet<>();
        try (TarnCatalog tarn = TarnCatalog.open(config)) {
            tarn.catalog().createNamespace(Namespace.of("ns"));
            tarn.catalog()
                    .buildTable(TABLE, RunningCatalog.SCHEMA)
                    .withProperty("write.metadata.previous-versions-max", "10000")
                    .create();
            AtomicBoolean stop = new AtomicBoolean();
            try (ExecutorService cutter = Executors.newSingleThreadExecutor()) {
                Future<?> cutting = cutter.submit(() -> cut(location.url(), stop));
                for (int i = 0; i < 150; i++) {
                    commitOnce(tarn.catalog(), "k" + i, acknowledged, unknown);
                }
                stop.set(true);
                cutting.get();
            }
            System.out.printf(
                    "cut connections (seed %d): %d commits acknowledged, %d unknown%n",
                    SEED, acknowledged.size(), unknown.size());
            Map<String, String> properties = tarn.catalog().loadTable(TABLE).properties();
            assertThat(properties.keySet()).containsAll(acknowledged);
            assertThat(acknowledged).isNotEmpty();
            checkFiles(tarn, unknown.size());
        }
    }

    private static void cut(String url, AtomicBoolean stop) {
        Random random = new Random(SEED);
        while (!stop.get()) {
            java.util.concurrent.locks.LockSupport.parkNanos(random.nextInt(60_000_000));
            PostgresServer.shared().cutConnections(url);
        }
    }

    /// One attempt, without the client's own retries.
    private static void commitOnce(
            RESTCatalog catalog, String key, Set<String> acknowledged, Set<String> unknown) {
        TableOperations operations;
        TableMetadata base;
        try {
            operations = ((BaseTable) catalog.loadTable(TABLE)).operations();
            base = operations.current();
        } catch (ServiceUnavailableException e) {
            return;
        }
        try {
            operations.commit(
                    base, TableMetadata.buildFrom(base).setProperties(Map.of(key, "1")).build());
            acknowledged.add(key);
        } catch (CommitStateUnknownException e) {
            // iceberg's client says so of every 5xx
            unknown.add(key);
        }
    }

    /// Only commits of unknown outcome may leave a file that no table has.
    private void checkFiles(TarnCatalog tarn, int unknown) {
        List<ChangeEvent> events = tarn.feed().list(0, 100_000);
        long committed = events.stream().filter(event -> event.name() != null).count();
        long files = RunningCatalog.countFiles(directory, ".metadata.json");
        assertThat(files).isBetween(committed, committed + unknown);
        TableMetadata metadata =
                ((BaseTable) tarn.catalog().loadTable(TABLE)).operations().current();
        assertThat(metadata.previousFiles()).hasSize((int) committed - 1);
    }
}
