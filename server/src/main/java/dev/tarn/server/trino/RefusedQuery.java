package dev.tarn.server.trino;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.engine.OperatorStats;
import dev.tarn.engine.Query;
import dev.tarn.engine.QueryStats;
import dev.tarn.engine.Session;
import dev.tarn.engine.SessionChange;
import dev.tarn.engine.SqlException;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/// A query that the engine refused at once, for clients that expect refusals inside the protocol.
final class RefusedQuery implements Query {
    private static final AtomicLong COUNT = new AtomicLong();

    private final String id = "refused_" + COUNT.incrementAndGet();
    private final Session session;
    private final String sql;
    private final SqlException reason;

    RefusedQuery(Session session, String sql, SqlException reason) {
        this.session = session;
        this.sql = sql;
        this.reason = reason;
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
        return State.FAILED;
    }

    @Override
    public List<DataType.Field> columns() {
        throw reason;
    }

    @Override
    public @Nullable Batch next() {
        throw reason;
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
    public SqlException failure() {
        return reason;
    }

    @Override
    public void cancel() {}

    @Override
    public void close() {}
}
