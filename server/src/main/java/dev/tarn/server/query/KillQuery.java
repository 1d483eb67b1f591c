package dev.tarn.server.query;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.Session;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.spi.CatalogConnection;
import dev.tarn.engine.spi.Procedure;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

/// `CALL system.runtime.kill_query(query_id => …, message => …)`, as Trino has it: cancels a query
/// that runs. The message is taken and told to nobody.
public final class KillQuery implements Procedure {
    private final Supplier<Queries> queries;
    private final BiPredicate<Session, String> mayCancel;

    /// @param queries asked for when it is called
    /// @param mayCancel whether a session may cancel the queries of a user
    public KillQuery(Supplier<Queries> queries, BiPredicate<Session, String> mayCancel) {
        this.queries = queries;
        this.mayCancel = mayCancel;
    }

    @Override
    public String name() {
        return "runtime.kill_query";
    }

    @Override
    public List<Argument> arguments() {
        return List.of(
                new Argument("query_id", DataType.STRING, true, "the query to cancel"),
                new Argument("message", DataType.STRING, false, "why"));
    }

    @Override
    public List<DataType.Field> output() {
        return List.of();
    }

    @Override
    public Batch call(CatalogConnection catalog, Session session, Map<String, Object> arguments) {
        String id = (String) Objects.requireNonNull(arguments.get("query_id"));
        QueryInfo info = queries.get().find(id);
        if (info == null || !mayCancel.test(session, info.user())) {
            throw new SqlException(
                    ErrorCode.NOT_FOUND,
                    "Target query not found: there is no query '%s' among those that run or ended lately"
                            .formatted(id));
        }
        if (!queries.get().cancel(id)) {
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED,
                    "Target query is not running: %s has ended already, %s"
                            .formatted(id, info.state()));
        }
        return new Batch(List.of(), 0);
    }
}
