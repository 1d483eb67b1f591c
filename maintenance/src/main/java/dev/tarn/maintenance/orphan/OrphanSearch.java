package dev.tarn.maintenance.orphan;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.spi.FileOwnership;
import dev.tarn.maintenance.journal.Journal;
import dev.tarn.maintenance.journal.Journals;
import dev.tarn.maintenance.reach.FileJoin;
import dev.tarn.maintenance.reach.FileKind;
import dev.tarn.maintenance.reach.FileNames;
import dev.tarn.maintenance.reach.TableFile;
import dev.tarn.maintenance.reach.TablePlaces;
import dev.tarn.maintenance.reach.TableReach;
import dev.tarn.maintenance.reach.TableTarget;
import dev.tarn.storage.io.FileListing;

import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Consumer;

/// Finds the files in a table's own places that nobody refers to and that are old enough.
///
/// First the files are listed, then everything that refers to files is gone through: what is
/// committed in between is found. For one thread; closing it deletes what it has on disk.
final class OrphanSearch implements AutoCloseable {
    private static final String VERSION_HINT = "version-hint.text";

    private final TableTarget target;
    private final FileOwnership.Others others;
    private final Journals journals;
    private final Wish wish;
    private final TablePlaces places;
    private final FileJoin join;
    private final FileJoin restored = new FileJoin(FileNames.STANDARD, FileJoin.Mismatch.IGNORE);
    private long listed;

    /// What to look for.
    ///
    /// @param olderThanMillis files that changed later are none
    /// @param location the only directory to look in; null for all of the table's
    record Wish(
            long olderThanMillis,
            @Nullable String location,
            FileNames names,
            FileJoin.Mismatch mismatch) {}

    /// @param others than the table
    OrphanSearch(TableTarget target, FileOwnership.Others others, Journals journals, Wish wish) {
        this.target = target;
        this.others = others;
        this.journals = journals;
        this.wish = wish;
        this.places = new TablePlaces(target);
        this.join = new FileJoin(wish.names(), wish.mismatch());
    }

    /// Finds out.
    ///
    /// @throws SqlException if something that may refer to files cannot be read, or `location` is
    ///   not the table's
    void run() {
        for (String directory : directories()) {
            list(directory);
        }
        target.table().refresh();
        TableReach reach = new TableReach(target.name(), target.io());
        reach.forEach(target.metadata(), join::refer);
        others.references(join::refer);
        for (Journal journal : journals.find()) {
            addJournal(journal);
        }
        // What came while all that was read.
        target.table().refresh();
        reach.forEach(target.metadata(), join::refer);
    }

    /// How many files were looked at.
    long listedCount() {
        return listed;
    }

    /// How many orphans there are; to be asked before anything is done to one.
    ///
    /// @throws SqlException INVALID_ARGUMENTS if it is not known of some files whether they are
    long count() {
        long[] count = {0};
        forEach((_, _) -> count[0]++);
        return count[0];
    }

    /// Tells of each orphan, with its mark if it was in quarantine before.
    void forEach(FileJoin.Visitor visitor) {
        join.forEachUnreferenced((file, mark) -> {
            if (places.mayDelete(file.location())) {
                visitor.unreferenced(file, mark);
            }
        });
    }

    /// Tells once of each file that was restored, be it among those that were looked at or not.
    void forEachRestored(Consumer<TableFile> visitor) {
        restored.forEachUnreferenced((file, _) -> visitor.accept(file));
    }

    private List<String> directories() {
        String location = wish.location();
        if (location == null) {
            return places.roots();
        }
        boolean isOwn =
                places.isOwn(location)
                        && FileListing.isReallyBelow(places.rootOf(location), location);
        if (!isOwn) {
            throw new SqlException(
                    ErrorCode.INVALID_ARGUMENTS,
                    "Location %s is not one of table %s, which has %s"
                            .formatted(location, target.name(), places.roots()));
        }
        return List.of(location);
    }

    private void list(String directory) {
        if (!(target.io() instanceof SupportsPrefixOperations store)) {
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED,
                    "The files of %s cannot be listed by its store".formatted(target.name()));
        }
        String journal = Journals.directory(target.metadata()) + "/";
        for (FileInfo file : FileListing.below(directory, store)) {
            listed++;
            boolean isOld =
                    file.createdAtMillis() > 0 && file.createdAtMillis() < wish.olderThanMillis();
            if (isOld
                    && !file.location().startsWith(journal)
                    && !file.location().endsWith("/" + VERSION_HINT)
                    && !isHidden(file.location().substring(directory.length()))) {
                join.add(
                        new TableFile(
                                file.location(),
                                FileKind.OTHER,
                                file.size(),
                                file.createdAtMillis()));
            }
        }
    }

    /// Names that begin with `_` or `.` are others' business, as in Spark, unless they are
    /// directories of partitions; but histories of loads and what writers to the local disk leave
    /// when they die are not.
    private static boolean isHidden(String below) {
        String[] names = below.split("/");
        for (int i = 0; i < names.length; i++) {
            boolean begins = names[i].startsWith("_") || names[i].startsWith(".");
            boolean isOurs = i == names.length - 1 && isLeftover(names[i]);
            if (begins && !isOurs && names[i].indexOf('=') < 0) {
                return true;
            }
        }
        return false;
    }

    private static boolean isLeftover(String name) {
        return name.startsWith("_loads-") || FileListing.isUnfinished(name);
    }

    /// Files of a quarantine are marked; those that other actions are about to write or delete are
    /// theirs.
    private void addJournal(Journal journal) {
        if (!Quarantine.isOf(target, journal)) {
            return;
        }
        boolean isQuarantine = journal.action() == Journal.Action.QUARANTINE;
        try {
            journals.read(
                    journal,
                    file -> {
                        if (!isQuarantine) {
                            join.refer(file.location());
                            return;
                        }
                        join.mark(file);
                        if (Quarantine.isRestored(file)) {
                            restored.add(file);
                        }
                    });
        } catch (Journals.TornException e) {
            throw new SqlException(
                    ErrorCode.TRANSACTION_CONFLICT,
                    "Another action on %s is just beginning; try again".formatted(target.name()),
                    null,
                    e);
        }
    }

    @Override
    public void close() {
        try {
            join.close();
        } finally {
            restored.close();
        }
    }
}
