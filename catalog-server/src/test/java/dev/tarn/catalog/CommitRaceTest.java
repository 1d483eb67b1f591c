package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Many writers at once: every success is there afterwards, every failure left nothing.
class CommitRaceTest {
    private static final int THREADS = 8;
    private static final int COMMITS_EACH = 6;

    @RegisterExtension static final RunningCatalog CATALOG = new RunningCatalog();

    private static <T> List<T> together(Callable<T> work)
            throws InterruptedException, ExecutionException {
        CyclicBarrier start = new CyclicBarrier(THREADS);
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                futures.add(
                        threads.submit(() -> {
                            start.await(10, TimeUnit.SECONDS);
                            return work.call();
                        }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        }
    }

    private static TableIdentifier newTable() {
        TableIdentifier identifier = TableIdentifier.of(CATALOG.newNamespace(), "t");
        CATALOG.catalog()
                .buildTable(identifier, RunningCatalog.SCHEMA)
                .withProperty("commit.retry.num-retries", "200")
                .withProperty("commit.retry.min-wait-ms", "5")
                .withProperty("commit.retry.max-wait-ms", "50")
                .withProperty("write.metadata.previous-versions-max", "1000")
                .create();
        return identifier;
    }

    private static long metadataFiles(Table table) {
        return RunningCatalog.countFiles(
                java.nio.file.Path.of(java.net.URI.create(table.location())), ".metadata.json");
    }

    @Test
    void appendsOfManyWritersAreAllThereAndLosersLeaveNoMetadataFile() throws Exception {
        TableIdentifier identifier = newTable();
        AtomicInteger sequence = new AtomicInteger();
        together(() -> {
            Table table = CATALOG.catalog().loadTable(identifier);
            for (int i = 0; i < COMMITS_EACH; i++) {
                table.newFastAppend()
                        .appendFile(dataFile(table, sequence.incrementAndGet()))
                        .commit();
            }
            return null;
        });
        Table table = CATALOG.catalog().loadTable(identifier);
        int commits = THREADS * COMMITS_EACH;
        assertThat(table.snapshots()).hasSize(commits);
        assertThat(table.currentSnapshot().summary())
                .containsEntry("total-data-files", "" + commits);
        assertThat(metadataFiles(table)).isEqualTo(commits + 1);
        assertThat(((BaseTable) table).operations().current().previousFiles()).hasSize(commits);
    }

    private static DataFile dataFile(Table table, int number) {
        return DataFiles.builder(PartitionSpec.unpartitioned())
                .withPath(table.location() + "/data/" + number + ".parquet")
                .withFileSizeInBytes(10)
                .withRecordCount(1)
                .build();
    }

    @Test
    void lostSwapsAreRetriedByTheServerAndTheirFilesDeleted() throws Exception {
        TableIdentifier identifier = newTable();
        AtomicInteger sequence = new AtomicInteger();
        together(() -> {
            Table table = CATALOG.catalog().loadTable(identifier);
            for (int i = 0; i < COMMITS_EACH; i++) {
                String key = "k" + sequence.incrementAndGet();
                table.updateProperties().set(key, "1").commit();
            }
            return null;
        });
        Table table = CATALOG.catalog().loadTable(identifier);
        for (int i = 1; i <= THREADS * COMMITS_EACH; i++) {
            assertThat(table.properties()).containsKey("k" + i);
        }
        assertThat(metadataFiles(table)).isEqualTo(THREADS * COMMITS_EACH + 1);
    }

    @Test
    void writersWithoutRequirementsAllSucceedWithoutAConflict() throws Exception {
        TableIdentifier identifier = newTable();
        AtomicInteger sequence = new AtomicInteger();
        List<Integer> statuses =
                together(() -> {
                    int status = 200;
                    for (int i = 0; i < COMMITS_EACH; i++) {
                        int reply = setProperty(identifier, sequence.incrementAndGet());
                        status = Math.max(status, reply);
                    }
                    return status;
                });
        assertThat(statuses).containsOnly(200);
        Table table = CATALOG.catalog().loadTable(identifier);
        assertThat(metadataFiles(table)).isEqualTo(THREADS * COMMITS_EACH + 1);
    }

    private static int setProperty(TableIdentifier identifier, int number) {
        return CATALOG.post(
                        RunningCatalog.path(identifier),
                        """
                        {"requirements":[],
                         "updates":[{"action":"set-properties","updates":{"k%d":"1"}}]}\
                        """
                                .formatted(number))
                .status();
    }

    @Test
    void ofManyCreatorsExactlyOneWins() throws Exception {
        TableIdentifier identifier = TableIdentifier.of(CATALOG.newNamespace(), "one");
        RESTCatalog catalog = CATALOG.catalog();
        List<String> created =
                together(() -> {
                    try {
                        return catalog.createTable(identifier, RunningCatalog.SCHEMA).location();
                    } catch (AlreadyExistsException e) {
                        return "lost";
                    }
                });
        String winner = catalog.loadTable(identifier).location();
        assertThat(created).containsOnlyOnce(winner);
        assertThat(created.stream().filter("lost"::equals)).hasSize(THREADS - 1);
    }

    @Test
    void ofManyDroppersOneDropsAndTheOthersFindNothing() throws Exception {
        TableIdentifier identifier = newTable();
        List<Boolean> dropped = together(() -> CATALOG.catalog().dropTable(identifier, false));
        assertThat(dropped).containsOnlyOnce(true);
    }

    @Test
    void dropOfANamespaceAndCreatesInItNeverLeaveATableWithoutANamespace() throws Exception {
        RESTCatalog catalog = CATALOG.catalog();
        Namespace namespace = CATALOG.newNamespace();
        AtomicInteger sequence = new AtomicInteger();
        together(() -> {
            int me = sequence.incrementAndGet();
            try {
                if (me % 2 == 0) {
                    catalog.dropNamespace(namespace);
                } else {
                    catalog.createTable(
                            TableIdentifier.of(namespace, "t" + me), RunningCatalog.SCHEMA);
                }
            } catch (org.apache.iceberg.exceptions.NamespaceNotEmptyException
                    | org.apache.iceberg.exceptions.NoSuchNamespaceException
                    | NoSuchTableException e) {
                // one side loses, either way
            }
            return null;
        });
        if (catalog.namespaceExists(namespace)) {
            for (TableIdentifier table : catalog.listTables(namespace)) {
                assertThat(catalog.loadTable(table).schema().columns()).hasSize(2);
            }
        }
    }

    @Test
    void renameDuringCommitsLosesNeither() throws Exception {
        TableIdentifier identifier = newTable();
        TableIdentifier renamed = TableIdentifier.of(identifier.namespace(), "renamed");
        AtomicInteger sequence = new AtomicInteger();
        AtomicInteger committed = new AtomicInteger();
        together(() -> {
            int me = sequence.incrementAndGet();
            if (me == 1) {
                CATALOG.catalog().renameTable(identifier, renamed);
                return null;
            }
            try {
                Table table = CATALOG.catalog().loadTable(identifier);
                table.updateProperties().set("k" + me, "1").commit();
                committed.incrementAndGet();
            } catch (NoSuchTableException e) {
                // a commit under the old name after the rename
            }
            return null;
        });
        Table table = CATALOG.catalog().loadTable(renamed);
        long kept = table.properties().keySet().stream().filter(k -> k.startsWith("k")).count();
        assertThat(kept).isEqualTo(committed.get());
        assertThat(CATALOG.catalog().tableExists(identifier)).isFalse();
    }
}
