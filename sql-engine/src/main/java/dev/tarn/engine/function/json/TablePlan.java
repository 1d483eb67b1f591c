package dev.tarn.engine.function.json;

import dev.tarn.engine.function.json.JsonItem.Elements;
import dev.tarn.engine.function.json.JsonItem.Member;
import dev.tarn.engine.function.json.JsonItem.Members;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// What JSON_TABLE makes of a document, as a tree. The parser writes it as JSON, which is one
/// constant argument of the call:
///
/// ```
/// path    →   {"path": "lax $[*]", "outer": true, "columns": [column, …], "child": plan}
/// plan    →   path | {"cross": [plan, …]} | {"union": [plan, …]}
/// column  →   {"at": 0}                                        FOR ORDINALITY
///             {"at": 1, "path": "lax $.a", "onEmpty": "NULL", "onError": "ERROR", "length": 10,
///              "wrapper": "WITHOUT", "quotes": "KEEP"}         with a wrapper: FORMAT JSON
/// ```
sealed interface TablePlan {
    /// The items of a path with columns of their own, and what is below each of them; one without
    /// rows below has one of its own if `outer`.
    record Path(SqlJsonPath path, List<Column> columns, boolean outer, @Nullable TablePlan child)
            implements TablePlan {}

    /// Plans beside one another: each row of one with each of the others, or one after another.
    record Siblings(boolean cross, List<TablePlan> plans) implements TablePlan {}

    /// @param at place among all columns
    /// @param path null FOR ORDINALITY
    /// @param wrapping what makes JSON of the items; null for a value
    /// @param length code points that a text may have; -1 for any
    record Column(
            int at,
            @Nullable SqlJsonPath path,
            SqlJsonFunctions.@Nullable Wrapping wrapping,
            Cell.Clauses clauses,
            int length) {}

    static TablePlan of(String text) {
        return plan(JsonReader.read(text));
    }

    private static TablePlan plan(JsonItem item) {
        JsonItem cross = find(item, "cross");
        JsonItem union = find(item, "union");
        if (cross instanceof Elements || union instanceof Elements) {
            JsonItem plans = cross == null ? union : cross;
            List<TablePlan> siblings = new ArrayList<>();
            elements(plans).forEach(plan -> siblings.add(plan(plan)));
            return new Siblings(cross != null, siblings);
        }
        List<Column> columns = new ArrayList<>();
        elements(find(item, "columns")).forEach(column -> columns.add(column(column)));
        JsonItem child = find(item, "child");
        return new Path(
                SqlJsonPath.of(text(item, "path")),
                columns,
                find(item, "outer") == JsonItem.Constant.TRUE,
                child == null ? null : plan(child));
    }

    private static Column column(JsonItem item) {
        int at = Integer.parseInt(text(item, "at"));
        if (find(item, "path") == null) {
            Cell.Clauses none = new Cell.Clauses("JSON_TABLE", Behavior.NULL, Behavior.NULL);
            return new Column(at, null, null, none, -1);
        }
        return new Column(
                at,
                SqlJsonPath.of(text(item, "path")),
                find(item, "wrapper") == null
                        ? null
                        : SqlJsonFunctions.Wrapping.of(text(item, "wrapper"), text(item, "quotes")),
                new Cell.Clauses(
                        "JSON_TABLE",
                        Behavior.valueOf(text(item, "onEmpty")),
                        Behavior.valueOf(text(item, "onError"))),
                Integer.parseInt(text(item, "length")));
    }

    private static @Nullable JsonItem find(@Nullable JsonItem item, String name) {
        if (item instanceof Members(List<Member> members)) {
            for (Member member : members) {
                if (member.name().equals(name)) {
                    return member.value();
                }
            }
        }
        return null;
    }

    private static List<JsonItem> elements(@Nullable JsonItem item) {
        return item instanceof Elements(List<JsonItem> items) ? items : List.of();
    }

    private static String text(JsonItem item, String name) {
        return switch (find(item, name)) {
            case JsonItem.Text(String value) -> value;
            case JsonItem.Number number -> number.digits();
            case null, default ->
                    throw new IllegalArgumentException("no %s in a plan".formatted(name));
        };
    }
}
