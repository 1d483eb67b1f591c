package dev.tarn.server.lake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.server.lake.TestLake.Client;

import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/// Histories of transactions that read all rows of some tables and add a row of their own to
/// others, all at once, held against the states that the tables have had.
///
/// Each row is the number of its transaction, so that rows tell which commits a read has seen. Of
/// two transactions the one that has seen the other comes after it; so does one that has written to
/// a table which the other has read without seeing it.
class TransactionHistoriesTest {
    private static final List<String> TABLES = List.of("a", "b", "c");
    private static final int CLIENTS = 3;
    private static final int EACH = Integer.getInteger("tarn.transactions", 12);
    private static final long SEED = Long.getLong("tarn.seed", 7);

    @TempDir private Path folder = Path.of("");
    private final AtomicLong lastId = new AtomicLong();
    private final ConcurrentLinkedQueue<Done> history = new ConcurrentLinkedQueue<>();

    /// A transaction that has committed: what it saw of the tables it read, and where it wrote.
    private record Done(long id, Map<String, Set<Long>> read, Set<String> written) {}

    @ParameterizedTest
    @ValueSource(strings = {"serializable", "snapshot"})
    void are_as_isolated_as_was_asked_for(String level) throws Exception {
        try (TestLake lake = TestLake.open(folder.resolve("lake"))) {
            for (String table : TABLES) {
                lake.execute("create table " + table + " (id bigint)");
            }
            run(lake, level);
            for (Done each : history) {
                assertStates(lake, each);
            }
            if (level.equals("serializable")) {
                assertSerializable();
            }
        }
    }

    private void run(TestLake lake, String level) throws Exception {
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                Random random = new Random(SEED + i);
                running.add(
                        clients.submit(() -> {
                            for (int n = 0; n < EACH; n++) {
                                tryOne(lake.client(), level, random);
                            }
                        }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        }
        assertThat(history).as("seed %d", SEED).hasSizeGreaterThan(EACH / 2);
    }

    private void tryOne(Client client, String level, Random random) {
        long id = lastId.incrementAndGet();
        Map<String, Set<Long>> read = new HashMap<>();
        Set<String> written = new HashSet<>();
        try {
            client.execute("start transaction isolation level " + level);
            for (int i = 0; i < 2; i++) {
                String table = TABLES.get(random.nextInt(TABLES.size()));
                Set<Long> seen = ids(client.execute("select id from " + table));
                seen.remove(id);
                assertThat(read.getOrDefault(table, seen)).isEqualTo(seen);
                read.put(table, seen);
                String to = TABLES.get(random.nextInt(TABLES.size()));
                if (written.add(to)) {
                    client.execute("insert into %s values (%d)".formatted(to, id));
                }
            }
            client.execute("commit");
            history.add(new Done(id, read, written));
        } catch (SqlException lost) {
            assertThat(lost.code()).isEqualTo(ErrorCode.TRANSACTION_CONFLICT);
        }
    }

    private static Set<Long> ids(List<? extends List<?>> rows) {
        Set<Long> ids = new HashSet<>();
        rows.forEach(row -> ids.add((Long) row.getFirst()));
        return ids;
    }

    /// What was read is what a snapshot has, or no rows; what was written is there.
    private static void assertStates(TestLake lake, Done done) {
        done.read()
                .forEach((name, seen) -> {
                    Table table = lake.catalog().loadTable(TestLake.table(name));
                    List<Set<Long>> states = new ArrayList<>(List.of(Set.of()));
                    for (Snapshot snapshot : table.snapshots()) {
                        states.add(
                                ids(
                                        lake.execute(
                                                "select id from %s for version as of %d"
                                                        .formatted(name, snapshot.snapshotId()))));
                    }
                    assertThat(states).as("read by %d", done.id()).contains(seen);
                });
        for (String name : TABLES) {
            assertThat(ids(lake.execute("select id from " + name)).contains(done.id()))
                    .as("%d in %s", done.id(), name)
                    .isEqualTo(done.written().contains(name));
        }
    }

    /// There is an order in which each has seen just those before it: the graph of who comes before
    /// whom has no cycle.
    private void assertSerializable() {
        List<Done> left = new ArrayList<>(history);
        while (!left.isEmpty()) {
            List<Done> first =
                    left.stream()
                            .filter(one -> left.stream().noneMatch(two -> isBefore(two, one)))
                            .toList();
            assertThat(first).as("no order of %s, seed %d", left, SEED).isNotEmpty();
            left.removeAll(first);
        }
    }

    private static boolean isBefore(Done one, Done two) {
        if (one.id() == two.id()) {
            return false;
        }
        boolean isSeen =
                two.read().entrySet().stream().anyMatch(read -> read.getValue().contains(one.id()));
        boolean hasNotSeen =
                one.read().entrySet().stream()
                        .anyMatch(read ->
                                two.written().contains(read.getKey())
                                        && !read.getValue().contains(two.id()));
        return isSeen || hasNotSeen;
    }
}
