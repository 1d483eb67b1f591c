package dev.tarn.engine.command;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.physical.WriteResults;
import dev.tarn.storage.load.LoadHistory;
import dev.tarn.storage.load.LoadedFile;

import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.io.FileInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.UUID;

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
    private final String load = UUID.randomUUID().toString();

    private LoadCommit(String name, Table table, List<FileInfo> files, boolean force) {
        this.name = name;
        this.table = table;
        this.schema = table.schema();
        this.files = files;
        this.force = force;
    }

    /// The commit of a load of `files` into `table`, which has the columns of the rows now. With
    /// `force` it does not matter what has loaded them before.
    static LoadCommit of(String name, Table table, List<FileInfo> files, boolean force) {
        return new LoadCommit(name, table, files, force);
    }

    /// Adds the files of `writes`, of which there may be none.
    ///
    /// @throws SqlException TRANSACTION_CONFLICT if others have loaded one of these files meanwhile
    void commit(WriteResults writes) {
        for (int attempt = 1; ; attempt++) {
            LoadHistory before = LoadHistory.of(table);
            Table current = WrittenTable.of(name, table, schema, before.location());
            if (commit(current, before, writes)) {
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
    private boolean commit(Table current, LoadHistory before, WriteResults writes) {
        try {
            commit(current.newTransaction(), before, writes);
        } catch (WrittenTable.OtherHistoryException other) {
            return false;
        }
        delete(before.location());
        return true;
    }

    /// Adds the files of `writes` to the table that `transaction` creates, and commits it.
    void create(Transaction transaction, WriteResults writes) {
        commit(transaction, LoadHistory.of(transaction.table()), writes);
    }

    private void commit(Transaction transaction, LoadHistory before, WriteResults writes) {
        List<LoadedFile> loaded = files.stream().map(LoadedFile::of).toList();
        String history = before.write(loaded, load, System.currentTimeMillis());
        try {
            AppendFiles append = transaction.newAppend();
            writes.files().forEach(append::appendFile);
            LoadHistory.mark(append, load);
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
