package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.catalog.service.TaskReport;
import dev.tarn.catalog.store.TaskRow;
import dev.tarn.catalog.store.TaskStore;
import dev.tarn.catalog.task.TaskSettings;
import dev.tarn.testkit.FailingFileIO;
import dev.tarn.testkit.SeededRandom;

import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// A purge that fails or is killed at any step is finished by whoever comes next, and what another
/// table shares survives all of it.
class PurgeCrashTest {
    private static final TableIdentifier TABLE = TableIdentifier.of("ns", "t");
    private static final TableIdentifier OTHER = TableIdentifier.of("ns", "other");
    private static final int MAX_STEPS = 400;

    @TempDir Path directory;

    private final ManualClock clock = new ManualClock();
    private CatalogConfig config;
    private FailingFileIO io;
    private KillingTasks tasks;

    @BeforeEach
    void configure() {
        config =
                TestStores.on(
                        getClass(),
                        RunningCatalog.config(directory)
                                .withClock(clock)
                                .withUpkeep(UpkeepConfig.DEFAULT.withTasks(TaskSettings.BY_HAND)));
    }

    private TarnCatalog open() {
        return TarnCatalog.open(
                config,
                new CatalogSeams(
                        store -> store,
                        real -> io = new FailingFileIO(real),
                        real -> tasks = new KillingTasks(real)));
    }

    /// The process dies: nothing is caught, nothing is given back.
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /// Real tasks, whose n-th write from now on kills the process before or after it.
    private static final class KillingTasks implements TaskStore {
        private final TaskStore real;
        private int until = Integer.MAX_VALUE;
        private boolean isAfter;
        private int updates;

        KillingTasks(TaskStore real) {
            this.real = real;
        }

        void killAt(int update, boolean after) {
            until = updates + update;
            isAfter = after;
        }

        @Override
        public boolean update(TaskRow task) {
            updates++;
            if (updates == until && !isAfter) {
                throw new Killed();
            }
            boolean result = real.update(task);
            if (updates == until) {
                throw new Killed();
            }
            return result;
        }

        @Override
        public boolean insert(TaskRow task) {
            return real.insert(task);
        }

        @Override
        public Optional<TaskRow> find(String id) {
            return real.find(id);
        }

        @Override
        public List<TaskRow> latest(String warehouseId, int limit) {
            return real.latest(warehouseId, limit);
        }

        @Override
        public List<TaskRow> due(Collection<String> kinds, long nowMillis, int limit) {
            return real.due(kinds, nowMillis, limit);
        }

        @Override
        public boolean wake(String id, long nowMillis) {
            return real.wake(id, nowMillis);
        }

        @Override
        public List<TaskRow> open(int limit) {
            return real.open(limit);
        }

        @Override
        public Optional<TaskRow> claim(
                TaskRow seen, String owner, long nowMillis, long leaseEndMillis) {
            return real.claim(seen, owner, nowMillis, leaseEndMillis);
        }

        @Override
        public boolean tryAgain(String id, long nowMillis) {
            return real.tryAgain(id, nowMillis);
        }

        @Override
        public int deleteEnded(long beforeMillis, int limit) {
            return real.deleteEnded(beforeMillis, limit);
        }
    }

    /// A table about to be purged and another that shares its first file.
    private Table prepare(TarnCatalog tarn) {
        if (!tarn.catalog().namespaceExists(Namespace.of("ns"))) {
            tarn.catalog().createNamespace(Namespace.of("ns"));
        }
        Table table = RichTable.create(tarn.catalog(), TABLE, 2);
        tarn.catalog().dropTable(OTHER, true);
        tarn.upkeep().runDue();
        Table other = tarn.catalog().createTable(OTHER, RunningCatalog.SCHEMA);
        RichTable.append(other, table.location() + "/data/0.parquet");
        clock.advance(Duration.ofSeconds(1));
        return table;
    }

    private void checkPurged(TarnCatalog tarn, Table table) {
        assertThat(RichTable.files(table)).containsExactly("data/0.parquet");
        assertThat(RichTable.contentFiles(tarn.catalog().loadTable(OTHER))).isEqualTo(1);
        TaskReport task = tarn.upkeep().tasks().getFirst();
        assertThat(task.state()).isEqualTo("done");
        assertThat(task.keptFiles()).isEqualTo(1);
        assertThat(tarn.upkeep().dropped()).isEmpty();
    }

    /// Every step of the first few, then every third.
    private static int next(int step) {
        return step < 6 ? step + 1 : step + 3;
    }

    /// Fails the n-th call of a kind for n = 1, 2, … until a purge no longer gets there.
    ///
    /// @param isFatal whether that fails the attempt; Iceberg's manifest cache reads again by
    ///   itself what it could not open
    private void failAtEachCallOf(FailingFileIO.Kind kind, boolean isFatal) {
        int failures = 0;
        try (TarnCatalog tarn = open()) {
            for (int step = 1; step <= MAX_STEPS; step = next(step)) {
                Table table = prepare(tarn);
                tarn.catalog().dropTable(TABLE, true);
                long before = io.count(kind);
                io.failAt(kind, step);
                tarn.upkeep().runDue();
                boolean isOver = io.count(kind) < before + step;
                TaskReport task = tarn.upkeep().tasks().getFirst();
                boolean isFailed = task.state().equals("waiting");
                assertThat(isFailed || task.state().equals("done")).isTrue();
                assertThat(isFailed && isOver).isFalse();
                failures += isFailed ? 1 : 0;
                io.failAt(kind, 1_000_000);
                clock.advance(Duration.ofMinutes(1));
                tarn.upkeep().runDue();
                checkPurged(tarn, table);
                if (isOver) {
                    assertThat(failures > 0).isEqualTo(isFatal);
                    return;
                }
            }
        }
        throw new AssertionError("Purge of a small table takes more than " + MAX_STEPS + " calls");
    }

