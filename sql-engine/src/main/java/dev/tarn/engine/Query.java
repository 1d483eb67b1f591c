package dev.tarn.engine;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.OptionalLong;

/// One statement on its way: its columns, its batches as they come, its state and statistics.
///
/// One thread pulls; any thread may look at the state or cancel. Results are produced into a
/// bounded queue ahead of the pulling thread, so a client that does not pull stops the query, not
/// the server. Closing ends the query wherever it is, and gives its memory back.
public interface Query extends AutoCloseable {

    /// Unique in this process, in Trino's form, for example `20261121_130501_00042_tarn`.
    String id();

    String sql();

    Session session();

    State state();

    /// The result's columns; waits until planning is done. Statements without rows have no columns.
    ///
    /// @throws SqlException if planning failed
    List<DataType.Field> columns();

    /// The next batch, without a selection; null at the end. Waits.
    ///
    /// @throws SqlException if the statement failed or was cancelled
    @Nullable Batch next();

    /// What kind of statement changed something, in Trino's words (`CREATE TABLE`, `INSERT`, …);
    /// null for queries. Known when the state is final.
    @Nullable String updateType();

    /// Rows that the statement inserted, changed or deleted; empty where that is not what it does.
    OptionalLong updateCount();

    /// What the columns that the finished statement wrote were made of; empty where it wrote none.
    /// Found out when it is asked for.
    default List<ColumnLineage> lineage() {
        return List.of();
    }

    /// What the finished statement changes in its session, in order. Of those that fail it is
    /// COMMIT alone that changes it, which ends its transaction.
    List<SessionChange> sessionChanges();

    /// A snapshot of the counters, live while the query runs.
    QueryStats stats();

    /// What each node of the statement's plan has done up to now; null where it has no plan, or
    /// none yet. Stays as it was at the end.
    @Nullable OperatorStats profile();

    /// The failure, once the state is FAILED or CANCELLED.
    @Nullable SqlException failure();

    /// Asks the query to end; returns at once. Pulling threads get USER_CANCELED.
    void cancel();

    @Override
    void close();

    /// A query's life, in order; the last three are final.
    enum State {
        QUEUED,
        PLANNING,
        RUNNING,
        FINISHED,
        FAILED,
        CANCELLED;

        public boolean isFinal() {
            return this == FINISHED || this == FAILED || this == CANCELLED;
        }
    }
}
