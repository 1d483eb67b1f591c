package dev.tarn.engine.function.json;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// A path of the SQL standard (SQL:2016, part 2, 9.39) as a tree, parsed once and evaluated for
/// many documents: `lax` (also without a word) or `strict`, then an expression.
///
/// In lax mode arrays are taken apart and items made arrays where a step needs it, and what is not
/// there is left out; in strict mode both are failures. Where the standard leaves a choice it is as
/// in Trino. Immutable; thread-safe.
public final class SqlJsonPath {
    private final boolean lax;
    private final PathNode.Expr root;
    private final Set<String> variables;

    SqlJsonPath(boolean lax, PathNode.Expr root, Set<String> variables) {
        this.lax = lax;
        this.root = root;
        this.variables = Set.copyOf(variables);
    }

    /// The path that `text` spells.
    ///
    /// @throws dev.tarn.engine.SqlException INVALID_FUNCTION_ARGUMENT where it is none
    public static SqlJsonPath of(String text) {
        return PathParser.parse(text);
    }

    /// The names that the path takes from PASSING.
    public Set<String> variables() {
        return variables;
    }

    /// What the path gives for `document`.
    ///
    /// @param passed what each name stands for: one item, or none
    /// @throws JsonFailure where the path fails
    List<JsonItem> items(JsonItem document, Map<String, List<JsonItem>> passed) {
        return new PathEvaluation(lax, document, passed).items(root);
    }
}
