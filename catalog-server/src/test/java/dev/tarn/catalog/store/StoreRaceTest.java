package dev.tarn.catalog.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.catalog.CatalogConfig;
import dev.tarn.catalog.TestStores;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// What the services look up and then rely on, under transactions that run at once: no check may be
/// outdated by the time of its write.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoreRaceTest {
    private static final int ROUNDS = 12;

    private Database database;
    private String root;
    private CatalogStore store;

    @BeforeAll
    void open(@TempDir Path directory) {
        CatalogConfig config = TestStores.on(getClass(), CatalogConfig.inDirectory(directory));
        database = config.store().open();
    }

    /// Every test has a warehouse of its own.
    @BeforeEach
    void bind() {
        String id = UUID.randomUUID().toString();
        root = "file:///" + id;
        store = JdbcCatalogStore.open(database, id, root, 1);
    }

    @AfterAll
    void close() {
        database.close();
    }

    private static <T> List<T> together(List<Callable<T>> work) throws Exception {
        CyclicBarrier start = new CyclicBarrier(work.size());
        try (ExecutorService threads = Executors.newFixedThreadPool(work.size())) {
            List<Future<T>> futures = new ArrayList<>();
            for (Callable<T> one : work) {
                futures.add(
                        threads.submit(() -> {
                            start.await(20, TimeUnit.SECONDS);
                            return one.call();
                        }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get(60, TimeUnit.SECONDS));
            }
            return results;
        }
    }

    private NamespaceRow namespace(String path) {
        NamespaceRow row =
                new NamespaceRow(UUID.randomUUID().toString(), null, "", path, Map.of(), 1, 1);
        assertThat(insert(row)).isTrue();
        return row;
    }

    private boolean insert(NamespaceRow row) {
        return store.write(transaction -> transaction.insertNamespace(row));
    }

    private static EntryRow entry(NamespaceRow parent, String name, String location) {
        return new EntryRow(
                UUID.randomUUID().toString(),
                parent.id(),
                parent.path(),
                name,
                EntryKind.TABLE,
                location,
                location + "/m.json",
                0,
                0,
                1,
                1);
    }

    /// As services create: the namespace is held, nothing overlaps, the name is free.
    private boolean create(EntryRow row) {
        return store.write(transaction ->
                transaction.lockNamespace(row.namespacePath(), RowLock.KEEP).isPresent()
                        && transaction.findOverlap(row.location(), row.id()).isEmpty()
                        && transaction.insertEntry(row));
    }

    private boolean dropEmpty(NamespaceRow row) {
        return store.write(transaction -> {
            Optional<NamespaceRow> found = transaction.lockNamespace(row.path(), RowLock.REMOVE);
            return found.isPresent()
                    && !transaction.hasChildren(found.get())
                    && transaction.deleteNamespace(row.id());
        });
    }

    @RepeatedTest(ROUNDS)
    void aNamespaceIsDroppedOrFilledButNotBoth() throws Exception {
        NamespaceRow parent = namespace("n");
        NamespaceRow child =
                new NamespaceRow(
                        UUID.randomUUID().toString(), parent.id(), "n", "n\u001fc", Map.of(), 1, 1);
        List<Boolean> done =
                together(
                        List.of(
                                () -> dropEmpty(parent),
                                () -> create(entry(parent, "t", root + "/t")),
                                () ->
                                        store.write(transaction ->
                                                transaction
                                                                .lockNamespace("n", RowLock.KEEP)
                                                                .isPresent()
                                                        && transaction.insertNamespace(child))));
        boolean isDropped = done.getFirst();
        assertThat(done.get(1)).isEqualTo(!isDropped);
        assertThat(done.get(2)).isEqualTo(!isDropped);
        assertThat(store.findNamespace("n").isPresent()).isEqualTo(!isDropped);
        assertThat(store.findEntry("n", "t").isPresent()).isEqualTo(!isDropped);
    }

    @RepeatedTest(ROUNDS)
    void ofOverlappingLocationsOneIsTaken() throws Exception {
        NamespaceRow parent = namespace("n");
        List<String> locations = List.of(root + "/a", root + "/a/b", root + "/a/b/c", root + "/a");
        List<Callable<Boolean>> creates = new ArrayList<>();
        for (int i = 0; i < locations.size(); i++) {
            EntryRow row = entry(parent, "t" + i, locations.get(i));
            creates.add(() -> create(row));
        }
        EntryRow beside = entry(parent, "beside", root + "/ab");
        creates.add(() -> create(beside));
        List<Boolean> created = together(creates);
        assertThat(created.getLast()).isTrue();
        assertThat(created.subList(0, 4)).containsOnlyOnce(true);
        assertThat(store.listNames(parent.id(), EntryKind.TABLE, KeyRange.ALL, null)).hasSize(2);
    }

    @RepeatedTest(ROUNDS)
    void siblingsInOneFolderAreAllCreated() throws Exception {
        NamespaceRow parent = namespace("n");
        List<Callable<Boolean>> creates = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            EntryRow row = entry(parent, "t" + i, root + "/tables/" + UUID.randomUUID());
            creates.add(() -> create(row));
        }
        assertThat(together(creates)).containsOnly(true);
    }

    @RepeatedTest(ROUNDS)
    void ofTwoRenamesOfOneTableOneWins() throws Exception {
        NamespaceRow parent = namespace("n");
        EntryRow row = entry(parent, "t", root + "/t");
        assertThat(create(row)).isTrue();
        List<Boolean> renamed =
                together(
                        List.of(
                                () -> rename(row, parent, "a"),
                                () -> rename(row, parent, "b"),
                                () -> rename(row, parent, "c")));
        assertThat(renamed).containsOnlyOnce(true);
    }

    @RepeatedTest(ROUNDS)
    void aNameIsTakenByOneOfARenameAndACreate() throws Exception {
        NamespaceRow parent = namespace("n");
        EntryRow row = entry(parent, "t", root + "/t");
        assertThat(create(row)).isTrue();
        List<Boolean> taken =
                together(
                        List.of(
                                () -> rename(row, parent, "new"),
                                () -> create(entry(parent, "new", root + "/n"))));
        assertThat(taken).containsOnlyOnce(true);
        assertThat(store.findEntry("n", "new")).isPresent();
        assertThat(store.findEntry("n", "t").isPresent()).isEqualTo(taken.getLast());
    }

    private boolean rename(EntryRow row, NamespaceRow target, String name) {
        return store.write(transaction ->
                transaction.lockNamespace(target.path(), RowLock.KEEP).isPresent()
                        && transaction.renameEntry(row, target.id(), name));
    }

    @RepeatedTest(ROUNDS)
    void aRemovalSeesTheLastCommitOrTheCommitSeesTheRemoval() throws Exception {
        NamespaceRow parent = namespace("n");
        EntryRow row = entry(parent, "t", root + "/t");
        assertThat(create(row)).isTrue();
        PointerSwap swap =
                new PointerSwap(row.id(), 0, root + "/t/2.json", row.location(), false, 2);
        List<Optional<String>> seen =
                together(
                        List.of(
                                () ->
                                        store.write(transaction -> {
                                            Optional<EntryRow> now =
                                                    transaction.lockEntry(row.id());
                                            transaction.deleteEntry(row.id());
                                            return now.map(EntryRow::metadataLocation);
                                        }),
                                () ->
                                        store.write(transaction ->
                                                transaction.swapPointer(swap)
                                                        ? Optional.of("swapped")
                                                        : Optional.empty())));
        boolean isSwapped = seen.getLast().isPresent();
        assertThat(seen.getFirst())
                .hasValue(isSwapped ? root + "/t/2.json" : row.metadataLocation());
    }

    @Test
    void propertiesChangedAtOnceAreAllKept() throws Exception {
        NamespaceRow row = namespace("n");
        List<Callable<Boolean>> changes = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String key = "k" + i;
            changes.add(() ->
                    store.write(transaction -> {
                        NamespaceRow now =
                                transaction.lockNamespace(row.path(), RowLock.CHANGE).orElseThrow();
                        Map<String, String> properties = new java.util.HashMap<>(now.properties());
                        properties.put(key, "1");
                        return transaction.updateNamespaceProperties(
                                now.withProperties(properties));
                    }));
        }
        assertThat(together(changes)).containsOnly(true);
        assertThat(store.findNamespace("n").orElseThrow().properties()).hasSize(8);
    }

    @RepeatedTest(3)
    void transactionsThatLockInOppositeOrderBothHappen() throws Exception {
        NamespaceRow parent = namespace("n");
        EntryRow one = entry(parent, "one", root + "/1");
        EntryRow two = entry(parent, "two", root + "/2");
        assertThat(create(one)).isTrue();
        assertThat(create(two)).isTrue();
        assertThat(together(List.of(() -> touch(one, two), () -> touch(two, one))))
                .containsExactly(true, true);
        assertThat(store.findEntryById(one.id()).orElseThrow().version()).isEqualTo(2);
        assertThat(store.findEntryById(two.id()).orElseThrow().version()).isEqualTo(2);
    }

    private boolean touch(EntryRow first, EntryRow second) {
        return store.write(transaction ->
                swapNow(transaction, first) && pause() && swapNow(transaction, second));
    }

    private static boolean pause() {
        // long enough for the other transaction to hold its first lock
        java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
        return true;
    }

    private static boolean swapNow(StoreTransaction transaction, EntryRow row) {
        EntryRow now = transaction.lockEntry(row.id()).orElseThrow();
        return transaction.swapPointer(
                new PointerSwap(
                        row.id(), now.version(), now.metadataLocation(), now.location(), false, 3));
    }

    @RepeatedTest(ROUNDS)
    void oneKeyIsUsedOnceAndAnExpiredOneAgain() throws Exception {
        IdempotencyRow row = new IdempotencyRow("key", "f", "empty", "", 10);
        List<Callable<Boolean>> inserts = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            inserts.add(() -> store.write(transaction -> transaction.insertIdempotency(row, 5)));
        }
        assertThat(together(inserts)).containsOnlyOnce(true);
        IdempotencyRow later = new IdempotencyRow("key", "g", "empty", "", 30);
        assertThat(store.<Boolean>write(transaction -> transaction.insertIdempotency(later, 20)))
                .isTrue();
        assertThat(store.findIdempotency("key").orElseThrow().fingerprint()).isEqualTo("g");
    }
}
