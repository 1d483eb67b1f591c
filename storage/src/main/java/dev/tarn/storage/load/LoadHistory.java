package dev.tarn.storage.load;

import dev.tarn.storage.StorageException;
import dev.tarn.storage.io.FileListing;
import dev.tarn.storage.table.UncommittedRows;

import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileInfo;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// Which files a table was loaded from, as its current metadata has it.
///
/// The history is a file beside the table's metadata ([LoadRecords]) that the table property
/// [#PROPERTY] names. It is never changed: a load writes a new one, and names it in the commit that
/// adds the rows, so that rows and history are there together or not at all. Expiring snapshots
/// leaves it as it is; its name begins with `_`, which Spark's removal of orphans passes over. At
/// most [#MAX_FILES] files are remembered; where older ones were forgotten, [#known] refuses files
/// that may be among them.
///
/// Not thread-safe.
public final class LoadHistory {
    /// The table property that names the history's file.
    public static final String PROPERTY = "tarn.load-history";

    /// How many files are remembered.
    public static final int MAX_FILES = 1_000_000;

    /// How many records that were left out are remembered, of all loads together.
    static final int MAX_REJECTS = 10_000;

    private final Table table;
    private final @Nullable String location;
    private final LiveLoads live;
    private final int maxFiles;

    /// The history is not the table's any more, and its file is gone: another load came first. The
    /// table has been refreshed, unless a transaction keeps it as it was.
    public static final class MovedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private MovedException(String message) {
            super(message);
        }
    }

    private LoadHistory(Table table, int maxFiles) {
        this.table = table;
        this.location = table.properties().get(PROPERTY);
        this.live = LiveLoads.of(table);
        this.maxFiles = maxFiles;
    }

    /// The history of `table` in the state that it was loaded in.
    public static LoadHistory of(Table table) {
        return new LoadHistory(table, MAX_FILES);
    }

    static LoadHistory of(Table table, int maxFiles) {
        return new LoadHistory(table, maxFiles);
    }

    /// Where it is; null where nothing was loaded yet.
    public @Nullable String location() {
        return location;
    }

    /// Whether it lies where the table writes: if not, another table may have it too.
    public boolean isOwn() {
        String fresh = newLocation();
        String directory = fresh.substring(0, fresh.lastIndexOf('/') + 1);
        return location != null
                && location.startsWith(directory)
                && location.indexOf('/', directory.length()) < 0;
    }

    /// Whether a table with these properties has this history.
    public boolean isOf(Map<String, String> properties) {
        return Objects.equals(properties.get(PROPERTY), location);
    }

    /// Those of `files` whose rows the table has.
    ///
    /// @throws MovedException if another load came first
    /// @throws StorageException NOT_FOUND if the history is not there; UNSUPPORTED if one of
    ///   `files` is so old that it may have been forgotten
    public Set<FileInfo> known(Collection<FileInfo> files) {
        Map<String, FileInfo> asked = new HashMap<>();
        files.forEach(file -> asked.put(FileListing.identity(file.location()), file));
        Set<FileInfo> known = new HashSet<>();
        long forgottenMillis =
                read(entry -> {
                    if (entry instanceof LoadEntry.OfFile loaded && isLive(entry)) {
                        FileInfo file = asked.get(loaded.file().location());
                        if (file != null && loaded.file().isSame(LoadedFile.of(file))) {
                            known.add(file);
                        }
                    }
                });
        for (FileInfo file : files) {
            if (file.createdAtMillis() <= forgottenMillis && !known.contains(file)) {
                throw new StorageException(
                        StorageException.Kind.UNSUPPORTED,
                        "Whether %s was loaded into %s is not known: the last %d files are remembered, and it is older than some that no longer are; load it with FORCE = TRUE if it was not"
                                .formatted(file.location(), table.name(), maxFiles));
            }
        }
        return known;
    }

    /// Marks the snapshot that `update` makes as what `load` has loaded.
    public static void mark(SnapshotUpdate<?> update, String load) {
        update.set(LiveLoads.SUMMARY, load);
    }

    /// Marks the snapshot that `update` makes as what all loads of `snapshots` have loaded; answers
    /// whether there are any.
    public static boolean markAll(SnapshotUpdate<?> update, Collection<Snapshot> snapshots) {
        List<String> loads = new ArrayList<>();
        for (Snapshot snapshot : snapshots) {
            String load = snapshot.summary().get(LiveLoads.SUMMARY);
            if (load != null) {
                loads.add(load);
            }
        }
        if (!loads.isEmpty()) {
            update.set(LiveLoads.SUMMARY, String.join(",", loads));
        }
        return !loads.isEmpty();
    }

    private boolean isLive(LoadEntry entry) {
        return live.contains(entry.load(), entry.atMillis());
    }

    /// Tells the files whose rows the table has, and the records that are remembered as left out,
    /// of whatever loads.
    public void tell(Consumer<LoadEntry> entries) {
        read(entry -> {
            if (entry instanceof LoadEntry.OfReject || isLive(entry)) {
                entries.accept(entry);
            }
        });
    }

    /// Gives all entries, the oldest first; answers when the newest file that was forgotten was
    /// changed.
    private long read(Consumer<LoadEntry> entries) {
        if (location == null) {
            return Long.MIN_VALUE;
        }
        try {
            return LoadRecords.read(table.io().newInputFile(location), entries);
        } catch (NotFoundException missing) {
            if (UncommittedRows.of(table) != null) {
                throw new MovedException(
                        "%s was loaded from files by another statement since the transaction began, or its load history is lost; roll back and begin anew"
                                .formatted(table.name()));
            }
            table.refresh();
            if (!location.equals(table.properties().get(PROPERTY))) {
                throw new MovedException(
                        table.name()
                                + " was loaded from files by another statement at the same time");
            }
            throw new StorageException(
                    StorageException.Kind.NOT_FOUND,
                    "The load history %s of %s is not there, and without it nobody can tell which files were loaded; UNSET TBLPROPERTIES ('%s') begins a new one"
                            .formatted(location, table.name(), PROPERTY),
                    missing);
        }
    }

    /// Writes a history that has `entries` too, and answers where it is. What no branch or tag has
    /// of earlier loads is left out, and files that `entries` have again.
    public String write(List<LoadEntry> entries) {
        Predicate<LoadEntry> isKept = kept(entries);
        long[] surplus = {-maxFiles, -MAX_REJECTS};
        entries.forEach(entry -> surplus[kind(entry)]++);
        read(entry -> surplus[kind(entry)] += isKept.test(entry) ? 1 : 0);
        String target = newLocation();
        try (LoadRecords.Writer writer = LoadRecords.write(table.io().newOutputFile(target))) {
            long forgottenMillis =
                    read(entry -> {
                        if (isKept.test(entry)) {
                            if (surplus[kind(entry)]-- <= 0) {
                                writer.add(entry);
                            } else {
                                writer.forget(entry);
                            }
                        }
                    });
            entries.forEach(writer::add);
            writer.finish(forgottenMillis);
        } catch (RuntimeException | Error e) {
            delete(target, e);
            throw e;
        }
        return target;
    }

    /// Which entries of this history stay beside `added`, unless there are too many.
    private Predicate<LoadEntry> kept(List<LoadEntry> added) {
        Set<String> replaced = new HashSet<>();
        for (LoadEntry entry : added) {
            if (entry instanceof LoadEntry.OfFile loaded) {
                replaced.add(loaded.file().location());
            }
        }
        List<LiveLoads> branches = LiveLoads.ofAll(table);
        return entry ->
                switch (entry) {
                    case LoadEntry.OfReject _ -> true;
                    case LoadEntry.OfFile loaded ->
                            isLive(entry)
                                    ? !replaced.contains(loaded.file().location())
                                    : isIn(branches, entry);
                };
    }

    private static boolean isIn(List<LiveLoads> branches, LoadEntry entry) {
        return branches.stream()
                .anyMatch(branch -> branch.contains(entry.load(), entry.atMillis()));
    }

    private static int kind(LoadEntry entry) {
        return entry instanceof LoadEntry.OfFile ? 0 : 1;
    }

    private String newLocation() {
        String name = "_loads-" + UUID.randomUUID() + ".json.gz";
        return table instanceof HasTableOperations operated
                ? operated.operations().metadataFileLocation(name)
                : table.location() + "/metadata/" + name;
    }

    private void delete(String target, Throwable reason) {
        try {
            table.io().deleteFile(target);
        } catch (RuntimeException e) {
            reason.addSuppressed(e);
        }
    }
}
