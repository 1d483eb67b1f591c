package dev.tarn.engine.statement;

import dev.tarn.engine.Session;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Turns SQL text into a statement: all of the front, as the engine sees it. Thread-safe.
@FunctionalInterface
public interface StatementPlanner {

    /// Parses, validates and plans `sql`, with `parameters` in the places of its question marks.
    ///
    /// @throws dev.tarn.engine.SqlException if it is not right, with the place in the text where
    ///   known
    Statement plan(Session session, String sql, List<@Nullable Object> parameters);
}
