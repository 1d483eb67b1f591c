package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.catalog.service.DroppedEntry;
import dev.tarn.catalog.service.UndropRequest;
import dev.tarn.catalog.task.TaskSettings;
import dev.tarn.testkit.SeededRandom;

import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Drops, undrops, renames and purges against commits: whatever was acknowledged is there, and what
/// was purged stays away.
class DropRaceTest {
    private static final Namespace NAMESPACE = Namespace.of("ns");
    private static final List<String> NAMES = List.of("a", "b");

    @TempDir Path directory;

    private TarnCatalog tarn;
    private RESTCatalog catalog;

    @BeforeEach
    void open() {
        CatalogConfig config =
                RunningCatalog.config(directory)
                        .withUpkeep(UpkeepConfig.DEFAULT.withTasks(TaskSettings.BY_HAND));
        tarn = TarnCatalog.open(TestStores.on(getClass(), config));
        catalog = tarn.catalog();
        catalog.createNamespace(NAMESPACE);
    }

    @AfterEach
    void close() {
        tarn.close();
    }

    private static TableIdentifier named(String name) {
        return TableIdentifier.of(NAMESPACE, name);
    }

    /// Appends one file under whichever name the table has now; the snapshot's id goes to
    /// `acknowledged` only when the commit was answered.
    private Callable<Void> committer(Random random, int commits, Set<Long> acknowledged) {
        long seed = random.nextLong();
        return () -> {
            Random own = new Random(seed);
            for (int i = 0; i < commits; i++) {
                try {
                    Table table = catalog.loadTable(named(NAMES.get(own.nextInt(2))));
                    String file = table.location() + "/data/" + own.nextLong() + ".parquet";
                    var append = table.newAppend().appendFile(RichTable.dataFile(file));
                    long snapshot = append.apply().snapshotId();
                    append.commit();
                    acknowledged.add(snapshot);
                } catch (NoSuchTableException
                        | CommitFailedException
                        | NotFoundException
                        | CommitStateUnknownException e) {
                    // dropped, renamed or overtaken
                }
            }
            return null;
        };
    }

    /// Drops, undrops and renames at random.
    private Callable<Void> mover(Random random, int moves) {
        long seed = random.nextLong();
        return () -> {
            Random own = new Random(seed);
            for (int i = 0; i < moves; i++) {
                String name = NAMES.get(own.nextInt(2));
                String other = NAMES.get(own.nextInt(2));
                try {
                    switch (own.nextInt(4)) {
                        case 0 -> catalog.dropTable(named(name), false);
                        case 1 -> catalog.renameTable(named(name), named(other));
                        default -> undrop(named(name), named(other));
                    }
                } catch (NoSuchTableException | AlreadyExistsException e) {
                    // somebody else was there first
                }
            }
            return null;
        };
    }

    private void undrop(TableIdentifier name, TableIdentifier as) {
        tarn.upkeep().undrop(new UndropRequest(name, null, as));
    }

    private static void together(List<Callable<Void>> work) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(work.size())) {
            List<Future<Void>> running = new ArrayList<>();
            work.forEach(each -> running.add(threads.submit(each)));
            for (Future<Void> each : running) {
                each.get();
            }
        }
    }

    /// Brings the table back under the name `a`, wherever it is.
    private Table back() {
        if (catalog.tableExists(named("b"))) {
            catalog.renameTable(named("b"), named("a"));
        }
        for (DroppedEntry dropped : tarn.upkeep().dropped()) {
            undrop(dropped.name(), named("a"));
        }
        return catalog.loadTable(named("a"));
    }

    @Test
    void everyAcknowledgedCommitSurvivesDropsUndropsAndRenames() {
        SeededRandom.forEachSeed(
                8,
                random -> {
                    catalog.createTable(named("a"), RunningCatalog.SCHEMA);
                    Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
                    List<Callable<Void>> work = new ArrayList<>();
                    for (int i = 0; i < 4; i++) {
                        work.add(committer(random, 12, acknowledged));
                    }
                    work.add(mover(random, 60));
                    work.add(mover(random, 60));
                    together(work);
                    Table table = back();
                    Set<Long> there = new HashSet<>();
                    for (Snapshot snapshot : table.snapshots()) {
                        there.add(snapshot.snapshotId());
                    }
                    assertThat(there).containsAll(acknowledged);
                    assertThat(catalog.listTables(NAMESPACE)).containsExactly(named("a"));
                    assertThat(tarn.upkeep().dropped()).isEmpty();
                    catalog.dropTable(named("a"), true);
                    tarn.upkeep().runDue();
                });
    }

    @Test
    void purgeDuringCommitsLeavesNoTableAndNoMetadataBehind() {
        SeededRandom.forEachSeed(
                8,
                random -> {
                    Table table = catalog.createTable(named("a"), RunningCatalog.SCHEMA);
                    Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
                    List<Callable<Void>> work = new ArrayList<>();
                    for (int i = 0; i < 4; i++) {
                        work.add(committer(random, 8, acknowledged));
                    }
                    work.add(() -> {
                        Thread.yield();
                        catalog.dropTable(named("a"), true);
                        return null;
                    });
                    together(work);
                    assertThat(catalog.tableExists(named("a"))).isFalse();
                    tarn.upkeep().runDue();
                    tarn.upkeep().reconcile(Duration.ZERO);
                    assertThat(RichTable.files(table))
                            .noneMatch(name -> name.endsWith(".metadata.json"));
                    assertThat(tarn.upkeep().dropped()).isEmpty();
                });
    }
}
