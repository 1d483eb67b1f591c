package dev.tarn.catalog.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// Changes that wait together share a transaction, and nothing else. The worker begins only when
/// the test says so.
class GroupCommitTest {
    private static final String INSERT =
            "INSERT INTO warehouse (id, location, created_millis) VALUES (?, ?, 0)";

    @TempDir Path directory;

    private final BlockingQueue<Runnable> held = new LinkedBlockingQueue<>();
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private SqliteDatabase database;
    private GroupCommit group;

    @BeforeEach
    void open() {
        database = SqliteDatabase.open(directory.resolve("catalog.db"));
        database.writer().useHandle(handle -> handle.execute("DELETE FROM warehouse"));
        group = new GroupCommit(database, held::add);
    }

    @AfterEach
    void close() {
        callers.close();
        database.close();
    }

    /// Puts a change into the line, and returns when it stands there.
    private <T> Future<T> submit(Function<Handle, T> work) throws InterruptedException {
        Future<T> answer = callers.submit(() -> group.run(work));
        Runnable turn = held.poll(10, TimeUnit.SECONDS);
        assertThat(turn).isNotNull();
        turns.add(turn);
        return answer;
    }

    private final List<Runnable> turns = new ArrayList<>();

    private void runAll() {
        turns.forEach(Runnable::run);
        turns.clear();
    }

    private static Function<Handle, Handle> inserting(String id) {
        return handle -> insert(handle, id);
    }

    private static Handle insert(Handle handle, String id) {
        handle.execute(INSERT, id, "file:/" + id);
        return handle;
    }

    private List<String> ids() {
        return database.reader()
                .withHandle(handle ->
                        handle.createQuery("SELECT id FROM warehouse ORDER BY id")
                                .mapTo(String.class)
                                .list());
    }

    private static Throwable failure(Future<?> answer) {
        try {
            answer.get(10, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            return java.util.Objects.requireNonNull(e.getCause());
        } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
            throw new AssertionError(e);
        }
        throw new AssertionError("No failure");
    }

    @Test
    void changesThatWaitShareATransaction() throws Exception {
        Future<Handle> a = submit(inserting("a"));
        Future<Handle> b = submit(inserting("b"));
        Future<Handle> c = submit(inserting("c"));
        assertThat(ids()).isEmpty();
        runAll();
        assertThat(a.get()).isSameAs(b.get()).isSameAs(c.get());
        assertThat(ids()).containsExactly("a", "b", "c");
    }

    @Test
    void failingChangeTakesBackItsOwnAndLeavesItsNeighboursAlone() throws Exception {
        Future<Handle> before = submit(inserting("a"));
        Future<Handle> thrown =
                submit(handle -> {
                    insert(handle, "x");
                    throw new IllegalStateException("refused");
                });
        Future<Handle> refusedByTheDatabase =
                submit(handle -> {
                    insert(handle, "y");
                    return insert(handle, "a");
                });
        Future<Handle> after = submit(inserting("b"));
        runAll();
        assertThat(before.get()).isSameAs(after.get());
        assertThat(failure(thrown)).isInstanceOf(IllegalStateException.class).hasMessage("refused");
        assertThat(failure(refusedByTheDatabase)).isInstanceOf(StoreUnavailableException.class);
        assertThat(ids()).containsExactly("a", "b");
    }

    @Test
    void changeThatFailsFirstLeavesTheOthersATransactionOfTheirOwn() throws Exception {
        Future<Handle> first =
                submit(handle -> {
                    insert(handle, "x");
                    throw new IllegalStateException("refused");
                });
        Future<Handle> second = submit(inserting("a"));
        runAll();
        assertThat(failure(first)).isInstanceOf(IllegalStateException.class);
        second.get();
        assertThat(ids()).containsExactly("a");
    }

    @Test
    void failureIsToldOnlyWhenTheNeighboursAreCommitted() throws Exception {
        submit(inserting("a"));
        List<String> seenByTheRefused = new ArrayList<>();
        Future<Handle> refused =
                submit(handle -> {
                    throw new IllegalStateException("a is taken");
                });
        Future<Boolean> asked =
                callers.submit(() -> {
                    assertThatThrownBy(() -> refused.get(10, TimeUnit.SECONDS))
                            .isInstanceOf(ExecutionException.class);
                    return seenByTheRefused.addAll(ids());
                });
        runAll();
        asked.get(10, TimeUnit.SECONDS);
        assertThat(seenByTheRefused).containsExactly("a");
    }

    /// SQLite checks a deferred key at COMMIT.
    private static Handle dangling(Handle handle) {
        handle.execute("PRAGMA defer_foreign_keys = ON");
        handle.execute(
                "INSERT INTO namespace (id, warehouse_id, parent_id, parent_path, path, properties,"
                    + " version, created_millis) VALUES ('n', 'nowhere', NULL, '', 'n', '{}', 1,"
                    + " 0)");
        return handle;
    }

    @Test
    void failedCommitIsUnknownToAllThatWroteAndAnotherTryForTheRest() throws Exception {
        Future<Handle> a = submit(inserting("a"));
        Future<Handle> refused =
                submit(handle -> {
                    throw new IllegalStateException("a is taken");
                });
        Future<Handle> culprit = submit(GroupCommitTest::dangling);
        Future<Handle> b = submit(inserting("b"));
        runAll();
        for (Future<Handle> one : List.of(a, culprit, b)) {
            assertThat(failure(one)).isInstanceOf(CommitOutcomeUnknownException.class);
        }
        assertThat(failure(refused)).isInstanceOf(RolledBackException.class);
        assertThat(ids()).isEmpty();
        Future<Handle> next = submit(inserting("c"));
        runAll();
        next.get();
        assertThat(ids()).containsExactly("c");
    }

    @Test
    void transactionThatTheDatabaseEndedIsAnotherTryForTheNeighbours() throws Exception {
        Future<Handle> a = submit(inserting("a"));
        Future<Handle> ending =
                submit(handle -> {
                    handle.execute("ROLLBACK");
                    return insert(handle, "x");
                });
        Future<Handle> b = submit(inserting("b"));
        runAll();
        assertThat(failure(a)).isInstanceOf(RolledBackException.class);
        assertThat(failure(ending)).isInstanceOf(StoreUnavailableException.class);
        b.get();
        assertThat(ids()).doesNotContain("a").contains("b");
    }

    @Test
    void groupIsBounded() throws Exception {
        int count = 2 * GroupCommit.MAX_CHANGES + 10;
        List<Future<Handle>> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            answers.add(submit(inserting("id" + i)));
        }
        runAll();
        Map<Handle, Integer> sizes = new HashMap<>();
        for (Future<Handle> answer : answers) {
            sizes.merge(answer.get(), 1, Integer::sum);
        }
        assertThat(sizes.values())
                .containsExactlyInAnyOrder(GroupCommit.MAX_CHANGES, GroupCommit.MAX_CHANGES, 10);
        assertThat(ids()).hasSize(count);
    }

    @Test
    void whoIsInterruptedInTheLineLeavesItUndone() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        Future<Integer> waiting = submit(_ -> runs.incrementAndGet());
        waiting.cancel(true);
        callers.shutdown();
        assertThat(callers.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        runAll();
        assertThat(runs).hasValue(0);
    }

    @Test
    void closedWorkerIsADatabaseThatCannotBeWritten() {
        GroupCommit closed =
                new GroupCommit(
                        database,
                        _ -> {
                            throw new RejectedExecutionException();
                        });
        assertThatThrownBy(() -> closed.run(inserting("a")))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("closed");
    }
}
