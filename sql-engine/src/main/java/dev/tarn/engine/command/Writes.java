package dev.tarn.engine.command;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.JavaValues;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.WriteResults;

import org.apache.iceberg.ContentFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.io.FileIO;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.function.LongSupplier;

/// Runs what writes files and commits them.
///
/// Files of a write that fails, or whose commit certainly failed, are deleted; files of a commit
/// whose outcome is unknown are kept, as the table may refer to them.
final class Writes {
    private static final Logger LOG = LoggerFactory.getLogger(Writes.class);

    private Writes() {}

    /// Runs `write` to its end, and returns how many rows it had.
    static long run(Plan.TableWrite write, WriteResults writes, RowRunner runner) {
        Count count = new Count();
        runner.run(write, writes, count::add);
        return count.rows;
    }

    /// What `work` gives, which commits the files of `writes`.
    ///
    /// @throws SqlException COMMIT_STATE_UNKNOWN or TRANSACTION_CONFLICT
    static long committed(String name, Table table, WriteResults writes, LongSupplier work) {
        try {
            return work.getAsLong();
        } catch (CommitStateUnknownException unknown) {
            throw new SqlException(
                    ErrorCode.COMMIT_STATE_UNKNOWN,
                    "Whether %s was changed is unknown; look at its snapshots before trying again: %s"
                            .formatted(name, reason(unknown)),
                    null,
                    unknown);
        } catch (CommitFailedException conflict) {
            delete(writes, table.io());
            throw new SqlException(
                    ErrorCode.TRANSACTION_CONFLICT,
                    "%s was changed by another writer and not by this statement: %s"
                            .formatted(name, conflict.getMessage()),
                    null,
                    conflict);
        } catch (RuntimeException | Error failure) {
            delete(writes, table.io());
            throw failure;
        }
    }

    /// Iceberg's own message adds advice that ours replaces.
    private static @Nullable String reason(CommitStateUnknownException unknown) {
        Throwable cause = unknown.getCause();
        return cause == null ? unknown.getMessage() : cause.getMessage();
    }

    /// Deletes the files of `writes`, which nothing refers to.
    static void delete(WriteResults writes, FileIO io) {
        for (ContentFile<?> file : writes.all()) {
            try {
                io.deleteFile(file.location());
            } catch (RuntimeException e) {
                LOG.warn("event=orphan_left file={} cause={}", file.location(), e.toString());
            }
        }
    }

    /// Adds up what [Plan.TableWrite] gives.
    private static final class Count {
        private long rows;

        void add(Batch batch) {
            for (int row = 0; row < batch.rowCount(); row++) {
                if (JavaValues.value(batch.column(0), row) instanceof Long written) {
                    rows += written;
                }
            }
        }
    }
}
