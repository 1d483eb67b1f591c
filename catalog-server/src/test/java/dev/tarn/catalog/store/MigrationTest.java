package dev.tarn.catalog.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.testkit.PostgresServer;

import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// A database comes up to date with all that was in it, whoever opens it first.
class MigrationTest {
    @TempDir Path directory;

    @Test
    void whatWasInADatabaseWithoutWarehousesBelongsToTheDefaultOne() {
        Path file = directory.resolve("catalog.db");
        firstVersion(file);
        try (Database database = SqliteDatabase.open(file)) {
            CatalogStore store = JdbcCatalogStore.open(database, "default", "file:///w", 5);
            assertThat(store.findNamespace("a\u001fb"))
                    .hasValueSatisfying(row -> {
                        assertThat(row.parentId()).isEqualTo("n1");
                        assertThat(row.properties()).containsEntry("k", "v");
                    });
            assertThat(store.findEntry("a\u001fb", "t"))
                    .hasValueSatisfying(row -> {
                        assertThat(row.id()).isEqualTo("t1");
                        assertThat(row.version()).isEqualTo(7);
                    });
            assertThat(store.findIdempotency("key")).isPresent();
            List<EventRow> events = new EventStore(database).list(0, 10);
            assertThat(events).extracting(EventRow::warehouseId).containsExactly("default");
            assertThat(events.getFirst().oldSnapshotId()).isNull();
            CatalogStore other = JdbcCatalogStore.open(database, "other", "file:///o", 5);
            assertThat(other.findNamespace("a")).isEmpty();
            assertThat(other.findEntryById("t1")).isEmpty();
            assertThat(other.findIdempotency("key")).isEmpty();
        }
    }

    @Test
    void constraintsHoldAfterTheMigration() {
        Path file = directory.resolve("catalog.db");
        firstVersion(file);
        try (Database database = SqliteDatabase.open(file)) {
            CatalogStore store = JdbcCatalogStore.open(database, "default", "file:///w", 5);
            NamespaceRow parent = store.findNamespace("a").orElseThrow();
            boolean hasChildren = store.write(transaction -> transaction.hasChildren(parent));
            assertThat(hasChildren).isTrue();
            List<?> broken =
                    database.reader()
                            .withHandle(handle ->
                                    handle.createQuery("PRAGMA foreign_key_check")
                                            .mapToMap()
                                            .list());
            assertThat(broken).isEmpty();
            assertThatThrownBy(() ->
                            store.write(transaction -> transaction.deleteNamespace(parent.id())))
                    .isInstanceOf(StoreUnavailableException.class);
        }
    }

    private static void firstVersion(Path file) {
        String url = "jdbc:sqlite:" + file;
        Flyway.configure()
                .dataSource(url, null, null)
                .locations("classpath:db/migration/sqlite")
                .target("1")
                .loggers("slf4j")
                .load()
                .migrate();
        Jdbi.create(url)
                .useHandle(handle ->
                        handle.createScript(
                                        """
                                        INSERT INTO namespace VALUES
                                            ('n1', NULL, '', 'a', '{}', 1, 1),
                                            ('n2', 'n1', 'a', 'a\u001fb', '{"k":"v"}', 1, 1);
                                        INSERT INTO table_like VALUES ('t1', 'n2', 't', 'TABLE',
                                            'file:///w/t', 'file:///w/t/m.json', 7, 0, 1, 1);
                                        INSERT INTO change_event VALUES
                                            (1, 'c', 'create-table', 't1', 'a', 't', NULL, 'm', 1);
                                        INSERT INTO idempotency VALUES ('key', 'f', 'empty', '', 9);
                                        """)
                                .execute());
    }

    @Test
    void serversThatStartAtOnceOnAnEmptyPostgresAllComeUp() throws Exception {
        StoreLocation location =
                new StoreLocation.Postgresql(PostgresServer.shared().newDatabase(), null, null, 2);
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<Database>> opened = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                opened.add(threads.submit(location::open));
            }
            for (Future<Database> database : opened) {
                try (Database open = database.get()) {
                    CatalogStore store = JdbcCatalogStore.open(open, "default", "file:///w", 5);
                    assertThat(store.listNamespaces("", KeyRange.ALL, null)).isEmpty();
                }
            }
        }
    }
}
