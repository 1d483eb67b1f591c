package dev.tarn.catalog.store;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

import java.sql.SQLException;
import java.util.List;

/// The database of one or more stores: a pool for reads and one for writes, and all in which one
/// product differs from the other. Statements are the same for both. Thread-safe.
public interface Database extends AutoCloseable {

    /// What a failed statement or COMMIT left behind.
    enum Outcome {
        /// Nothing was written, and the same again may succeed: another transaction was in the way,
        /// or the connection was lost.
        AGAIN,
        /// Nothing was written, and never will be: a text holds a character that no row can hold.
        UNSTORABLE_TEXT,
        /// Nothing was written.
        NOTHING_WRITTEN,
        /// COMMIT was sent and nobody knows what became of it.
        UNKNOWN
    }

    Jdbi reader();

    /// Transactions of these connections see what was committed before each statement.
    Jdbi writer();

    /// How changes become transactions of [#writer].
    WriteTransactions writes();

    /// What a SELECT of a write transaction ends with, to keep the rows it found as they are until
    /// the end of the transaction; empty where there is only one writer anyway.
    ///
    /// @param table the name or alias whose rows are locked
    String lockClause(RowLock lock, String table);

    /// Keeps other transactions from taking `location`, or one above or below it, until the end of
    /// this one.
    ///
    /// @param above the locations above, without `location`
    void lockLocation(Handle handle, List<String> above, String location);

    /// Gives every event that is committed now its place in the order; a change that saw another
    /// one comes after it, and events that have a place keep it.
    void orderEvents();

    Outcome outcome(SQLException failure, boolean isAtCommit);

    @Override
    void close();
}
