package dev.tarn.maintenance.expire;

import dev.tarn.maintenance.reach.FileJoin;
import dev.tarn.maintenance.reach.FileKind;
import dev.tarn.maintenance.reach.FileNames;
import dev.tarn.maintenance.reach.TableFile;
import dev.tarn.maintenance.reach.TablePlaces;
import dev.tarn.maintenance.reach.TableReach;
import dev.tarn.maintenance.reach.TableTarget;
import dev.tarn.storage.StorageException;

import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.exceptions.NotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// The files that nobody reaches once metadata are `after` and not `before` any more.
///
/// What only expired snapshots have is looked at whole; the manifests of those that stay are read
/// only if there is such a manifest. What the expired ones have lost already is passed over; what
/// the others have lost is an error.
final class ExpiryPlan {
    private static final Logger LOG = LoggerFactory.getLogger(ExpiryPlan.class);

    private final TableTarget target;
    private final TableMetadata before;
    private final TableMetadata after;
    private final TableReach reach;
    private final Map<String, ManifestFile> gone = new HashMap<>();
    private long reads;

    ExpiryPlan(TableTarget target, TableMetadata before, TableMetadata after) {
        this.target = target;
        this.before = before;
        this.after = after;
        this.reach = new TableReach(target.name(), target.io());
    }

    /// The snapshots that `after` does not have any more.
    static List<Long> expired(TableMetadata before, TableMetadata after) {
        List<Long> ids = new ArrayList<>();
        for (Snapshot snapshot : before.snapshots()) {
            if (after.snapshot(snapshot.snapshotId()) == null) {
                ids.add(snapshot.snapshotId());
            }
        }
        return ids;
    }

    /// Tells of each of those files, once.
    void forEach(Consumer<TableFile> visitor) {
        try (FileJoin join = new FileJoin(FileNames.STANDARD, FileJoin.Mismatch.IGNORE)) {
            Map<String, ManifestFile> kept = addKept(join);
            addGone(join, kept.keySet());
            if (!gone.isEmpty()) {
                kept.values()
                        .forEach(manifest -> read(manifest, file -> join.refer(file.location())));
            }
            TableReach.statistics(before).forEach(join::add);
            TableReach.statistics(after).forEach(file -> join.refer(file.location()));
            if (target.others() != null) {
                target.others().references(join::refer);
            }
            TablePlaces places = new TablePlaces(target);
            join.forEachUnreferenced((file, _) -> {
                if (places.mayDelete(file.location())) {
                    visitor.accept(file);
                } else {
                    LOG.debug("event=file_stays location={}", file.location());
                }
            });
        }
    }

    /// How many manifest lists and manifests were read.
    long reads() {
        return reads;
    }

    /// The manifests of the snapshots that stay, by location; they and their lists are referred to.
    private Map<String, ManifestFile> addKept(FileJoin join) {
        Map<String, ManifestFile> kept = new HashMap<>();
        for (Snapshot snapshot : after.snapshots()) {
            if (snapshot.manifestListLocation() != null) {
                join.refer(snapshot.manifestListLocation());
            }
            reads++;
            for (ManifestFile manifest : reach.manifests(snapshot)) {
                kept.putIfAbsent(manifest.path(), manifest);
            }
        }
        kept.keySet().forEach(join::refer);
        return kept;
    }

    private void addGone(FileJoin join, Set<String> kept) {
        Set<String> lists = new HashSet<>();
        for (long id : expired(before, after)) {
            Snapshot snapshot = before.snapshot(id);
            String list = snapshot.manifestListLocation();
            if (list != null && lists.add(list)) {
                join.add(new TableFile(list, FileKind.MANIFEST_LIST, 0, 0));
            }
            reads++;
            unlessMissing(() -> {
                for (ManifestFile manifest : reach.manifests(snapshot)) {
                    if (!kept.contains(manifest.path())) {
                        gone.putIfAbsent(manifest.path(), manifest);
                    }
                }
            });
        }
        for (ManifestFile manifest : gone.values()) {
            join.add(new TableFile(manifest.path(), FileKind.MANIFEST, manifest.length(), 0));
            unlessMissing(() -> read(manifest, join::add));
        }
    }

    private void read(ManifestFile manifest, Consumer<TableFile> visitor) {
        reads++;
        reach.content(manifest, before, visitor);
    }

    /// What an expired snapshot has lost was deleted before, and what only that told of is left to
    /// the removal of orphan files.
    private void unlessMissing(Runnable reading) {
        try {
            reading.run();
        } catch (RuntimeException e) {
            if (!isMissing(e)) {
                throw e;
            }
            LOG.warn("event=expired_file_missing table={}", target.name(), e);
        }
    }

    private static boolean isMissing(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof NotFoundException
                    || cause instanceof StorageException storage
                            && storage.kind() == StorageException.Kind.NOT_FOUND) {
                return true;
            }
        }
        return false;
    }
}
