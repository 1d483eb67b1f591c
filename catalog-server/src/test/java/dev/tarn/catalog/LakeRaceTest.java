package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.catalog.AppendHistory.Event;
import dev.tarn.catalog.AppendHistory.Told;
import dev.tarn.catalog.LakeRace.Plan;
import dev.tarn.catalog.service.ChangeEvent;
import dev.tarn.catalog.service.DroppedEntry;
import dev.tarn.catalog.service.UndropRequest;

import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/// 64 writers against drops, undrops, renames and purges: every acknowledged snapshot is in its
/// table's history once, in an order that time allows, whatever name the table ended under; what
/// was purged is gone with its files, and everything else is whole.
class LakeRaceTest {
    private static final int WRITERS = 64;
    private static final int FEED_PAGE = 10_000;

    @RegisterExtension static final RunningCatalog CATALOG = new RunningCatalog();

    @Test
    void manyWritersOfOneTableThatMoves() throws Exception {
        check(new Plan(1, WRITERS, 1, 1, 1));
    }

    @Test
    void manyWritersOfManyTablesThatMove() throws Exception {
        check(new Plan(12, WRITERS, 2, 3, 2));
    }

    @Test
    @Tag("long")
    void manyRacesOfAllSizes() throws Exception {
        int races = Integer.getInteger("tarn.races", 20);
        for (int seed = 0; seed < races; seed++) {
            int names = List.of(1, 2, 4, 16, 48).get(seed % 5);
            check(new Plan(names, WRITERS, names < 4 ? 3 : 12, 2 + seed % 5, 100 + seed));
        }
    }

    private void check(Plan plan) throws Exception {
        LakeRace race = new LakeRace(CATALOG, plan);
        race.run();
        Map<String, Fate> fates = fates(race.namespace());
        Map<String, List<Event>> events = race.events();
        Set<String> kept = checkHistories(race.namespace(), fates);
        for (var table : events.entrySet()) {
            Fate fate = fates.get(table.getKey());
            assertThat(fate).as("table %s has no event", table.getKey()).isNotNull();
            assertThat(AppendHistory.flaw(table.getValue(), fate.history))
                    .as("%s, table %s", plan, table.getKey())
                    .isEmpty();
        }
        long purged = checkPurgedAreGone(fates);
        assertThat(race.count(Told.DONE)).isGreaterThan(plan.writers() / 2);
        assertThat(kept.size() + purged).isEqualTo(fates.size());
        System.out.printf(
                "%s %s: %d acknowledged, %d refused, %d unknown; moves %s; %d tables, %d purged%n",
                getClass().getSimpleName(),
                plan,
                race.count(Told.DONE),
                race.count(Told.REFUSED),
                race.count(Told.UNKNOWN),
                race.moves(),
                fates.size(),
                purged);
    }

    /// What the events say became of a table.
    private static final class Fate {
        private final List<Long> history = new ArrayList<>();
        private String home = "";
        private String pointer;
        private boolean isPurged;

        void follow(ChangeEvent event) {
            assertThat(isPurged).as("after its purge: %s", event).isFalse();
            assertThat(event.before().metadataLocation()).as(event.toString()).isEqualTo(pointer);
            switch (event.kind()) {
                case "create-table", "undrop-table" -> pointer = event.after().metadataLocation();
                case "update-table" -> {
                    pointer = event.after().metadataLocation();
                    history.add(Objects.requireNonNull(event.after().snapshotId()));
                }
                case "drop-table" -> pointer = null;
                case "purge-table" -> isPurged = true;
                case "rename-table" -> {}
                default -> throw new AssertionError("Nobody did this: " + event);
            }
        }
    }

    /// By UUID, which is the name of the directory a table is in.
    private static Map<String, Fate> fates(String namespace) {
        Map<String, Fate> byObject = new HashMap<>();
        Map<String, Fate> result = new HashMap<>();
        long sequence = 0;
        while (true) {
            List<ChangeEvent> page = CATALOG.tarn().feed().list(sequence, FEED_PAGE);
            for (ChangeEvent event : page) {
                if (event.namespace().equals(List.of(namespace)) && event.name() != null) {
                    Fate fate = byObject.computeIfAbsent(event.objectId(), _ -> new Fate());
                    fate.follow(event);
                    if (event.kind().equals("create-table")) {
                        String file = Objects.requireNonNull(event.after().metadataLocation());
                        fate.home = file.substring(0, file.lastIndexOf("/metadata/"));
                        result.put(fate.home.substring(fate.home.lastIndexOf('/') + 1), fate);
                    }
                }
            }
            if (page.isEmpty()) {
                return result;
            }
            sequence = page.getLast().sequence();
        }
    }

    /// Tables that are there, or come back when they are undropped, have the history that the
    /// events tell, and all files of it.
    private static Set<String> checkHistories(String namespace, Map<String, Fate> fates) {
        Set<String> checked = new HashSet<>();
        Upkeeper upkeep = CATALOG.tarn().upkeep();
        int number = 0;
        for (DroppedEntry dropped : upkeep.dropped()) {
            if (dropped.name().namespace().toString().equals(namespace)
                    && dropped.state().equals("kept")) {
                TableIdentifier as = TableIdentifier.of(Namespace.of(namespace), "back" + number++);
                upkeep.undrop(new UndropRequest(null, dropped.id(), as));
            }
        }
        for (TableIdentifier live : CATALOG.catalog().listTables(Namespace.of(namespace))) {
            TableMetadata metadata =
                    ((BaseTable) CATALOG.catalog().loadTable(live)).operations().current();
            Fate fate = fates.get(metadata.uuid());
            List<Long> history = metadata.snapshots().stream().map(Snapshot::snapshotId).toList();
            assertThat(history).as(live.toString()).isEqualTo(fate.history);
            assertThat(fate.isPurged).isFalse();
            TableMetadataParser.read(CATALOG.tarn().io(), metadata.metadataFileLocation());
            metadata.previousFiles().forEach(entry -> assertThat(path(entry.file())).exists());
            metadata.statisticsFiles().forEach(file -> assertThat(path(file.path())).exists());
            metadata.snapshots().forEach(s -> assertThat(path(s.manifestListLocation())).exists());
            checked.add(metadata.uuid());
        }
        return checked;
    }

    /// Of a purged table, no metadata file is left, and no other that was ever committed.
    private static long checkPurgedAreGone(Map<String, Fate> fates) throws Exception {
        CATALOG.tarn().upkeep().runDue();
        CATALOG.tarn().upkeep().reconcile(Duration.ZERO);
        long purged = 0;
        for (Fate fate : fates.values()) {
            if (!fate.isPurged) {
                continue;
            }
            purged++;
            for (long snapshot : fate.history) {
                assertThat(path(Appends.statisticsFile(fate.home, snapshot))).doesNotExist();
                assertThat(path(Appends.manifestList(fate.home, snapshot))).doesNotExist();
            }
            if (Files.exists(path(fate.home))) {
                try (Stream<Path> left = Files.walk(path(fate.home))) {
                    assertThat(left.filter(file -> file.toString().endsWith(".metadata.json")))
                            .isEmpty();
                }
            }
        }
        return purged;
    }

    private static Path path(String location) {
        return Path.of(URI.create(location));
    }
}
