package dev.tarn.catalog.service;

import dev.tarn.catalog.store.CatalogStore;
import dev.tarn.catalog.store.DroppedRow;
import dev.tarn.catalog.store.DroppedState;
import dev.tarn.catalog.store.UpkeepStore;
import dev.tarn.catalog.task.TaskRun;
import dev.tarn.catalog.task.TaskWork;

import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongConsumer;

/// Deletes the files of a dropped table that no other table reaches, then forgets it.
///
/// What is the table's: all that its last metadata reach, and the metadata files in its metadata
/// directory. What is not deleted: files that a live or kept table of the database reaches
/// ([References]), and of the files outside the table's location those that the catalog may not
/// write or that lie in another table's location. Without the last metadata file, the newest one
/// that was ever committed and is still there takes its place; when there is none, nothing is
/// deleted. See docs/design/007-catalog-whole.md.
public final class PurgeWork implements TaskWork {
    static final String KIND = "purge";

    /// Where maintenance writes down what it is about to do, below the metadata directory.
    private static final String JOURNALS = "/journal";

    private static final Logger LOG = LoggerFactory.getLogger(PurgeWork.class);

    private final UpkeepStore upkeep;
    private final WarehouseFiles files;
    private final Function<String, Locations> locations;
    private final Function<String, CatalogStore> stores;
    private final LongConsumer sleepMillis;

    /// @param locations the location policy of a warehouse, by id
    /// @param stores the store of a warehouse, by id
    public PurgeWork(
            UpkeepStore upkeep,
            WarehouseFiles files,
            Function<String, Locations> locations,
            Function<String, CatalogStore> stores,
            LongConsumer sleepMillis) {
        this.upkeep = upkeep;
        this.files = files;
        this.locations = locations;
        this.stores = stores;
        this.sleepMillis = sleepMillis;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public void run(TaskRun run) {
        Optional<DroppedRow> dropped =
                upkeep.findDropped(run.row().subjectId())
                        .filter(row -> row.state() == DroppedState.PURGING);
        if (dropped.isEmpty()) {
            return;
        }
        finish(run, purge(run, dropped.get()));
    }

    /// Returns what there is to say about it.
    private String purge(TaskRun run, DroppedRow dropped) {
        MetadataFiles metadataFiles = files.of(dropped.warehouseId());
        TableMetadata root = root(metadataFiles, dropped);
        if (root == null) {
            boolean isDone =
                    PurgeCursor.decode(run.progress().cursor()).step() == PurgeCursor.Step.ROOT;
            return isDone
                    ? ""
                    : "No metadata file is left, so what else the table had is unknown and stays";
        }
        if (!root.propertyAsBoolean(
                TableProperties.GC_ENABLED, TableProperties.GC_ENABLED_DEFAULT)) {
            return "All files stay: gc.enabled is false";
        }
        TableFiles reached = new TableFiles(metadataFiles.io(), root, run::heartbeat);
        Outside outside = Outside.of(reached, dropped, locations.apply(dropped.warehouseId()));
        outside.removeOwned(upkeep, run::heartbeat);
        String location = dropped.entry().location();
        Set<String> references =
                References.search(
                        upkeep,
                        files,
                        file -> Locations.isUnder(location, file) || outside.contains(file),
                        run::heartbeat);
        FilePages pages = new FilePages(metadataFiles.io(), sleepMillis);
        new PurgeSteps(
                        run,
                        pages,
                        file -> {
                            String canonical = Locations.canonical(file);
                            return (Locations.isUnder(location, canonical)
                                            || outside.contains(canonical))
                                    && !references.contains(canonical);
                        })
                .run(reached, otherMetadata(metadataFiles, dropped, root));
        return root.metadataFileLocation().equals(dropped.entry().metadataLocation())
                ? ""
                : "The last metadata file is missing; what went is what %s reached"
                        .formatted(root.metadataFileLocation());
    }

    /// The last metadata of the table, or the newest that is left; null when there are none.
    private @Nullable TableMetadata root(MetadataFiles metadataFiles, DroppedRow dropped) {
        List<String> candidates = new ArrayList<>();
        candidates.add(dropped.entry().metadataLocation());
        List<String> committed = committed(dropped);
        Collections.reverse(committed);
        candidates.addAll(committed);
        for (String candidate : candidates) {
            try {
                return metadataFiles.readTable(candidate);
            } catch (RuntimeException e) {
                if (!TableFiles.isMissing(e)) {
                    throw e;
                }
                LOG.debug("Metadata file {} is missing", candidate);
            }
        }
        return null;
    }

    private List<String> committed(DroppedRow dropped) {
        String directory = directory(dropped.entry().metadataLocation());
        List<String> result = new ArrayList<>();
        for (String file : upkeep.listCommitted(directory)) {
            if (Locations.isUnder(dropped.entry().location(), Locations.canonical(file))) {
                result.add(file);
            }
        }
        return result;
    }

    /// Metadata files beside the root that are in the table's location and in its directories, and
    /// journals.
    private static List<String> otherMetadata(
            MetadataFiles metadataFiles, DroppedRow dropped, TableMetadata root) {
        List<String> result = new ArrayList<>();
        List<String> directories = new ArrayList<>();
        directories.add(root.location() + "/metadata");
        String own = root.property(TableProperties.WRITE_METADATA_LOCATION, null);
        if (own != null) {
            directories.add(own);
        }
        for (String directory : directories) {
            if (Locations.isUnder(dropped.entry().location(), Locations.canonical(directory))) {
                result.addAll(metadataFiles.listMetadata(directory));
                metadataFiles
                        .list(directory + JOURNALS)
                        .forEach(file -> result.add(file.location()));
            }
        }
        String rootFile = Locations.canonical(root.metadataFileLocation());
        result.removeIf(file -> Locations.canonical(file).equals(rootFile));
        return result;
    }

    private static String directory(String file) {
        return file.substring(0, file.lastIndexOf('/'));
    }

    private void finish(TaskRun run, String message) {
        String id = run.row().subjectId();
        stores.apply(run.row().warehouseId())
                .write(transaction -> {
                    transaction.deleteDropped(id);
                    transaction.deleteAreas(id);
                    run.finishIn(transaction, message);
                    return id;
                });
    }
}