    @Test
    void failureOfAnyDeleteIsTriedAgain() {
        failAtEachCallOf(FailingFileIO.Kind.DELETE, true);
    }

    @Test
    void failureToOpenAnyFileIsOvercome() {
        failAtEachCallOf(FailingFileIO.Kind.OPEN, false);
    }

    @Test
    void failureToListIsTriedAgain() {
        failAtEachCallOf(FailingFileIO.Kind.LIST, true);
    }

    /// Whoever is killed keeps the lease; another process goes on when it ends.
    private void killAtEachUpdate(boolean after) {
        for (int step = 1; step <= MAX_STEPS; step = next(step)) {
            Table table;
            boolean isKilled = false;
            try (TarnCatalog tarn = open()) {
                table = prepare(tarn);
                tarn.catalog().dropTable(TABLE, true);
                tasks.killAt(step, after);
                try {
                    tarn.upkeep().runDue();
                } catch (Killed e) {
                    isKilled = true;
                }
            }
            try (TarnCatalog tarn = open()) {
                if (isKilled) {
                    assertThat(tarn.upkeep().runDue()).isZero();
                    clock.advance(TaskSettings.DEFAULT.lease());
                    assertThat(tarn.upkeep().runDue()).isEqualTo(1);
                }
                checkPurged(tarn, table);
            }
            if (!isKilled) {
                assertThat(step).isGreaterThan(5);
                return;
            }
        }
    }

    @Test
    void processThatIsKilledBeforeAnyCheckpointLosesNothing() {
        killAtEachUpdate(false);
    }

    @Test
    void processThatIsKilledAfterAnyCheckpointLosesNothing() {
        killAtEachUpdate(true);
    }

    @Test
    void manyFailuresOfAllKindsOneAfterTheOtherEndInAFinishedPurge() {
        try (TarnCatalog tarn = open()) {
            SeededRandom.forEachSeed(
                    6,
                    random -> {
                        Table table = prepare(tarn);
                        tarn.catalog().dropTable(TABLE, true);
                        List<FailingFileIO.Kind> kinds =
                                List.of(
                                        FailingFileIO.Kind.DELETE,
                                        FailingFileIO.Kind.OPEN,
                                        FailingFileIO.Kind.READ,
                                        FailingFileIO.Kind.LIST);
                        for (int i = 0; i < 6; i++) {
                            io.failAt(
                                    kinds.get(random.nextInt(kinds.size())),
                                    1 + random.nextInt(40));
                            tarn.upkeep().runDue();
                            clock.advance(Duration.ofHours(1));
                        }
                        kinds.forEach(kind -> io.failAt(kind, 1_000_000));
                        tarn.upkeep().runDue();
                        checkPurged(tarn, table);
                    });
        }
    }

    @Test
    void purgeThatFailsForEverEndsAsFailedAndCanBeTriedAgain() {
        try (TarnCatalog tarn = open()) {
            Table table = prepare(tarn);
            tarn.catalog().dropTable(TABLE, true);
            for (int i = 0; i < 12; i++) {
                io.failAt(FailingFileIO.Kind.DELETE, 1);
                tarn.upkeep().runDue();
                clock.advance(Duration.ofHours(1));
            }
            TaskReport failed = tarn.upkeep().tasks().getFirst();
            assertThat(failed.state()).isEqualTo("failed");
            assertThat(failed.message()).contains("Injected");
            tarn.upkeep().runDue();
            assertThat(RichTable.files(table)).hasSizeGreaterThan(20);
            io.failAt(FailingFileIO.Kind.DELETE, 1_000_000);
            tarn.upkeep().tryAgain(failed.id());
            tarn.upkeep().runDue();
            checkPurged(tarn, table);
        }
    }

    @Test
    void ofTwoServersOneDoesEachTask() throws InterruptedException {
        try (TarnCatalog one = open();
                TarnCatalog two = open()) {
            one.catalog().createNamespace(Namespace.of("ns"));
            int tables = 12;
            for (int i = 0; i < tables; i++) {
                TableIdentifier identifier = TableIdentifier.of("ns", "t" + i);
                Table table = one.catalog().createTable(identifier, RunningCatalog.SCHEMA);
                RichTable.append(table, RichTable.file(table, "data/a.parquet"));
                one.catalog().dropTable(identifier, true);
            }
            int[] done = new int[2];
            Thread first = Thread.ofPlatform().start(() -> done[0] = one.upkeep().runDue());
            Thread second = Thread.ofPlatform().start(() -> done[1] = two.upkeep().runDue());
            first.join();
            second.join();
            assertThat(done[0] + done[1]).isEqualTo(tables);
            assertThat(one.upkeep().tasks())
                    .extracting(TaskReport::state)
                    .containsOnly("done")
                    .hasSize(tables);
            assertThat(RichTable.files(directory.resolve("warehouse"))).isEmpty();
        }
    }
}
