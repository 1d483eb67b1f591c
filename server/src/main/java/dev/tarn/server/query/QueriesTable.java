package dev.tarn.server.query;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.VectorBuilder;
import dev.tarn.engine.Query;
import dev.tarn.engine.Session;
import dev.tarn.engine.spi.SystemTable;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// `system.runtime.queries`: what runs and what ended lately, newest first, by Trino's names of
/// columns and states, in which a query that was cancelled has failed.
public final class QueriesTable implements SystemTable {
    private static final List<Column> COLUMNS =
            List.of(
                    new Column("query_id", DataType.STRING, QueryInfo::id),
                    new Column("state", DataType.STRING, QueriesTable::state),
                    new Column("user", DataType.STRING, QueryInfo::user),
                    new Column("source", DataType.STRING, QueryInfo::door),
                    new Column("query", DataType.STRING, QueryInfo::sql),
                    new Column(
                            "queued_time_ms",
                            DataType.BIGINT,
                            info -> info.stats().queued().toMillis()),
                    new Column(
                            "planning_time_ms",
                            DataType.BIGINT,
                            info -> info.stats().planning().toMillis()),
                    new Column("created", DataType.TIMESTAMP_TZ, info -> utc(info.started())),
                    new Column("end", DataType.TIMESTAMP_TZ, QueriesTable::end),
                    new Column(
                            "error_type",
                            DataType.STRING,
                            info ->
                                    info.failure() == null
                                            ? null
                                            : info.failure().code().kind().name()),
                    new Column(
                            "error_code",
                            DataType.STRING,
                            info -> info.failure() == null ? null : info.failure().code().name()));

    private final Supplier<Queries> queries;
    private final BiPredicate<Session, String> maySee;

    private record Column(
            String name, DataType type, Function<QueryInfo, @Nullable Object> value) {}

    /// @param queries asked for when the table is read
    /// @param maySee whether a session may see the queries of a user
    public QueriesTable(Supplier<Queries> queries, BiPredicate<Session, String> maySee) {
        this.queries = queries;
        this.maySee = maySee;
    }

    private static String state(QueryInfo info) {
        return switch (info.state()) {
            case QUEUED, PLANNING, RUNNING, FINISHED -> info.state().name();
            case FAILED, CANCELLED -> Query.State.FAILED.name();
        };
    }

    private static @Nullable Object end(QueryInfo info) {
        return info.state().isFinal() ? utc(info.started().plus(info.stats().elapsed())) : null;
    }

    private static Object utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    @Override
    public String schema() {
        return "runtime";
    }

    @Override
    public String name() {
        return "queries";
    }

    @Override
    public List<Field> columns() {
        return COLUMNS.stream().map(column -> new Field(column.name(), column.type())).toList();
    }

    @Override
    public void read(Session session, Consumer<Batch> batches) {
        List<QueryInfo> seen =
                queries.get().list().stream()
                        .filter(info -> maySee.test(session, info.user()))
                        .toList();
        List<Vector> vectors = new ArrayList<>();
        for (Column column : COLUMNS) {
            List<@Nullable Object> values = new ArrayList<>();
            seen.forEach(info -> values.add(column.value().apply(info)));
            vectors.add(VectorBuilder.of(column.type(), values));
        }
        batches.accept(new Batch(vectors, seen.size()));
    }
}
