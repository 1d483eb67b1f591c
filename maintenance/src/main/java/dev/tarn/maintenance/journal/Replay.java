package dev.tarn.maintenance.journal;

import dev.tarn.engine.spi.FileOwnership;
import dev.tarn.maintenance.reach.FileDeletion;
import dev.tarn.maintenance.reach.TableTarget;

import org.apache.iceberg.TableMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;

/// Does what journals say that nobody goes on with: the first thing that an action on a table does.
///
/// | journal | what the table has | what happens |
/// |---|---|---|
/// | expire | all of its snapshots: the commit did not come to be | forgotten after an hour, when nobody is about to commit any more |
/// | expire | some of its snapshots | stays: they are being expired by others |
/// | expire | none of its snapshots | what nobody refers to is deleted, unless a client still reads it by a plan |
/// | write | | what no commit refers to is deleted after 24 hours |
/// | of another table at the same place | | forgotten after 24 hours |
///
/// Quarantine is left to the removal of orphan files. What two processes do at once is done twice,
/// which does no harm. Stateless.
public final class Replay {
    /// How long a process may take from its journal to its commit.
    static final Duration TO_COMMIT = Duration.ofHours(1);

    /// How long a process may write files that it has told of.
    public static final Duration TO_WRITE = Duration.ofHours(24);

    private static final Logger LOG = LoggerFactory.getLogger(Replay.class);

    private Replay() {}

    /// Replays all journals of a table. What fails to be deleted is left to the next replay.
    public static void run(TableTarget target) {
        Journals journals = new Journals(target);
        for (Journal journal : journals.find()) {
            try {
                replay(target, journals, journal);
            } catch (Journals.TornException e) {
                if (isOlder(target, journal, TO_COMMIT)) {
                    LOG.info("event=journal_forgotten reason=torn location={}", journal.location());
                    journals.delete(journal);
                }
            }
        }
    }

    private static void replay(TableTarget target, Journals journals, Journal journal) {
        TableMetadata metadata = target.metadata();
        if (!journal.tableUuid().equals(metadata.uuid())) {
            forget(target, journals, journal, TO_WRITE);
            return;
        }
        switch (journal.action()) {
            case EXPIRE -> {
                if (isCommitted(journal, metadata)) {
                    if (!isRead(target.others(), journal)) {
                        delete(target, journals, journal);
                    }
                } else if (isUntouched(journal, metadata)) {
                    forget(target, journals, journal, TO_COMMIT);
                }
            }
            case WRITE -> {
                if (isOlder(target, journal, TO_WRITE)) {
                    delete(target, journals, journal);
                }
            }
            case QUARANTINE -> {}
        }
    }

    private static void forget(
            TableTarget target, Journals journals, Journal journal, Duration age) {
        if (isOlder(target, journal, age)) {
            LOG.info("event=journal_forgotten location={}", journal.location());
            journals.delete(journal);
        }
    }

    private static boolean isOlder(TableTarget target, Journal journal, Duration age) {
        return journal.createdMillis() + age.toMillis() < target.clock().millis();
    }

    private static boolean isCommitted(Journal journal, TableMetadata metadata) {
        return journal.snapshots().stream().noneMatch(id -> metadata.snapshot(id) != null);
    }

    private static boolean isUntouched(Journal journal, TableMetadata metadata) {
        return journal.snapshots().stream().allMatch(id -> metadata.snapshot(id) != null);
    }

    /// Whether a client may still read a snapshot that a journal has expired.
    public static boolean isRead(FileOwnership.@Nullable Others others, Journal journal) {
        return others != null && journal.snapshots().stream().anyMatch(others::isPlanned);
    }

    private static void delete(TableTarget target, Journals journals, Journal journal) {
        try (FileDeletion deletion = new FileDeletion(target.io(), 1)) {
            JournalledDeletion.deleteUnreferenced(target, journals, journal, deletion);
            LOG.info(
                    "event=journal_replayed table={} location={} deleted_files={} failed_files={}",
                    target.name(),
                    journal.location(),
                    deletion.count(),
                    deletion.failedCount());
            if (deletion.failedCount() == 0) {
                journals.delete(journal);
            }
        }
    }
}
