package dev.tarn.engine.statement;

import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.Session;
import dev.tarn.engine.physical.Plan;

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

    /// Plans `conditions` over rows of the table called `table`, for a session: a plan that gives
    /// `columns` and behind them the conditions, over a [Plan.Rows] that stands for the rows and is
    /// to be replaced.
    ///
    /// @throws dev.tarn.engine.SqlException if a condition is not right
    default Plan conditions(
            Session session, String table, List<Field> columns, List<String> conditions) {
        throw new UnsupportedOperationException("No conditions are planned here");
    }
}
