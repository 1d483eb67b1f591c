package dev.tarn.engine.parse;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.function.json.Behavior;
import dev.tarn.engine.function.json.JsonItem;
import dev.tarn.engine.function.json.JsonItem.Elements;
import dev.tarn.engine.function.json.JsonItem.Member;
import dev.tarn.engine.function.json.JsonItem.Members;
import dev.tarn.engine.parse.generated.Token;

import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/// The clauses of one JSON_TABLE as the parser comes by them; at the end UNNEST of what the
/// function `json_table` makes, with the columns' names. The paths go along as one constant, which
/// `function.json.TablePlan` describes.
public final class JsonTableClauses {
    private final JsonClauses input;
    private final Deque<Path> open = new ArrayDeque<>();
    private final List<SqlNode> names = new ArrayList<>();
    private final List<SqlNode> onEmpty = new ArrayList<>();
    private final List<SqlNode> onError = new ArrayList<>();
    private final Set<String> pathNames = new HashSet<>();
    private @Nullable Path root;
    private @Nullable JsonTablePlan plan;
    private boolean outer = true;
    private boolean cross;
    private boolean errorOnError;

    public JsonTableClauses(JsonClauses input) {
        this.input = input;
    }

    /// A path with its columns, and paths below.
    private record Path(
            SqlNode text, @Nullable SqlIdentifier name, List<Column> columns, List<Path> nested) {}

    /// A column; without clauses FOR ORDINALITY.
    private record Column(int at, SqlIdentifier name, @Nullable JsonClauses clauses) {}

    /// Whether NESTED [PATH] '…' starts here, rather than a column of that name.
    public static boolean isNested(Token token, Token next) {
        return JsonClauses.isWord(token, "NESTED")
                && (JsonClauses.isWord(next, "PATH") || JsonClauses.isText(next));
    }

    /// A path begins, within the one that is open.
    public void nest(SqlNode text, @Nullable SqlIdentifier name) {
        if (name != null && !pathNames.add(name.getSimple())) {
            throw Grammar.refused(
                    ErrorCode.INVALID_ARGUMENTS,
                    "Two paths are called %s".formatted(name),
                    name.getParserPosition());
        }
        Path path = new Path(text, name, new ArrayList<>(), new ArrayList<>());
        if (root == null) {
            root = path;
        } else {
            Objects.requireNonNull(open.peek()).nested().add(path);
        }
        open.push(path);
    }

    /// The path begun last ends.
    public void unnest() {
        open.pop();
    }

    public void ordinality(SqlIdentifier name) {
        SqlParserPos position = name.getParserPosition();
        add(name, null);
        SqlNode nothing =
                SqlStdOperatorTable.CAST.createCall(
                        position,
                        SqlLiteral.createNull(position),
                        JsonClauses.basic(SqlTypeName.BIGINT, position));
        onEmpty.add(nothing);
        onError.add(nothing);
    }

    public void column(SqlIdentifier name, JsonClauses clauses) {
        SqlParserPos position = name.getParserPosition();
        if (clauses.wrapper() != null && TypeNames.of(clauses.typeNode()) != DataType.STRING) {
            throw Positions.error(
                    ErrorCode.NOT_SUPPORTED,
                    "JSON in a column of JSON_TABLE is varchar",
                    clauses.typeNode());
        }
        add(name, clauses);
        onEmpty.add(clauses.defaultValue(clauses.onEmpty(), position));
        onError.add(clauses.defaultValue(clauses.onError(), position));
    }

    private void add(SqlIdentifier name, @Nullable JsonClauses clauses) {
        Column column = new Column(names.size(), name, clauses);
        names.add(name);
        Objects.requireNonNull(open.peek()).columns().add(column);
    }

    public void planDefault(String word) {
        switch (word.toUpperCase(Locale.ROOT)) {
            case "INNER" -> outer = false;
            case "CROSS" -> cross = true;
            default -> {}
        }
    }

    public void plan(JsonTablePlan given) {
        plan = given;
    }

    public void onError(String word) {
        errorOnError = word.equalsIgnoreCase("ERROR");
    }

    public SqlNode rows(SqlParserPos position) {
        Path whole = Objects.requireNonNull(root);
        JsonItem made;
        if (plan == null) {
            made = written(whole, child(whole.nested()), outer);
        } else {
            Set<String> used = new HashSet<>();
            made = planned(plan, List.of(whole), used);
            if (used.size() != count(whole)) {
                throw Grammar.refused(
                        ErrorCode.INVALID_ARGUMENTS,
                        "PLAN names every path of JSON_TABLE, each of which needs a name",
                        position);
            }
        }
        List<SqlNode> operands = new ArrayList<>();
        operands.add(input.documentNode());
        operands.add(JsonClauses.text(made.json(), position));
        operands.add(JsonClauses.text(errorOnError ? "ERROR" : "NULL", position));
        operands.add(SqlStdOperatorTable.ROW.createCall(position, onEmpty));
        operands.add(SqlStdOperatorTable.ROW.createCall(position, onError));
        operands.addAll(input.passingNodes());
        List<SqlNode> named = new ArrayList<>();
        named.add(
                SqlStdOperatorTable.UNNEST.createCall(
                        position, Grammar.function(position, "json_table", operands)));
        named.add(new SqlIdentifier("json_table", position));
        named.addAll(names);
        return SqlStdOperatorTable.AS.createCall(position, named);
    }

