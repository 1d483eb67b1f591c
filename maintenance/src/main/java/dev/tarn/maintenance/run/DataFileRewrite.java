package dev.tarn.maintenance.run;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.spi.FileOrder;
import dev.tarn.engine.spi.FileRewrite;
import dev.tarn.engine.spi.ProcedureTable;
import dev.tarn.maintenance.plan.FileGroup;
import dev.tarn.maintenance.plan.RewriteOptions;
import dev.tarn.maintenance.plan.RewritePlan;
import dev.tarn.storage.table.IcebergScan;

import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ValidationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;

/// Carries out a plan: writes its groups one after another, each by all workers of the query, and
/// commits them, all at once or some at a time.
///
/// A group that others have changed since the start is given up as soon as that is seen, before it
/// is written where it can be, and counted as failed; the others go on. Files that do not become
/// part of the table are deleted, unless it is not known whether they have. One thread.
public final class DataFileRewrite {
    private static final Logger LOG = LoggerFactory.getLogger(DataFileRewrite.class);

    /// How often a commit is tried again on what others have left of its groups.
    private static final int MOST_ATTEMPTS = 5;

    private final ProcedureTable table;
    private final RewritePlan plan;
    private final RewriteOptions options;
    private final FileOrder order;
    private final BranchHead head;
    private final GroupCommit commits;
    private RewriteOutcome outcome = RewriteOutcome.NOTHING;
    private long failedCommits;

    /// @param branch null for the main one
    public DataFileRewrite(
            ProcedureTable table,
            RewritePlan plan,
            RewriteOptions options,
            FileOrder order,
            @Nullable String branch) {
        this.table = table;
        this.plan = plan;
        this.options = options;
        this.order = order;
        this.head = new BranchHead(table.table(), branch, plan.files());
        this.commits =
                new GroupCommit(table.table(), branch, plan.files(), options.keepsSequenceNumber());
    }

    /// @throws SqlException if it fails, or nothing could be committed for what others have
    ///   changed; COMMIT_STATE_UNKNOWN if it may have been
    public RewriteOutcome run() {
        List<FileGroup> groups = plan.groups();
        int commitCount = (int) Math.clamp(options.maxCommits(), 1, Math.max(1, groups.size()));
        int perCommit = Math.max(1, Math.ceilDiv(groups.size(), commitCount));
        for (int from = 0; from < groups.size(); from += perCommit) {
            runSome(groups.subList(from, Math.min(groups.size(), from + perCommit)));
        }
        if (outcome.failedCount() > 0 && outcome.rewrittenCount() == 0) {
            throw conflict(null);
        }
        return outcome;
    }

    private void runSome(List<FileGroup> groups) {
        RewriteOutcome before = outcome;
        List<RewrittenGroup> written = new ArrayList<>();
        try {
            groups.forEach(group -> write(group, written));
            commit(written);
        } catch (CommitStateUnknownException unknown) {
            throw new SqlException(
                    ErrorCode.COMMIT_STATE_UNKNOWN,
                    "Whether files of %s were replaced is unknown; look at its snapshots before trying again: %s"
                            .formatted(table.name(), unknown.getMessage()),
                    null,
                    unknown);
        } catch (RuntimeException | Error failure) {
            written.forEach(this::delete);
            outcome = before;
            groups.forEach(this::fail);
            failedCommits++;
            if (!goesOnAfter(failure)) {
                if (failure instanceof CommitFailedException) {
                    throw conflict(failure);
                }
                throw failure;
            }
            LOG.warn(
                    "event=rewrite_failed table={} groups={}",
                    table.name(),
                    groups.size(),
                    failure);
        }
    }

    private boolean goesOnAfter(Throwable failure) {
        return options.partialProgress()
                && failedCommits <= options.maxFailedCommits()
                && failure instanceof RuntimeException
                && !isCancelled(failure);
    }

    private static boolean isCancelled(Throwable failure) {
        return failure instanceof SqlException error && error.code() == ErrorCode.USER_CANCELED;
    }

    private SqlException conflict(@Nullable Throwable cause) {
        return new SqlException(
                ErrorCode.TRANSACTION_CONFLICT,
                "%s was changed by other writers in the %d files that were left to write anew; they are as they were"
                        .formatted(table.name(), outcome.failedCount()),
                null,
                cause);
    }

    /// Writes a group, unless others have changed it.
    private void write(FileGroup group, List<RewrittenGroup> written) {
        head.refresh();
        if (!isUnchanged(group)) {
            fail(group);
            return;
        }
        written.add(new RewrittenGroup(group, table.rewrite(request(group))));
    }

    private boolean isUnchanged(FileGroup group) {
        return head.has(group, options.keepsSequenceNumber());
    }

    private FileRewrite request(FileGroup group) {
        return new FileRewrite(
                plan.files().snapshotId(),
                group.files(),
                group.outputSpec(),
                group.keepsPartition() ? partition(group) : null,
                order,
                new FileRewrite.Sizes(
                        options.sizes().targetBytes(), options.sizes().mostWrittenBytes()));
    }

    /// In the types that the table has now.
    private StructLike partition(FileGroup group) {
        FileScanTask first = group.files().getFirst();
        return IcebergScan.committed(first, table.table()).partition();
    }

    /// Commits what others have not changed.
    private void commit(List<RewrittenGroup> written) {
        for (int attempt = 1; ; attempt++) {
            head.refresh();
            for (RewrittenGroup one : List.copyOf(written)) {
                if (!isUnchanged(one.group())) {
                    giveUp(one);
                    written.remove(one);
                }
            }
            if (written.isEmpty()) {
                return;
            }
            try {
                outcome = outcome.plus(commits.commit(written, head.snapshotId()));
                return;
            } catch (ValidationException changed) {
                if (attempt == MOST_ATTEMPTS) {
                    throw new CommitFailedException(changed, "%s", changed.getMessage());
                }
            }
        }
    }

    private void giveUp(RewrittenGroup group) {
        fail(group.group());
        delete(group);
    }

    private void fail(FileGroup group) {
        outcome = outcome.plus(RewriteOutcome.failed(group.files().size()));
    }

    private void delete(RewrittenGroup group) {
        for (DataFile file : group.added()) {
            try {
                table.table().io().deleteFile(file.location());
            } catch (RuntimeException e) {
                LOG.warn("event=orphan_left file={} cause={}", file.location(), e.toString());
            }
        }
    }
}
