package dev.tarn.engine.command;

import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.WriteResults;
import dev.tarn.engine.statement.Command;
import dev.tarn.engine.statement.Destination;
import dev.tarn.engine.transaction.Reliance;

import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.ReplacePartitions;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.io.FileInfo;

import java.util.List;

/// Writing rows into a table and committing them in one snapshot.
final class Appends {
    private Appends() {}

    static CommandResult insert(Command.Insert insert, CommandContext context) {
        long count = append(insert.name(), insert.table(), insert.to(), insert.rows(), context);
        return CommandResult.ofRows(count);
    }

    /// Appends the rows of `rows`, whose columns are the table's, and returns how many there were.
    /// No rows make no snapshot.
    static long append(
            String name, Table table, Destination to, Plan rows, CommandContext context) {
        CheckedRows checked = CheckedRows.of(name, table, "INSERT", context);
        Table written = WrittenTable.of(name, table);
        AppendFiles append = to.of(written, written.newAppend());
        return write(
                name,
                table,
                checked.over(rows, to.isMain()),
                context,
                files -> {
                    if (!checked.quarantined().isEmpty()) {
                        LoadCommit.ofRows(name, table, checked::mark)
                                .commit(files, checked.quarantined());
                    } else if (!files.files().isEmpty()) {
                        checked.mark(append);
                        addAll(append, files);
                    }
                });
    }

    /// Puts rows in the place of the partitions that they are in.
    static CommandResult replace(Command.ReplacePartitions replace, CommandContext context) {
        Reliance.on(replace.table());
        Table written = WrittenTable.of(replace.name(), replace.table());
        ReplacePartitions swap = replace.to().of(written, written.newReplacePartitions());
        CheckedRows checked = CheckedRows.of(replace.name(), replace.table(), "INSERT", context);
        long count =
                write(
                        replace.name(),
                        replace.table(),
                        checked.over(replace.rows(), false),
                        context,
                        files -> {
                            if (!files.files().isEmpty()) {
                                checked.mark(swap);
                                files.files().forEach(swap::addFile);
                                swap.commit();
                            }
                        });
        return CommandResult.ofRows(count);
    }

    /// Appends rows to the table that `transaction` creates, and commits the transaction.
    static long create(String name, Transaction transaction, Plan rows, CommandContext context) {
        CheckedRows checked = CheckedRows.of(name, transaction.table(), "CREATE TABLE", context);
        return write(
                name,
                transaction.table(),
                checked.over(rows, false),
                context,
                files -> {
                    if (!files.files().isEmpty()) {
                        AppendFiles append = transaction.newAppend();
                        checked.mark(append);
                        addAll(append, files);
                    }
                    transaction.commitTransaction();
                });
    }

    /// Appends the rows of `files` to the table that `transaction` creates, whose history they
    /// begin, and commits the transaction.
    static long createFrom(
            String name,
            Transaction transaction,
            List<FileInfo> files,
            Plan rows,
            CommandContext context) {
        CheckedRows checked = CheckedRows.of(name, transaction.table(), "CREATE TABLE", context);
        LoadCommit commit =
                LoadCommit.of(name, transaction.table(), files, true, null).marked(checked::mark);
        return write(
                name,
                transaction.table(),
                checked.over(rows, false),
                context,
                writes -> commit.create(transaction, writes));
    }

    static void addAll(AppendFiles append, WriteResults files) {
        files.files().forEach(append::appendFile);
        append.commit();
    }

    /// Writes rows into files that `commit` adds to the table, and answers how many there were.
    static long write(String name, Table table, Plan rows, CommandContext context, Commit commit) {
        WriteResults writes = new WriteResults();
        return Writes.committed(
                name,
                table,
                writes,
                () -> {
                    long count =
                            Writes.run(WriteOrder.write(rows, table), writes, context.runner());
                    commit.commit(writes);
                    return count;
                });
    }

    /// Makes files part of a table.
    @FunctionalInterface
    interface Commit {
        void commit(WriteResults files);
    }
}