    private static int count(Path path) {
        return 1 + path.nested().stream().mapToInt(JsonTableClauses::count).sum();
    }

    /// The plan for paths beside one another, where none is written; null for none.
    private @Nullable JsonItem child(List<Path> paths) {
        List<JsonItem> plans = new ArrayList<>();
        for (Path path : paths) {
            plans.add(written(path, child(path.nested()), outer));
        }
        if (plans.size() < 2) {
            return plans.isEmpty() ? null : plans.getFirst();
        }
        return siblings(cross, plans);
    }

    private static JsonItem siblings(boolean cross, List<JsonItem> plans) {
        return new Members(List.of(new Member(cross ? "cross" : "union", new Elements(plans))));
    }

    /// `given` over `paths`, those that stand beside one another there.
    private JsonItem planned(JsonTablePlan given, List<Path> paths, Set<String> used) {
        return switch (given) {
            case JsonTablePlan.Named(SqlIdentifier name) ->
                    written(named(name, paths, used), null, true);
            case JsonTablePlan.Parent(SqlIdentifier name, JsonTablePlan child, boolean keeps) -> {
                Path path = named(name, paths, used);
                yield written(path, planned(child, path.nested(), used), keeps);
            }
            case JsonTablePlan.Siblings(boolean crossed, List<JsonTablePlan> plans) ->
                    siblings(
                            crossed, plans.stream().map(one -> planned(one, paths, used)).toList());
        };
    }

    private static Path named(SqlIdentifier name, List<Path> paths, Set<String> used) {
        for (Path path : paths) {
            if (path.name() != null
                    && path.name().getSimple().equals(name.getSimple())
                    && used.add(name.getSimple())) {
                return path;
            }
        }
        throw Grammar.refused(
                ErrorCode.INVALID_ARGUMENTS,
                "No path that PLAN may name here is called %s".formatted(name),
                name.getParserPosition());
    }

    private JsonItem written(Path path, @Nullable JsonItem child, boolean keeps) {
        input.checkPath(path.text());
        List<Member> members = new ArrayList<>();
        members.add(new Member("path", new JsonItem.Text(Literals.text(path.text()))));
        members.add(
                new Member(
                        "columns",
                        new Elements(path.columns().stream().map(this::written).toList())));
        if (child != null) {
            members.add(
                    new Member("outer", keeps ? JsonItem.Constant.TRUE : JsonItem.Constant.FALSE));
            members.add(new Member("child", child));
        }
        return new Members(members);
    }

    private JsonItem written(Column column) {
        List<Member> members = new ArrayList<>();
        members.add(new Member("at", new JsonItem.Number(Integer.toString(column.at()), false)));
        JsonClauses clauses = column.clauses();
        if (clauses == null) {
            return new Members(members);
        }
        SqlNode path = clauses.pathNode();
        StringBuilder implied = new StringBuilder("lax $.");
        JsonItem.quote(column.name().getSimple(), implied);
        if (path != null) {
            input.checkPath(path);
        }
        String text = path == null ? implied.toString() : Literals.text(path);
        members.add(new Member("path", new JsonItem.Text(text)));
        members.addAll(outcomes(clauses));
        members.add(
                new Member(
                        "length",
                        new JsonItem.Number(Integer.toString(length(clauses.typeNode())), false)));
        return new Members(members);
    }

    private List<Member> outcomes(JsonClauses clauses) {
        String shape = clauses.wrapper();
        boolean isJson = shape != null;
        Behavior empty =
                isJson
                        ? clauses.queryOutcome(clauses.onEmpty())
                        : clauses.valueOutcome(clauses.onEmpty());
        Behavior error =
                isJson
                        ? clauses.queryOutcome(clauses.onError())
                        : clauses.valueOutcome(clauses.onError());
        boolean inherits = errorOnError && !clauses.hasErrorClause();
        List<Member> members = new ArrayList<>();
        members.add(new Member("onEmpty", new JsonItem.Text(empty.name())));
        members.add(
                new Member(
                        "onError", new JsonItem.Text((inherits ? Behavior.ERROR : error).name())));
        if (shape != null) {
            members.add(new Member("wrapper", new JsonItem.Text(shape)));
            members.add(new Member("quotes", new JsonItem.Text(clauses.quotes())));
        }
        return members;
    }

    /// n of varchar(n); -1 for any other type.
    private static int length(SqlDataTypeSpec spec) {
        return TypeNames.of(spec) == DataType.STRING
                        && spec.getTypeNameSpec() instanceof SqlBasicTypeNameSpec basic
                ? basic.getPrecision()
                : -1;
    }
}
