package dev.tarn.engine.plan;

import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.parse.Grammar;
import dev.tarn.engine.physical.Plan;

import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.jspecify.annotations.Nullable;

import java.util.List;

/// Values of expressions that stand outside queries: arguments of CALL, session properties.
final class Constants {
    private final QueryFunction queries;

    /// Plans a query with parameters.
    @FunctionalInterface
    interface QueryFunction {
        Plan plan(SqlNode query, List<SqlNode> parameters);
    }

    Constants(QueryFunction queries) {
        this.queries = queries;
    }

    /// The literal that `SELECT expression` gives; null where that is not known before running.
    Expr.@Nullable Literal value(SqlNode expression) {
        SqlSelect select =
                Grammar.select(expression.getParserPosition(), List.of(expression), null, null);
        return literal(queries.plan(select, List.of()), 0);
    }

    /// The literal that is in the column at `ordinal` of the one row that `plan` gives; null where
    /// none is.
    private static Expr.@Nullable Literal literal(Plan plan, int ordinal) {
        if (plan instanceof Plan.Values values && values.rows().size() == 1) {
            return values.rows().getFirst().get(ordinal);
        }
        if (!(plan instanceof Plan.Project project)) {
            return null;
        }
        return switch (project.expressions().get(ordinal)) {
            case Expr.Literal literal -> literal;
            case Expr.Column column -> literal(project.input(), column.ordinal());
            default -> null;
        };
    }
}
