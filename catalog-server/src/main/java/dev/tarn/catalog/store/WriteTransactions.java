package dev.tarn.catalog.store;

import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.function.Function;

/// How the changes of a database become transactions: one each, or several together. Thread-safe.
public sealed interface WriteTransactions permits OwnTransactions, GroupCommit {

    /// Runs `work` in a transaction and returns when that is committed. An exception of `work`
    /// takes back what it wrote and is passed on. `work` must not wait for anything but statements,
    /// and may run on another thread.
    ///
    /// @throws RolledBackException nothing was written, and the same again may succeed
    /// @throws StoreUnavailableException nothing was written
    /// @throws CommitOutcomeUnknownException the transaction may or may not have been committed
    <T> T run(Function<Handle, T> work);

    /// A connection that cannot be given back must not turn a committed change into a failure:
    /// callers delete the files of failed commits.
    static void closeQuietly(Handle handle) {
        try {
            handle.close();
        } catch (RuntimeException e) {
            Logger log = LoggerFactory.getLogger(WriteTransactions.class);
            log.warn("A database connection could not be given back", e);
        }
    }
}
