package dev.tarn.maintenance.expire;

import dev.tarn.maintenance.journal.Journal;
import dev.tarn.maintenance.journal.Journals;

import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.ValidationException;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;

/// Writes down what goes, then commits that it goes. So the journal is exactly that of the commit,
/// however often a commit is tried and whatever came between.
final class ExpiryCommit implements InterceptedCommits.Committer {
    private final TableOperations table;
    private final Journals journals;
    private final Planner planner;
    private @Nullable Journal journal;
    private @Nullable TableMetadata after;

    /// Makes the plan of a commit.
    @FunctionalInterface
    interface Planner {
        ExpiryPlan plan(TableMetadata before, TableMetadata after);
    }

    ExpiryCommit(TableOperations table, Journals journals, Planner planner) {
        this.table = table;
        this.journals = journals;
        this.planner = planner;
    }

    /// The journal of the commit; null where no snapshot was expired.
    @Nullable Journal journal() {
        return journal;
    }

    /// What was committed.
    TableMetadata after() {
        return Objects.requireNonNull(after);
    }

    @Override
    public void commit(TableMetadata before, TableMetadata updated) {
        if (updated.changes().isEmpty()) {
            return;
        }
        journal = null;
        after = updated;
        List<Long> expired = ExpiryPlan.expired(before, updated);
        if (!expired.isEmpty()) {
            try (Journals.Writer writer = journals.begin(Journal.Action.EXPIRE, expired)) {
                planner.plan(before, updated).forEach(writer::add);
                journal = writer.finish();
            }
        }
        try {
            requireUnmoved(before);
            table.commit(before, updated);
        } catch (CommitFailedException
                | ValidationException
                | BadRequestException
                | ForbiddenException e) {
            // Nothing was committed. After any other failure it may have been: the journal tells.
            if (journal != null) {
                journals.delete(journal);
                journal = null;
            }
            throw e;
        }
    }

    /// Taking snapshots away meets no conflict with what refers to them since they were looked at,
    /// so that nothing may have come between.
    private void requireUnmoved(TableMetadata before) {
        TableMetadata now = table.refresh();
        if (!Objects.equals(now.metadataFileLocation(), before.metadataFileLocation())) {
            throw new CommitFailedException(
                    "The table changed while it was found out what goes with its snapshots");
        }
    }
}
