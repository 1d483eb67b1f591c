package dev.tarn.engine.command;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.physical.WriteResults;
import dev.tarn.storage.load.LoadEntry;
import dev.tarn.storage.load.LoadEntry.OfFile;
import dev.tarn.storage.load.LoadEntry.OfReject;
import dev.tarn.storage.load.LoadHistory;
import dev.tarn.storage.load.LoadedFile;
import dev.tarn.storage.text.RejectedRow;

import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.io.FileInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// The commit of a load: its rows and the history that names its files, at once.
///
/// The history that a commit replaces must be the one that was read: where another load came first,
/// it is read anew, and the commit is tried again if that load had none of these files. One thread.
final class LoadCommit {
    private static final Logger LOG = LoggerFactory.getLogger(LoadCommit.class);
    private static final int MOST_ATTEMPTS = 20;

    private final String name;
    private final Table table;
    private final Schema schema;
    private final List<FileInfo> files;
    private final boolean force;
    private final @Nullable MergedColumns columns;
    private final Table target;
    private Consumer<AppendFiles> marks = _ -> {};
    private Predicate<TableMetadata> isSame = _ -> true;
    private final String load = UUID.randomUUID().toString();

    private LoadCommit(
            String name,
            Table table,
            List<FileInfo> files,
            boolean force,
            @Nullable MergedColumns columns) {
        this.name = name;
        this.table = table;
        this.schema = table.schema();
        this.files = files;
        this.force = force;
        this.columns = columns != null && columns.isChanged() ? columns : null;
        this.target = this.columns == null ? table : changed(table, this.columns);
    }

    private static Table changed(Table table, MergedColumns columns) {
        Transaction transaction = table.newTransaction();
        columns.apply(transaction);
        return transaction.table();
    }

    /// The commit of a load of `files` into `table`, which gets `columns` by it; null for those
    /// that it has now. With `force` it does not matter what has loaded them before.
    static LoadCommit of(
            String name,
            Table table,
            List<FileInfo> files,
            boolean force,
            @Nullable MergedColumns columns) {
        return new LoadCommit(name, table, files, force, columns);
    }

    /// The commit of rows that are of no files, and of others that were kept aside; `marks` adds to
    /// the summary of the snapshot.
    static LoadCommit ofRows(String name, Table table, Consumer<AppendFiles> marks) {
        return new LoadCommit(name, table, List.of(), true, null).marked(marks);
    }

    LoadCommit marked(Consumer<AppendFiles> adding) {
        marks = adding;
        return this;
    }

    /// The same, which needs the table to be as `asked` says.
    LoadCommit where(Predicate<TableMetadata> asked) {
        isSame = asked;
        return this;
    }

    /// The table with the columns that rows must have.
    Table target() {
        return target;
    }

    /// Adds the files of `writes`, of which there may be none, and remembers `rejects`.
    ///
    /// @throws SqlException TRANSACTION_CONFLICT if others have loaded one of these files meanwhile
    void commit(WriteResults writes, List<RejectedRow> rejects) {
        for (int attempt = 1; ; attempt++) {
            LoadHistory before = LoadHistory.of(table);
            Table current =
                    WrittenTable.of(
                            name,
                            table,
                            schema,
                            base -> isSame.test(base) && before.isOf(base.properties()));
            if (commit(current, before, writes, rejects)) {
                return;
            }
            current.refresh();
            requireUnknown(LoadHistory.of(table), attempt);
        }
    }

    private void requireUnknown(LoadHistory now, int attempt) {
        if (attempt == MOST_ATTEMPTS || !force && !now.known(files).isEmpty()) {
            throw new SqlException(
                    ErrorCode.TRANSACTION_CONFLICT,
                    "%s was loaded from files by other statements at the same time, and not by this one"
                            .formatted(name));
        }
    }

    /// Commits on top of `before`; false if the history is another one by now.
    private boolean commit(
            Table current, LoadHistory before, WriteResults writes, List<RejectedRow> rejects) {
        try {
            Transaction transaction = current.newTransaction();
            addColumns(transaction);
            commit(transaction, before.write(entries(rejects)), writes);
        } catch (CommitFailedException overtaken) {
            // Iceberg does not repeat a change of columns itself, even where it is the same.
            if (columns == null) {
                throw overtaken;
            }
            return false;
        } catch (WrittenTable.OtherHistoryException | LoadHistory.MovedException other) {
            return false;
        }
        if (before.isOwn()) {
            delete(before.location());
        }
        return true;
    }

    /// Gives the table the columns that the rows were written with.
    private void addColumns(Transaction transaction) {
        if (columns == null) {
            return;
        }
        boolean isSame = transaction.table().schema().sameSchema(schema);
        if (isSame) {
            columns.apply(transaction);
        }
        if (!isSame || !transaction.table().schema().sameSchema(target.schema())) {
            throw new SqlException(
                    ErrorCode.TRANSACTION_CONFLICT,
                    "The columns of %s were changed by another writer; no rows were added"
                            .formatted(name));
        }
    }

    /// Adds the files of `writes` to the table that `transaction` creates, and commits it.
    void create(Transaction transaction, WriteResults writes) {
        String history = LoadHistory.of(transaction.table()).write(entries(List.of()));
        commit(transaction, history, writes);
    }

    private List<LoadEntry> entries(List<RejectedRow> rejects) {
        long now = System.currentTimeMillis();
        List<LoadEntry> entries = new ArrayList<>();
        files.forEach(file -> entries.add(new OfFile(LoadedFile.of(file), load, now)));
        rejects.forEach(row -> entries.add(new OfReject(row, load, now)));
        return entries;
    }

    private void commit(Transaction transaction, String history, WriteResults writes) {
        try {
            AppendFiles append = transaction.newAppend();
            writes.files().forEach(append::appendFile);
            LoadHistory.mark(append, load);
            marks.accept(append);
            append.commit();
            transaction.updateProperties().set(LoadHistory.PROPERTY, history).commit();
            transaction.commitTransaction();
        } catch (CommitStateUnknownException unknown) {
            throw unknown;
        } catch (RuntimeException | Error e) {
            delete(history);
            throw e;
        }
    }

    private void delete(@Nullable String history) {
        try {
            if (history != null) {
                table.io().deleteFile(history);
            }
        } catch (RuntimeException e) {
            LOG.warn("event=orphan_left file={} cause={}", history, e.toString());
        }
    }
}
