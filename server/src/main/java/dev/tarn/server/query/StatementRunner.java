package dev.tarn.server.query;

import dev.tarn.engine.Query;
import dev.tarn.engine.Session;

/// What runs SQL: the engine, seen through the one thing that doors need.
@FunctionalInterface
public interface StatementRunner {

    /// Starts `sql`; whoever called must close the query.
    ///
    /// @throws dev.tarn.engine.SqlException if it is refused at once
    Query start(Session session, String sql);
}
