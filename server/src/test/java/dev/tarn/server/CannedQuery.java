package dev.tarn.server;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.OperatorStats;
import dev.tarn.engine.Query;
import dev.tarn.engine.QueryStats;
import dev.tarn.engine.Session;
import dev.tarn.engine.SessionChange;
import dev.tarn.engine.SqlException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;

/// A query whose batches are given, to test doors without an engine. It may fail after the last
/// batch, or wait there until it is cancelled.
public final class CannedQuery implements Query {
    private final String id;
    private final Session session;
    private final String sql;
    private final List<DataType.Field> columns;
    private final Deque<Batch> batches;
    private final @Nullable SqlException failure;
    private final boolean endless;
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private volatile State state = State.RUNNING;
    private volatile boolean closed;
    private int pulledBatches;

    private CannedQuery(
            String id,
            Session session,
            String sql,
            List<DataType.Field> columns,
            List<Batch> batches,
            @Nullable SqlException failure,
            boolean endless) {
        this.id = id;
        this.session = session;
        this.sql = sql;
        this.columns = columns;
        this.batches = new ArrayDeque<>(batches);
        this.failure = failure;
        this.endless = endless;
    }

    public static CannedQuery of(
            String id, Session session, String sql, List<DataType.Field> columns, Batch... rows) {
        return new CannedQuery(id, session, sql, columns, List.of(rows), null, false);
    }

    public CannedQuery thenFailing(SqlException reason) {
        return new CannedQuery(id, session, sql, columns, List.copyOf(batches), reason, false);
    }

    public CannedQuery thenWaiting() {
        return new CannedQuery(id, session, sql, columns, List.copyOf(batches), null, true);
    }

    /// How many batches were taken.
    public synchronized int pulledBatches() {
        return pulledBatches;
    }

    public boolean closed() {
        return closed;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String sql() {
        return sql;
    }

    @Override
    public Session session() {
        return session;
    }

    @Override
    public State state() {
        return state;
    }

    @Override
    public List<DataType.Field> columns() {
        return columns;
    }

    @Override
    public synchronized @Nullable Batch next() {
        Batch batch = batches.poll();
        if (batch != null) {
            pulledBatches++;
            return batch;
        }
        if (failure != null) {
            state = State.FAILED;
            throw failure;
        }
        if (endless) {
            awaitCancel();
            throw new SqlException(ErrorCode.USER_CANCELED, "Query was cancelled");
        }
        state = State.FINISHED;
        return null;
    }

    private void awaitCancel() {
        try {
            cancelled.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public @Nullable String updateType() {
        return null;
    }

    @Override
    public OptionalLong updateCount() {
        return OptionalLong.empty();
    }

    @Override
    public List<SessionChange> sessionChanges() {
        return List.of();
    }

    @Override
    public QueryStats stats() {
        return QueryStats.NONE;
    }

    @Override
    public @Nullable OperatorStats profile() {
        return null;
    }

    @Override
    public @Nullable SqlException failure() {
        return failure;
    }

    @Override
    public void cancel() {
        state = State.CANCELLED;
        cancelled.countDown();
    }

    @Override
    public void close() {
        closed = true;
        cancelled.countDown();
    }
}
