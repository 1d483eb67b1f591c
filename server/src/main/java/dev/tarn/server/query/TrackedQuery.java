package dev.tarn.server.query;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.engine.ColumnLineage;
import dev.tarn.engine.OperatorStats;
import dev.tarn.engine.Query;
import dev.tarn.engine.QueryStats;
import dev.tarn.engine.Session;
import dev.tarn.engine.SessionChange;
import dev.tarn.engine.SqlException;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;

/// A query that tells [Queries] when it is closed; everything else is the engine's.
final class TrackedQuery implements Query {
    private final Query query;
    private final Queries queries;
    private final String door;
    private final Instant started;
    private final AtomicBoolean closed = new AtomicBoolean();

    TrackedQuery(Query query, Queries queries, String door, Instant started) {
        this.query = query;
        this.queries = queries;
        this.door = door;
        this.started = started;
    }

    QueryInfo info() {
        return new QueryInfo(
                id(), session().user(), door, sql(), started, state(), stats(), failure());
    }

    @Override
    public String id() {
        return query.id();
    }

    @Override
    public String sql() {
        return query.sql();
    }

    @Override
    public Session session() {
        return query.session();
    }

    @Override
    public State state() {
        return query.state();
    }

    @Override
    public List<DataType.Field> columns() {
        return query.columns();
    }

    @Override
    public @Nullable Batch next() {
        return query.next();
    }

    @Override
    public @Nullable String updateType() {
        return query.updateType();
    }

    @Override
    public OptionalLong updateCount() {
        return query.updateCount();
    }

    @Override
    public List<ColumnLineage> lineage() {
        return query.lineage();
    }

    @Override
    public List<SessionChange> sessionChanges() {
        return query.sessionChanges();
    }

    @Override
    public QueryStats stats() {
        return query.stats();
    }

    @Override
    public @Nullable OperatorStats profile() {
        return query.profile();
    }

    @Override
    public @Nullable SqlException failure() {
        return query.failure();
    }

    @Override
    public void cancel() {
        query.cancel();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            try {
                query.close();
            } finally {
                queries.ended(this);
            }
        }
    }
}
