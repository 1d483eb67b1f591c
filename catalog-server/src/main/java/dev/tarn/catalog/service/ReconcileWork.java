package dev.tarn.catalog.service;

import dev.tarn.catalog.store.EntryKind;
import dev.tarn.catalog.store.KeyRange;
import dev.tarn.catalog.store.PointerRow;
import dev.tarn.catalog.store.TaskProgress;
import dev.tarn.catalog.store.UpkeepStore;
import dev.tarn.catalog.task.TaskRun;
import dev.tarn.catalog.task.TaskWork;

import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.io.FileInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongConsumer;

/// Deletes metadata files that were written for commits that never came to be: those of a process
/// that died between writing the file and the database, and those whose outcome nobody knew.
///
/// A file goes when all of this is so: its name says that this catalog wrote it ([FileMark]); it is
/// older than the given age, so no commit under way is waiting to use it; it is young enough that
/// the event of its commit would still be there; and no event, row or metadata log names it.
public final class ReconcileWork implements TaskWork {
    static final String KIND = "reconcile";

    private static final Logger LOG = LoggerFactory.getLogger(ReconcileWork.class);
    private static final Duration CLOCK_SKEW = Duration.ofHours(1);
    private static final int PAGE = 500;
    private static final int BATCH = 1_000;

    private final UpkeepStore upkeep;
    private final WarehouseFiles files;
    private final Function<String, Locations> locations;
    private final Clock clock;
    private final LongConsumer sleepMillis;

    /// @param locations the location policy of a warehouse, by id
    public ReconcileWork(
            UpkeepStore upkeep,
            WarehouseFiles files,
            Function<String, Locations> locations,
            Clock clock,
            LongConsumer sleepMillis) {
        this.upkeep = upkeep;
        this.files = files;
        this.locations = locations;
        this.clock = clock;
        this.sleepMillis = sleepMillis;
    }

    @Override
    public String kind() {
        return KIND;
    }

    /// The parameters are the age, as ISO 8601 has it.
    @Override
    public void run(TaskRun run) {
        String warehouse = run.row().warehouseId();
        long youngest = clock.millis() - Duration.parse(run.row().parameters()).toMillis();
        long oldest =
                upkeep.eventsKeptSinceMillis()
                        .map(since -> since + CLOCK_SKEW.toMillis())
                        .orElse(Long.MIN_VALUE);
        Sweep sweep = new Sweep(run, files.of(warehouse), new Ages(oldest, youngest));
        Locations places = locations.apply(warehouse);
        for (String root : places.ownRoots()) {
            sweep.list(root);
        }
        String after = null;
        while (true) {
            List<PointerRow> page = upkeep.listPointers(new KeyRange(after, PAGE));
            for (PointerRow row : page) {
                if (row.warehouseId().equals(warehouse) && !places.isInOwnRoot(row.location())) {
                    sweep.list(row.location() + "/metadata");
                }
            }
            if (page.size() < PAGE) {
                break;
            }
            after = page.getLast().id();
        }
        sweep.flush();
    }

    private record Ages(long oldestMillis, long youngestMillis) {
        boolean contains(long millis) {
            return millis >= oldestMillis && millis <= youngestMillis;
        }
    }

    private final class Sweep {
        private final TaskRun run;
        private final MetadataFiles metadataFiles;
        private final Ages ages;
        private final FilePages pages;
        private final Map<String, List<String>> byDirectory = new TreeMap<>();
        private int candidateCount;
        private long deletedCount;
        private long keptCount;

        Sweep(TaskRun run, MetadataFiles metadataFiles, Ages ages) {
            this.run = run;
            this.metadataFiles = metadataFiles;
            this.ages = ages;
            this.pages = new FilePages(metadataFiles.io(), sleepMillis);
        }

        void list(String prefix) {
            for (FileInfo file : metadataFiles.list(prefix)) {
                run.heartbeat();
                String location = file.location();
                if (MetadataFiles.isMetadata(location)
                        && metadataFiles.mark().isOwn(location)
                        && ages.contains(file.createdAtMillis())) {
                    String directory = location.substring(0, location.lastIndexOf('/'));
                    byDirectory.computeIfAbsent(directory, _ -> new ArrayList<>()).add(location);
                    if (++candidateCount >= BATCH) {
                        flush();
                    }
                }
            }
        }

        void flush() {
            byDirectory.forEach(this::tidy);
            byDirectory.clear();
            candidateCount = 0;
            run.checkpoint(new TaskProgress("", deletedCount, keptCount));
        }

        private void tidy(String directory, List<String> candidates) {
            run.heartbeat();
            Set<String> known = new HashSet<>();
            Set<String> spellings =
                    new HashSet<>(List.of(directory, Locations.canonical(directory)));
            for (String spelling : spellings) {
                upkeep.listCommitted(spelling)
                        .forEach(file -> known.add(Locations.canonical(file)));
            }
            List<String> unknown = without(candidates, known);
            if (unknown.isEmpty()) {
                return;
            }
            known.addAll(namedByOwner(directory));
            List<String> orphans = without(unknown, known);
            if (!orphans.isEmpty()) {
                LOG.info("orphans={} directory={}", orphans.size(), directory);
            }
            for (List<String> page : FilePages.pages(orphans)) {
                pages.delete(page);
                deletedCount += page.size();
            }
        }

        private List<String> without(List<String> candidates, Set<String> known) {
            List<String> result = new ArrayList<>();
            for (String file : candidates) {
                if (known.contains(Locations.canonical(file))) {
                    keptCount++;
                } else {
                    result.add(file);
                }
            }
            return result;
        }

        /// What the pointer and the metadata log of the entry that lives there name.
        private Set<String> namedByOwner(String directory) {
            Set<String> named = new HashSet<>();
            upkeep.findOwner(Outside.withAncestors(Locations.canonical(directory)))
                    .flatMap(upkeep::findPointer)
                    .ifPresent(row -> {
                        named.add(Locations.canonical(row.metadataLocation()));
                        TableMetadata metadata = readOrNull(row);
                        if (metadata != null) {
                            metadata.previousFiles()
                                    .forEach(entry -> named.add(Locations.canonical(entry.file())));
                        }
                    });
            return named;
        }

        private @Nullable TableMetadata readOrNull(PointerRow row) {
            if (row.kind() == EntryKind.VIEW) {
                return null;
            }
            try {
                return metadataFiles.readTable(row.metadataLocation());
            } catch (RuntimeException e) {
                if (TableFiles.isMissing(e)) {
                    return null;
                }
                throw e;
            }
        }
    }
}
