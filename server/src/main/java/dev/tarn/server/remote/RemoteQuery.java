package dev.tarn.server.remote;

import com.fasterxml.jackson.databind.JsonNode;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.VectorBuilder;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.OperatorStats;
import dev.tarn.engine.Query;
import dev.tarn.engine.QueryStats;
import dev.tarn.engine.Session;
import dev.tarn.engine.SessionChange;
import dev.tarn.engine.SqlException;

import org.apache.iceberg.catalog.Namespace;
import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;

/// A query on another server. One thread pulls pages; any thread may look or cancel.
final class RemoteQuery implements Query {
    private final RemoteServer server;
    private final Session session;
    private final String sql;
    private final String id;
    private final List<SessionChange> changes = new ArrayList<>();
    private volatile @Nullable URI nextUri;
    private volatile State state = State.QUEUED;
    private volatile QueryStats stats = QueryStats.NONE;
    private volatile @Nullable SqlException failure;
    private @Nullable List<DataType.Field> columns;
    private @Nullable JsonNode rows;
    private @Nullable String updateType;
    private OptionalLong updateCount = OptionalLong.empty();
    private volatile boolean cancelled;

    RemoteQuery(RemoteServer server, Session session, String sql, RemoteServer.Answer first) {
        this.server = server;
        this.session = session;
        this.sql = sql;
        this.id = first.body().path("id").asText();
        accept(first);
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

    /// Statements without rows answer with a row about themselves, which is not a result here.
    @Override
    public List<DataType.Field> columns() {
        while (columns == null && advance()) {
            // The next page may know them.
        }
        return columns == null || updateType != null ? List.of() : columns;
    }

    @Override
    public @Nullable Batch next() {
        while (true) {
            JsonNode page = rows;
            List<DataType.Field> fields = columns;
            rows = null;
            if (page != null && fields != null && updateType == null && !page.isEmpty()) {
                return batch(fields, page);
            }
            if (!advance()) {
                return null;
            }
        }
    }

    /// Fetches the next page; false when there is none.
    private boolean advance() {
        URI uri = nextUri;
        if (cancelled) {
            throw fail(new SqlException(ErrorCode.USER_CANCELED, "Query was cancelled"));
        }
        if (uri == null) {
            return false;
        }
        accept(server.get(uri));
        return true;
    }

    private void accept(RemoteServer.Answer answer) {
        JsonNode body = answer.body();
        JsonNode error = body.get("error");
        nextUri = body.hasNonNull("nextUri") ? URI.create(body.get("nextUri").asText()) : null;
        stats = stats(body.path("stats"));
        collectChanges(answer.headers());
        if (error != null && !error.isNull()) {
            throw fail(error(error));
        }
        if (body.hasNonNull("columns")) {
            columns = fields(body.get("columns"));
        }
        rows = body.hasNonNull("data") ? body.get("data") : null;
        updateType = body.hasNonNull("updateType") ? body.get("updateType").asText() : null;
        if (body.hasNonNull("updateCount")) {
            updateCount = OptionalLong.of(body.get("updateCount").asLong());
        }
        state = nextUri == null ? State.FINISHED : State.RUNNING;
    }

    private SqlException fail(SqlException reason) {
        failure = reason;
        state = reason.code() == ErrorCode.USER_CANCELED ? State.CANCELLED : State.FAILED;
        return reason;
    }

    private static List<DataType.Field> fields(JsonNode columns) {
        List<DataType.Field> fields = new ArrayList<>();
        for (JsonNode column : columns) {
            fields.add(
                    new DataType.Field(
                            column.path("name").asText(),
                            RemoteTypes.type(column.path("typeSignature"))));
        }
        return fields;
    }

    private static Batch batch(List<DataType.Field> fields, JsonNode page) {
        List<Vector> vectors = new ArrayList<>();
        for (int ordinal = 0; ordinal < fields.size(); ordinal++) {
            DataType type = fields.get(ordinal).type();
            List<@Nullable Object> values = new ArrayList<>(page.size());
            for (JsonNode row : page) {
                values.add(RemoteTypes.value(type, row.path(ordinal)));
            }
            vectors.add(VectorBuilder.of(type, values));
        }
        return new Batch(vectors, page.size());
    }

    /// Trino's protocol has no place for what scans count.
    private static QueryStats stats(JsonNode stats) {
        return new QueryStats(
                Duration.ofMillis(stats.path("elapsedTimeMillis").asLong()),
                Duration.ofMillis(stats.path("queuedTimeMillis").asLong()),
                Duration.ofMillis(stats.path("planningTimeMillis").asLong()),
                Duration.ofMillis(stats.path("cpuTimeMillis").asLong()),
                stats.path("totalSplits").asInt(),
                stats.path("completedSplits").asInt(),
                stats.path("processedRows").asLong(),
                stats.path("processedBytes").asLong(),
                0,
                stats.path("peakMemoryBytes").asLong(),
                stats.path("spilledBytes").asLong(),
                Map.of());
    }

    /// Trino puts the place into the message too; here it is carried beside it.
    private static SqlException error(JsonNode error) {
        JsonNode place = error.path("errorLocation");
        SqlException.Position position =
                place.isObject()
                        ? new SqlException.Position(
                                place.path("lineNumber").asInt(),
                                place.path("columnNumber").asInt())
                        : null;
        String message = error.path("message").asText();
        if (position != null) {
            message =
                    message.replaceFirst(
                            "^line " + position.line() + ":" + position.column() + ": ", "");
        }
        return new SqlException(code(error.path("errorName").asText()), message, position, null);
    }

    private static ErrorCode code(String name) {
        for (ErrorCode code : ErrorCode.values()) {
            if (code.name().equals(name)) {
                return code;
            }
        }
        return ErrorCode.INTERNAL_ERROR;
    }

    private void collectChanges(HttpHeaders headers) {
        each(headers, "X-Trino-Set-Catalog", SessionChange.UseCatalog::new);
        each(
                headers,
                "X-Trino-Set-Schema",
                name -> new SessionChange.UseNamespace(Namespace.of(name.split("\\."))));
        each(
                headers,
                "X-Trino-Set-Session",
                pair -> {
                    String name = pair.substring(0, pair.indexOf('='));
                    String value = decode(pair.substring(pair.indexOf('=') + 1));
                    return name.equals("time_zone_id")
                            ? new SessionChange.SetTimeZone(value)
                            : new SessionChange.SetProperty(name, value);
                });
        each(
                headers,
                "X-Trino-Set-Role",
                pair -> {
                    String role = decode(pair.substring(pair.indexOf('=') + 1));
                    return new SessionChange.SetRole(
                            role.startsWith("ROLE{")
                                    ? role.substring("ROLE{".length(), role.length() - 1)
                                    : role);
                });
        each(headers, "X-Trino-Clear-Session", SessionChange.ResetProperty::new);
        each(
                headers,
                "X-Trino-Added-Prepare",
                pair ->
                        new SessionChange.AddPrepared(
                                decode(pair.substring(0, pair.indexOf('='))),
                                decode(pair.substring(pair.indexOf('=') + 1))));
        each(headers, "X-Trino-Started-Transaction-Id", SessionChange.BeginTransaction::new);
        each(headers, "X-Trino-Clear-Transaction-Id", _ -> new SessionChange.EndTransaction());
        each(
                headers,
                "X-Trino-Deallocated-Prepare",
                name -> new SessionChange.RemovePrepared(decode(name)));
    }

    private void each(HttpHeaders headers, String name, Function<String, SessionChange> change) {
        headers.allValues(name).forEach(value -> changes.add(change.apply(value)));
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    @Override
    public @Nullable String updateType() {
        return updateType;
    }

    @Override
    public OptionalLong updateCount() {
        return updateCount;
    }

    @Override
    public List<SessionChange> sessionChanges() {
        return changes;
    }

    @Override
    public QueryStats stats() {
        return stats;
    }

    /// The protocol does not tell.
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
        cancelled = true;
        URI uri = nextUri;
        if (uri != null) {
            server.delete(uri);
        }
    }

    @Override
    public void close() {
        if (!state.isFinal()) {
            cancel();
        }
    }
}
