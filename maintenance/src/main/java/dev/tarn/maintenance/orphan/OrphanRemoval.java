package dev.tarn.maintenance.orphan;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.spi.FileOwnership;
import dev.tarn.maintenance.journal.Journal;
import dev.tarn.maintenance.journal.Journals;
import dev.tarn.maintenance.journal.Replay;
import dev.tarn.maintenance.reach.FileDeletion;
import dev.tarn.maintenance.reach.TableFile;
import dev.tarn.maintenance.reach.TableTarget;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Removes the files of a table's places that nobody refers to, in two phases: an orphan is put in
/// quarantine by the run that finds it first, and deleted by the first one after its time there
/// that finds it to be an orphan still.
///
/// @param target the table
/// @param wish what is looked for
/// @param quarantine how long orphans wait
/// @param mostRows how many are told; of more a sample, or none is removed unless `samples`
/// @param samples whether a sample will do
/// @param threads how many pages of files are deleted at the same time
record OrphanRemoval(
        TableTarget target,
        OrphanSearch.Wish wish,
        Duration quarantine,
        int mostRows,
        boolean samples,
        int threads) {
    private static final Logger LOG = LoggerFactory.getLogger(OrphanRemoval.class);

    /// What happened to an orphan, or would happen.
    enum State {
        QUARANTINED,
        DELETED
    }

    /// One orphan.
    record Orphan(String location, State state, long bytes) {}

    /// Finds the orphans and does nothing to them.
    List<Orphan> plan() {
        target.requireDeletable();
        try (OrphanSearch search = search(new Journals(target))) {
            search.run();
            List<Orphan> rows = new ArrayList<>();
            requireTellable(search.count());
            long now = target.clock().millis();
            search.forEach((file, mark) -> {
                if (!Quarantine.isRestored(mark)) {
                    tell(file, isDue(mark, now) ? State.DELETED : State.QUARANTINED, rows);
                }
            });
            return rows;
        }
    }

    /// Does it.
    ///
    /// @throws SqlException STORAGE_ERROR if some of the files could not be deleted; they stay in
    ///   quarantine
    List<Orphan> run() {
        target.requireDeletable();
        Replay.run(target);
        Journals journals = new Journals(target);
        List<Journal> before = Quarantine.find(target, journals);
        List<Orphan> rows = new ArrayList<>();
        try (OrphanSearch search = search(journals);
                FileDeletion deletion = new FileDeletion(target.io(), threads)) {
            search.run();
            requireTellable(search.count());
            remove(search, journals, deletion, rows);
            LOG.info(
                    "event=orphans_removed table={} listed={} found={} deleted={} bytes={}"
                            + " failed={}",
                    target.name(),
                    search.listedCount(),
                    rows.size(),
                    deletion.count(),
                    deletion.bytes(),
                    deletion.failedCount());
            deletion.requireAllDeleted(target.name(), "they stay in quarantine, for the next run");
            before.forEach(journals::delete);
        }
        return rows;
    }

    /// The new quarantine is whole before anything is deleted, and the old one goes last: whenever
    /// this ends, no orphan has lost its time. What was restored stays so, also where this does not
    /// look.
    private void remove(
            OrphanSearch search, Journals journals, FileDeletion deletion, List<Orphan> rows) {
        long now = target.clock().millis();
        try (Journals.Writer writer = journals.begin(Journal.Action.QUARANTINE, List.of())) {
            search.forEach((file, mark) -> {
                if (!isDue(mark, now) && !Quarantine.isRestored(mark)) {
                    writer.add(Quarantine.at(file, mark == null ? now : mark.millis()));
                }
            });
            search.forEachRestored(writer::add);
            if (writer.count() > 0) {
                writer.finish();
            }
        }
        search.forEach((file, mark) -> {
            if (isDue(mark, now)) {
                deletion.delete(file);
                tell(file, State.DELETED, rows);
            } else if (!Quarantine.isRestored(mark)) {
                tell(file, State.QUARANTINED, rows);
            }
        });
        deletion.finish();
    }

    private OrphanSearch search(Journals journals) {
        FileOwnership.Others others = target.others();
        if (others == null) {
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED,
                    "Orphan files of %s are not removed: its catalog does not tell which files other tables refer to"
                            .formatted(target.name()));
        }
        return new OrphanSearch(target, others, journals, wish);
    }

    private boolean isDue(@Nullable TableFile mark, long now) {
        if (Quarantine.isRestored(mark)) {
            return false;
        }
        long since = mark == null ? now : mark.millis();
        return since + quarantine.toMillis() <= now;
    }

    private void requireTellable(long count) {
        if (count > mostRows && !samples) {
            throw new SqlException(
                    ErrorCode.INVALID_ARGUMENTS,
                    "Table %s has %d orphan files, which are too many to be told; call with stream_results => true for a sample of them, or with a location for a part"
                            .formatted(target.name(), count));
        }
    }

    private void tell(TableFile file, State state, List<Orphan> rows) {
        if (rows.size() < mostRows) {
            rows.add(new Orphan(file.location(), state, file.bytes()));
        }
    }
}
