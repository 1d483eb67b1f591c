package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tarn.catalog.service.ChangeEvent;
import dev.tarn.catalog.store.StoreLocation;

import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/// Two processes commit to one table in one PostgreSQL, and one of them is killed, again and again:
/// every commit that was acknowledged is there, once and in order, and the other goes on.
class TwoServersTest {
    private static final TableIdentifier TABLE = TableIdentifier.of("ns", "t");
    private static final int KILLS = 2;
    private static final int COMMITS_BEFORE_KILL = 15;

    @TempDir Path directory;

    /// The process that is killed: commits until then, and says so after each commit.
    static final class Committer {
        private Committer() {}

        public static void main(String[] arguments) {
            StoreLocation.Postgresql store = TestStores.postgres(arguments[1]);
            try (TarnCatalog tarn =
                    TarnCatalog.open(
                            RunningCatalog.config(Path.of(arguments[0])).withStore(store))) {
                for (int i = 0; ; i++) {
                    String key = arguments[2] + "-" + i;
                    commit(tarn.catalog(), key);
                    System.out.println("committed " + key);
                    System.out.flush();
                }
            }
        }
    }

    private static void commit(RESTCatalog catalog, String key) {
        catalog.loadTable(TABLE).updateProperties().set(key, "1").commit();
    }

    @Test
    void noAcknowledgedCommitIsLostWhenAServerIsKilled() throws Exception {
        StoreLocation.Postgresql store = TestStores.newPostgres();
        List<String> acknowledged = new ArrayList<>();
        try (TarnCatalog tarn =
                TarnCatalog.open(RunningCatalog.config(directory).withStore(store))) {
            tarn.catalog().createNamespace(Namespace.of("ns"));
            tarn.catalog()
                    .buildTable(TABLE, RunningCatalog.SCHEMA)
                    .withProperty("commit.retry.num-retries", "100")
                    .withProperty("commit.retry.min-wait-ms", "5")
                    .withProperty("write.metadata.previous-versions-max", "10000")
                    .create();
            AtomicBoolean stop = new AtomicBoolean();
            CompletableFuture<List<String>> own =
                    CompletableFuture.supplyAsync(() -> commitUntil(stop, tarn.catalog()));
            for (int kill = 0; kill < KILLS; kill++) {
                acknowledged.addAll(commitAndDie(store, "child" + kill));
            }
            stop.set(true);
            acknowledged.addAll(own.get());
            commit(tarn.catalog(), "after");
            acknowledged.add("after");
            check(tarn, acknowledged);
        }
    }

    private static List<String> commitUntil(AtomicBoolean stop, RESTCatalog catalog) {
        List<String> committed = new ArrayList<>();
        for (int i = 0; !stop.get(); i++) {
            commit(catalog, "own-" + i);
            committed.add("own-" + i);
            LockSupport.parkNanos(20_000_000);
        }
        return committed;
    }

    private List<String> commitAndDie(StoreLocation.Postgresql store, String name)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--"))
                .forEach(command::add);
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx256m", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.addAll(List.of(Committer.class.getName(), directory.toString(), store.url(), name));
        Path output = directory.resolve(name + ".out");
        Process process =
                new ProcessBuilder(command)
                        .redirectOutput(output.toFile())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        await().atMost(Duration.ofSeconds(120))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> committed(output).size() >= COMMITS_BEFORE_KILL);
        process.destroyForcibly().waitFor();
        return committed(output);
    }

    /// Whole lines only.
    private static List<String> committed(Path output) throws IOException {
        String text = Files.exists(output) ? Files.readString(output) : "";
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .filter(line -> line.startsWith("committed "))
                .map(line -> line.substring("committed ".length()))
                .toList();
    }

    private void check(TarnCatalog tarn, List<String> acknowledged) {
        Table table = tarn.catalog().loadTable(TABLE);
        assertThat(table.properties().keySet()).containsAll(acknowledged);
        long there =
                table.properties().keySet().stream()
                        .filter(key -> key.matches("(own|child\\d)-\\d+|after"))
                        .count();
        // a commit whose server died before it could say so
        assertThat(there - acknowledged.size()).isBetween(0L, (long) KILLS);

        List<ChangeEvent> events = tarn.feed().list(0, 100_000);
        String pointer = null;
        for (ChangeEvent event : events.subList(1, events.size())) {
            assertThat(event.before().metadataLocation()).isEqualTo(pointer);
            pointer = event.after().metadataLocation();
        }
        TableMetadata metadata = ((BaseTable) table).operations().current();
        assertThat(pointer).isEqualTo(metadata.metadataFileLocation());
        assertThat(events).hasSize((int) there + 2);
        assertThat(metadata.previousFiles()).hasSize((int) there);
        Map<String, String> properties = table.properties();
        long files = RunningCatalog.countFiles(directory, ".metadata.json");
        assertThat(files - there - 1).as("files of killed commits").isBetween(0L, (long) KILLS);
        System.out.printf(
                "two servers: %d kills, %d commits acknowledged, %d there, %d files of killed"
                        + " commits%n",
                KILLS, acknowledged.size(), there, files - there - 1);
        assertThat(new TreeSet<>(properties.keySet())).contains("after");
    }
}
