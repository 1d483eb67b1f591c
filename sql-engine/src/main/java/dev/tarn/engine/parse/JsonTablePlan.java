package dev.tarn.engine.parse;

import dev.tarn.engine.ErrorCode;

import org.apache.calcite.sql.SqlIdentifier;

import java.util.List;
import java.util.Locale;

/// PLAN of a JSON_TABLE: how the rows of its paths, by their names, go together.
public sealed interface JsonTablePlan {
    record Named(SqlIdentifier name) implements JsonTablePlan {}

    /// A path with what is below it; `outer` keeps its rows where nothing is.
    record Parent(SqlIdentifier name, JsonTablePlan child, boolean outer)
            implements JsonTablePlan {}

    /// Paths beside one another: each row with each, or one after another.
    record Siblings(boolean cross, List<JsonTablePlan> plans) implements JsonTablePlan {}

    static JsonTablePlan parent(JsonTablePlan parent, JsonTablePlan child, String word) {
        if (!(parent instanceof Named(SqlIdentifier name))) {
            throw Grammar.refused(
                    ErrorCode.SYNTAX_ERROR,
                    "Before OUTER and INNER stands the name of a path",
                    place(child));
        }
        return new Parent(name, child, word.toUpperCase(Locale.ROOT).equals("OUTER"));
    }

    static JsonTablePlan siblings(JsonTablePlan left, JsonTablePlan right, boolean cross) {
        return new Siblings(cross, List.of(left, right));
    }

    private static org.apache.calcite.sql.parser.SqlParserPos place(JsonTablePlan plan) {
        return switch (plan) {
            case Named(SqlIdentifier name) -> name.getParserPosition();
            case Parent parent -> parent.name().getParserPosition();
            case Siblings siblings -> place(siblings.plans().getFirst());
        };
    }
}
