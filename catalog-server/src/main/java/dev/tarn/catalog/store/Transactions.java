package dev.tarn.catalog.store;

import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.function.Function;
import java.util.function.Supplier;

/// Runs work on a database's connections, and says of every failure what is known about it.
/// Thread-safe.
final class Transactions {
    private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);
    private static final int MAX_ATTEMPTS = 10;

    private final Database database;
    private final Failures failures;

    Transactions(Database database) {
        this.database = database;
        this.failures = new Failures(database);
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
                RuntimeException failure = failures.ofStatement(e);
                if (attempt == MAX_ATTEMPTS || !(failure instanceof RolledBackException)) {
                    throw failure instanceof RolledBackException
                            ? new StoreUnavailableException("The catalog database gave up", e)
                            : failure;
                }
            }
        }
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
                return database.writes().run(work);
            } catch (RolledBackException e) {
                if (attempt == MAX_ATTEMPTS) {
                    throw new StoreUnavailableException(
                            "The catalog database rolled back " + MAX_ATTEMPTS + " times", e);
                }
                LOG.debug("attempt={} rolled back by the database, trying again", attempt, e);
            }
        }
    }
}
