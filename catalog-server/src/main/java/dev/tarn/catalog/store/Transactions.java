package dev.tarn.catalog.store;

import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.SQLException;
import java.util.function.Function;
import java.util.function.Supplier;

/// Runs work on a database's connections, and says of every failure what is known about it.
/// Thread-safe.
final class Transactions {
    private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);
    private static final int MAX_ATTEMPTS = 10;

    private final Database database;

    Transactions(Database database) {
        this.database = database;
    }

    Database database() {
        return database;
    }

    /// One or more statements outside a transaction, each of which sees what is committed.
    ///
    /// @throws StoreUnavailableException when the database cannot be read
    <T> T read(Function<Handle, T> query) {
        return repeat(() -> {
            try (Handle handle = database.reader().open()) {
                return query.apply(handle);
            }
        });
    }

    /// Runs work that may be repeated at any point, again when the database says that this helps.
    ///
    /// @throws StoreUnavailableException when the database cannot be used
    <T> T repeat(Supplier<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return work.get();
            } catch (ConnectionException e) {
                throw new StoreUnavailableException("The catalog database cannot be reached", e);
            } catch (JdbiException e) {
                RuntimeException failure = failure(e);
                if (attempt == MAX_ATTEMPTS || !(failure instanceof RolledBackException)) {
                    throw failure instanceof RolledBackException
                            ? new StoreUnavailableException("The catalog database gave up", e)
                            : failure;
                }
            }
        }
    }

    /// What a failed statement means to the caller.
    private RuntimeException failure(JdbiException e) {
        return switch (outcome(e, false)) {
            case AGAIN -> new RolledBackException(e);
            case UNSTORABLE_TEXT ->
                    new IllegalArgumentException(
                            "A name, location or other text holds a character that cannot be"
                                    + " stored",
                            e);
            case NOTHING_WRITTEN, UNKNOWN ->
                    new StoreUnavailableException("The catalog database refused a statement", e);
        };
    }

    /// Runs `work` in a transaction and commits it; again from its start when the database rolled
    /// it back because of another transaction, or the connection was lost before COMMIT was sent.
    /// An exception of `work` itself rolls back and is passed on.
    ///
    /// @throws StoreUnavailableException nothing was written
    /// @throws CommitOutcomeUnknownException the transaction may or may not have been committed
    <T> T write(Function<Handle, T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return attempt(work);
            } catch (RolledBackException e) {
                if (attempt == MAX_ATTEMPTS) {
                    throw new StoreUnavailableException(
                            "The catalog database rolled back " + MAX_ATTEMPTS + " times", e);
                }
                LOG.debug("attempt={} rolled back by the database, trying again", attempt, e);
            }
        }
    }

    private <T> T attempt(Function<Handle, T> work) {
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
            closeQuietly(handle);
        }
    }

    private <T> T runUncommitted(Handle handle, Function<Handle, T> work) {
        try {
            handle.begin();
            return work.apply(handle);
        } catch (JdbiException e) {
            rollback(handle, e);
            throw failure(e);
        } catch (RuntimeException e) {
            rollback(handle, e);
            throw e;
        }
    }

    private void commit(Handle handle) {
        try {
            handle.commit();
        } catch (RuntimeException e) {
            throw switch (outcome(e, true)) {
                case AGAIN -> new RolledBackException(e);
                case NOTHING_WRITTEN, UNSTORABLE_TEXT ->
                        new StoreUnavailableException("The catalog database refused COMMIT", e);
                case UNKNOWN ->
                        new CommitOutcomeUnknownException(
                                "The catalog database did not answer to COMMIT", e);
            };
        }
    }

    private Database.Outcome outcome(Throwable failure, boolean isAtCommit) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return database.outcome(sql, isAtCommit);
            }
        }
        return isAtCommit ? Database.Outcome.UNKNOWN : Database.Outcome.NOTHING_WRITTEN;
    }

    private static void rollback(Handle handle, RuntimeException cause) {
        try {
            handle.rollback();
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    /// A connection that cannot be given back must not turn a committed change into a failure:
    /// callers delete the files of failed commits.
    private static void closeQuietly(Handle handle) {
        try {
            handle.close();
        } catch (RuntimeException e) {
            LOG.warn("A database connection could not be given back", e);
        }
    }

    /// Nothing was written, and the same again may succeed.
    private static final class RolledBackException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        RolledBackException(Throwable cause) {
            super(cause);
        }
    }
}
