package dev.tarn.engine.command;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.JavaValues;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.WriteResults;
import dev.tarn.engine.statement.Command;

import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.io.FileIO;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writing rows into a table and committing them in one snapshot.
///
/// Files of a write that fails, or whose commit certainly failed, are deleted; files of a commit
/// whose outcome is unknown are kept, as the table may refer to them.
final class Appends {
    private static final Logger LOG = LoggerFactory.getLogger(Appends.class);

    private Appends() {}

    static CommandResult insert(Command.Insert insert, CommandContext context) {
        long count = append(insert.name(), insert.table(), insert.rows(), context);
        return CommandResult.ofRows(count);
    }

    /// Appends the rows of `rows`, whose columns are the table's, and returns how many there were.
    /// No rows make no snapshot.
    static long append(String name, Table table, Plan rows, CommandContext context) {
        AppendFiles append = WrittenTable.newAppend(name, table);
        return write(
                name,
                table,
                rows,
                context,
                files -> {
                    if (!files.files().isEmpty()) {
                        addAll(append, files);
                    }
                });
    }

    /// Appends rows to the table that `transaction` creates, and commits the transaction.
    static long create(String name, Transaction transaction, Plan rows, CommandContext context) {
        return write(
                name,
                transaction.table(),
                rows,
                context,
                files -> {
                    if (!files.files().isEmpty()) {
                        addAll(transaction.newAppend(), files);
                    }
                    transaction.commitTransaction();
                });
    }

    private static void addAll(AppendFiles append, WriteResults files) {
        files.files().forEach(append::appendFile);
        append.commit();
    }

    private static long write(
            String name, Table table, Plan rows, CommandContext context, Commit commit) {
        WriteResults writes = new WriteResults();
        Count count = new Count();
        try {
            context.runner().run(new Plan.TableWrite(rows, table), writes, count::add);
            commit.commit(writes);
            return count.rows;
        } catch (CommitStateUnknownException unknown) {
            throw new SqlException(
                    ErrorCode.COMMIT_STATE_UNKNOWN,
                    "Whether the rows were added to %s is unknown; look at its snapshots before trying again: %s"
                            .formatted(name, reason(unknown)),
                    null,
                    unknown);
        } catch (CommitFailedException conflict) {
            delete(writes, table.io());
            throw new SqlException(
                    ErrorCode.TRANSACTION_CONFLICT,
                    "%s was changed by another writer and no rows were added: %s"
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

    private static void delete(WriteResults writes, FileIO io) {
        for (DataFile file : writes.files()) {
            try {
                io.deleteFile(file.location());
            } catch (RuntimeException e) {
                LOG.warn("event=orphan_left file={} cause={}", file.location(), e.toString());
            }
        }
    }

    @FunctionalInterface
    private interface Commit {
        void commit(WriteResults files);
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
