package dev.tarn.catalog.store;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

import java.util.function.Function;

/// Every change has a transaction of its own, on the caller's thread: for databases with many
/// writers, whose COMMITs the server puts together itself. Thread-safe.
public final class OwnTransactions implements WriteTransactions {
    private final Database database;
    private final Failures failures;

    public OwnTransactions(Database database) {
        this.database = database;
        this.failures = new Failures(database);
    }

    @Override
    public <T> T run(Function<Handle, T> work) {
        Handle handle;
        try {
            handle = database.writer().open();
        } catch (JdbiException e) {
            throw new StoreUnavailableException("The catalog database cannot be written", e);
        }
        try {
            T result = runUncommitted(handle, work);
            commit(handle);
            return result;
        } finally {
            WriteTransactions.closeQuietly(handle);
        }
    }

    private <T> T runUncommitted(Handle handle, Function<Handle, T> work) {
        try {
            handle.begin();
            return work.apply(handle);
        } catch (JdbiException e) {
            rollback(handle, e);
            throw failures.ofStatement(e);
        } catch (RuntimeException e) {
            rollback(handle, e);
            throw e;
        }
    }

    private static void rollback(Handle handle, RuntimeException cause) {
        try {
            handle.rollback();
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    private void commit(Handle handle) {
        try {
            handle.commit();
        } catch (RuntimeException e) {
            throw failures.ofCommit(e);
        }
    }
}
