package dev.tarn.maintenance.expire;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.maintenance.journal.Journal;
import dev.tarn.maintenance.journal.JournalledDeletion;
import dev.tarn.maintenance.journal.Journals;
import dev.tarn.maintenance.journal.Replay;
import dev.tarn.maintenance.reach.FileDeletion;
import dev.tarn.maintenance.reach.FileKind;
import dev.tarn.maintenance.reach.TableTarget;

import org.apache.iceberg.BaseTable;
import org.apache.iceberg.ExpireSnapshots;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Takes snapshots away from a table, and then the files that nobody reaches any more.
///
/// Which snapshots may go, Iceberg's `RemoveSnapshots` says, by the retention of branches and tags.
/// What goes with them is written down first, then the snapshots are taken away, then the files are
/// deleted: a process that dies in between has changed nothing, or its journal says what is left.
///
/// @param target the table
/// @param wish what is asked for
record Expiry(TableTarget target, Wish wish) {
    private static final Logger LOG = LoggerFactory.getLogger(Expiry.class);

    /// What is asked for; null where the table's own settings hold.
    ///
    /// @param threads how many pages of files are deleted at the same time
    record Wish(
            @Nullable Long olderThanMillis,
            @Nullable Integer retainLast,
            List<Long> snapshots,
            boolean cleansMetadata,
            int threads) {
        Wish {
            snapshots = List.copyOf(snapshots);
        }
    }

    /// What was done or would be.
    ///
    /// @param files how many by kind
    /// @param requests to the store
    record Outcome(int snapshots, Map<FileKind, Long> files, long bytes, long requests) {
        static final Outcome NOTHING = new Outcome(0, Map.of(), 0, 0);

        Outcome {
            files = Map.copyOf(files);
        }

        long count(FileKind kind) {
            return files.getOrDefault(kind, 0L);
        }
    }

    /// Does it.
    ///
    /// @throws SqlException STORAGE_ERROR if the snapshots are gone and some of the files are not;
    ///   they are deleted by the next action on the table
    Outcome run() {
        target.requireDeletable();
        requireSnapshots();
        Replay.run(target);
        Journals journals = new Journals(target);
        ExpiryCommit commit =
                new ExpiryCommit(
                        target.operations(),
                        journals,
                        (before, after) -> new ExpiryPlan(target, before, after));
        commit(commit);
        Journal journal = commit.journal();
        if (journal == null) {
            return Outcome.NOTHING;
        }
        if (Replay.isRead(target.others(), journal)) {
            LOG.info("event=expired_files_kept reason=open_plan table={}", target.name());
            return new Outcome(journal.snapshots().size(), Map.of(), 0, 0);
        }
        return delete(journals, journal, commit.after());
    }

    private Outcome delete(Journals journals, Journal journal, TableMetadata committed) {
        try (FileDeletion deletion = new FileDeletion(target.io(), wish.threads())) {
            target.table().refresh();
            if (isMoved(committed)) {
                JournalledDeletion.deleteUnreferenced(target, journals, journal, deletion);
            } else {
                JournalledDeletion.deleteAll(journals, journal, deletion);
            }
            deletion.requireAllDeleted(
                    target.name(),
                    "its snapshots are expired, and the next maintenance of the table deletes what"
                            + " is left");
            journals.delete(journal);
            Map<FileKind, Long> files = new EnumMap<>(FileKind.class);
            for (FileKind kind : FileKind.values()) {
                files.put(kind, deletion.count(kind));
            }
            LOG.info(
                    "event=snapshots_expired table={} snapshots={} files={} bytes={}",
                    target.name(),
                    journal.snapshots().size(),
                    deletion.count(),
                    deletion.bytes());
            return new Outcome(journal.snapshots().size(), files, deletion.bytes(), 0);
        }
    }

    /// Whether the table has snapshots that were not there when it was found out what goes.
    private boolean isMoved(TableMetadata committed) {
        for (Snapshot snapshot : target.metadata().snapshots()) {
            if (committed.snapshot(snapshot.snapshotId()) == null) {
                return true;
            }
        }
        return false;
    }

    /// Finds out what would go.
    Outcome plan() {
        target.requireDeletable();
        requireSnapshots();
        List<Outcome> outcome = new ArrayList<>();
        commit((before, after) -> outcome.add(outcome(before, after)));
        return outcome.isEmpty() ? Outcome.NOTHING : outcome.getFirst();
    }

    private Outcome outcome(TableMetadata before, TableMetadata after) {
        List<Long> expired = ExpiryPlan.expired(before, after);
        if (expired.isEmpty()) {
            return Outcome.NOTHING;
        }
        Map<FileKind, Long> files = new EnumMap<>(FileKind.class);
        long[] bytes = {0};
        ExpiryPlan plan = new ExpiryPlan(target, before, after);
        plan.forEach(file -> {
            files.merge(file.kind(), 1L, Long::sum);
            bytes[0] += file.bytes();
        });
        long count = files.values().stream().mapToLong(Long::longValue).sum();
        long pages = (count + FileDeletion.PAGE - 1) / FileDeletion.PAGE;
        // Beside what is read and deleted: the journal, written, read and deleted.
        return new Outcome(expired.size(), files, bytes[0], plan.reads() + pages + 3);
    }

    /// Lets Iceberg find out which snapshots go, and `committer` do the rest.
    private void commit(InterceptedCommits.Committer committer) {
        try {
            update(committer).commit();
        } catch (IllegalArgumentException e) {
            // How Iceberg refuses to take away what a branch or tag refers to.
            throw new SqlException(
                    ErrorCode.INVALID_ARGUMENTS,
                    "Table %s: %s".formatted(target.name(), e.getMessage()),
                    null,
                    e);
        }
    }

    private ExpireSnapshots update(InterceptedCommits.Committer committer) {
        ExpireSnapshots update =
                new BaseTable(new InterceptedCommits(target.operations(), committer), target.name())
                        .expireSnapshots()
                        .cleanExpiredFiles(false)
                        .cleanExpiredMetadata(wish.cleansMetadata());
        if (wish.olderThanMillis() != null) {
            update = update.expireOlderThan(wish.olderThanMillis());
        }
        if (wish.retainLast() != null) {
            update = update.retainLast(wish.retainLast());
        }
        for (long snapshot : wish.snapshots()) {
            update = update.expireSnapshotId(snapshot);
        }
        return update;
    }

    private void requireSnapshots() {
        for (long snapshot : wish.snapshots()) {
            if (target.metadata().snapshot(snapshot) == null) {
                throw new SqlException(
                        ErrorCode.NOT_FOUND,
                        "Table %s does not have a snapshot %d".formatted(target.name(), snapshot));
            }
        }
    }
}
