package dev.tarn.engine.physical;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.expr.Expr;

import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.types.Types;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/// Plans as EXPLAIN shows them: one line a node, at its end the rows expected where that is known,
/// inputs indented below.
public final class PlanText {
    private static final int MAX_VALUES = 3;

    /// Levels of an expression that are told of it.
    private static final int MOST_DEPTH = 100;

    private final Function<Plan, String> end;
    private final Function<Plan, List<String>> below;
    private final Set<Integer> shown = new HashSet<>();

    private PlanText(Function<Plan, String> end, Function<Plan, List<String>> below) {
        this.end = end;
        this.below = below;
    }

    public static String of(Plan plan) {
        return of(plan, _ -> "", _ -> List.of());
    }

    /// The same with more about each node: `end` goes behind its line, `below` are lines under it.
    public static String of(
            Plan plan, Function<Plan, String> end, Function<Plan, List<String>> below) {
        StringBuilder text = new StringBuilder();
        new PlanText(end, below).append(plan, 0, text);
        return text.toString();
    }

    private void append(Plan plan, int depth, StringBuilder text) {
        text.append("  ".repeat(depth)).append(line(plan));
        if (!isNew(plan)) {
            text.append(", as above\n");
            return;
        }
        double rows = EstimatedRows.of(plan);
        if (rows >= 0 && !(plan instanceof Plan.Values)) {
            text.append(String.format(Locale.ROOT, " ~%.0f rows", rows));
        }
        text.append(end.apply(plan)).append('\n');
        for (String more : below.apply(plan)) {
            text.append("  ".repeat(depth + 2)).append(more).append('\n');
        }
        for (Plan input : plan.inputs()) {
            append(input, depth + 1, text);
        }
    }

    /// Whether `plan` was not shown yet; only shared ones are shown once.
    private boolean isNew(Plan plan) {
        return !(plan instanceof Plan.Shared shared) || shown.add(shared.number());
    }

    /// What EXPLAIN says of `plan` alone, in one line that begins with its kind.
    public static String line(Plan plan) {
        return switch (plan) {
            case Plan.TableScan scan -> scan(scan);
            case Plan.Rows rows -> "Rows " + rows.name() + names(rows.output());
            case Plan.Values values -> values(values);
            case Plan.FileScan files ->
                    "FileScan %s %d files%s%s"
                            .formatted(
                                    files.source().format(),
                                    files.source().locations().size(),
                                    names(files.output()),
                                    pruning(files.pruning()));
            case Plan.Filter filter ->
                    "Filter " + expr(filter.predicate(), filter.input().output());
            case Plan.Project project -> project(project);
            case Plan.Aggregate aggregate -> aggregate(aggregate);
            case Plan.HashJoin join -> "HashJoin " + byKeys(join);
            case Plan.BucketedMergeJoin merge ->
                    "BucketedMergeJoin " + byKeys(merge.join()) + " order=trusted verified=true";
            case Plan.NestedLoopJoin join ->
                    "NestedLoopJoin "
                            + join.type()
                            + (join.condition() == null
                                    ? ""
                                    : " on "
                                            + expr(
                                                    join.condition(),
                                                    both(join.left(), join.right())));
            case Plan.AsOfJoin join -> asOfJoin(join);
            case Plan.Sort sort -> "Sort " + keys(sort.keys(), sort.output());
            case Plan.TopN top ->
                    "TopN %s limit %d%s"
                            .formatted(
                                    keys(top.keys(), top.output()),
                                    top.limit(),
                                    top.offset() == 0 ? "" : " offset " + top.offset());
            case Plan.Window window -> WindowText.of(window);
            case Plan.Unnest unnest -> unnest(unnest);
            case Plan.Limit limit ->
                    "Limit"
                            + (limit.limit() < 0 ? "" : " " + limit.limit())
                            + (limit.offset() == 0 ? "" : " offset " + limit.offset());
            case Plan.UnionAll union -> "UnionAll";
            case Plan.SingleRow single -> "SingleRow";
            case Plan.Shared shared -> "Shared " + shared.number();
            case Plan.Analyze _ -> "Analyze";
            case Plan.TableWrite write -> "TableWrite " + write.table().name();
        };
    }

    private static String scan(Plan.TableScan scan) {
        List<String> columns = new ArrayList<>();
        for (Types.NestedField column : scan.projection().columns()) {
            columns.add(column.name());
        }
        StringBuilder line = new StringBuilder("TableScan ").append(scan.name());
        if (scan.snapshotId() == null) {
            line.append(" (empty)");
        }
        line.append(columns);
        Expr filter = scan.filter();
        if (filter != null) {
            line.append(" where ").append(expr(filter, scan.columns()));
        }
        return line.append(pruning(scan.pruning())).toString();
    }

    private static String pruning(Expression pruning) {
        return pruning.op() == Expression.Operation.TRUE ? "" : " pruning " + pruning;
    }

    private static String values(Plan.Values values) {
        StringBuilder line = new StringBuilder("Values ").append(values.rows().size());
        line.append(values.rows().size() == 1 ? " row" : " rows");
        for (int i = 0; i < Math.min(MAX_VALUES, values.rows().size()); i++) {
            line.append(i == 0 ? " " : ", ").append(values.rows().get(i));
        }
        line.append(values.rows().size() > MAX_VALUES ? ", …" : "");
        return values.origin() == null
                ? line.toString()
                : line.append(" from the manifests of ").append(values.origin()).toString();
    }

    private static String project(Plan.Project project) {
        List<String> items = new ArrayList<>();
        for (int i = 0; i < project.expressions().size(); i++) {
            String value = expr(project.expressions().get(i), project.input().output());
            String name = project.output().get(i).name();
            items.add(value.equals(name) ? value : name + " := " + value);
        }
        return "Project " + items;
    }

    private static String unnest(Plan.Unnest unnest) {
        List<Field> input = unnest.input().output();
        return "Unnest "
                + names(input.subList(unnest.width(), input.size()))
                + (unnest.withOrdinality() ? " with ordinality" : "")
                + (unnest.outer() ? " outer" : "");
    }

    private static String aggregate(Plan.Aggregate aggregate) {
        List<Field> input = aggregate.input().output();
        List<String> calls = new ArrayList<>();
        for (AggregateCall call : aggregate.calls()) {
            List<String> arguments =
                    call.arguments().stream().map(at -> column(at, input)).toList();
            String inside = arguments.isEmpty() ? "*" : String.join(", ", arguments);
            if (!call.order().isEmpty()) {
                int own = call.function().parameterTypes().size();
                List<Field> fields = call.arguments().stream().map(input::get).toList();
                inside =
                        String.join(", ", arguments.subList(0, own))
                                + " order by "
                                + keys(call.order(), fields);
            }
            Integer filter = call.filter();
            calls.add(
                    call.function().name()
                            + "("
                            + (call.distinct() ? "distinct " : "")
                            + inside
                            + ")"
                            + (filter == null ? "" : " filter " + column(filter, input)));
        }
        List<String> keys = aggregate.keys().stream().map(at -> column(at, input)).toList();
        return "Aggregate"
                + (RowOrder.of(aggregate.input()).streams(aggregate) ? " streamed" : "")
                + (keys.isEmpty() ? "" : " by " + keys)
                + (calls.isEmpty() ? "" : " " + calls);
    }

    private static String byKeys(Plan.HashJoin join) {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < join.leftKeys().size(); i++) {
            keys.add(
                    column(join.leftKeys().get(i), join.left().output())
                            + (join.nullSafe().get(i) ? " is not distinct from " : " = ")
                            + column(join.rightKeys().get(i), join.right().output()));
        }
        Expr residual = join.residual();
        return join.type()
                + " on "
                + keys
                + (residual == null
                        ? ""
                        : " and " + expr(residual, both(join.left(), join.right())));
    }

    private static String asOfJoin(Plan.AsOfJoin join) {
        List<String> keys = new ArrayList<>();
        int last = join.leftKeys().size() - 1;
        for (int i = 0; i <= last; i++) {
            keys.add(
                    "%s %s %s"
                            .formatted(
                                    column(join.leftKeys().get(i), join.left().output()),
                                    i == last ? join.match().symbol() : "=",
                                    column(join.rightKeys().get(i), join.right().output())));
        }
        return "AsOfJoin " + join.type() + " on " + keys;
    }

    private static List<Field> both(Plan left, Plan right) {
        List<Field> fields = new ArrayList<>(left.output());
        fields.addAll(right.output());
        return fields;
    }

    private static String names(List<Field> fields) {
        return fields.stream().map(Field::name).toList().toString();
    }

    static String keys(List<SortKey> keys, List<Field> fields) {
        List<String> texts = new ArrayList<>();
        for (SortKey key : keys) {
            texts.add(
                    column(key.ordinal(), fields)
                            + (key.descending() ? " desc" : "")
                            + (key.nullsFirst() ? " nulls first" : ""));
        }
        return texts.toString();
    }

    static String column(int ordinal, List<Field> fields) {
        return fields.get(ordinal).name();
    }

    /// An expression over columns called as in `fields`.
    static String expr(Expr expr, List<Field> fields) {
        return expr(expr, fields, 0);
    }

    private static String expr(Expr expr, List<Field> fields, int depth) {
        if (depth > MOST_DEPTH) {
            return "…";
        }
        int below = depth + 1;
        return switch (expr) {
            case Expr.Column column -> column(column.ordinal(), fields);
            case Expr.Literal literal -> literal.toString();
            case Expr.Parameter parameter -> parameter.toString();
            case Expr.Call call -> call(call, fields, below);
            case Expr.Cast cast ->
                    "%s(%s as %s)"
                            .formatted(
                                    cast.orNull() ? "try_cast" : "cast",
                                    expr(cast.operand(), fields, below),
                                    cast.type());
            case Expr.And and -> joined(and.operands(), " and ", fields, below);
            case Expr.Or or -> joined(or.operands(), " or ", fields, below);
            case Expr.Not not -> "not " + expr(not.operand(), fields, below);
            case Expr.IsNull isNull -> expr(isNull.operand(), fields, below) + " is null";
            case Expr.In in -> expr(in.operand(), fields, below) + " in " + in.values();
            case Expr.Case of -> {
                StringBuilder text = new StringBuilder("case");
                for (Expr.Branch branch : of.branches()) {
                    text.append(" when ").append(expr(branch.condition(), fields, below));
                    text.append(" then ").append(expr(branch.value(), fields, below));
                }
                yield text.append(" else ")
                        .append(expr(of.otherwise(), fields, below))
                        .append(" end")
                        .toString();
            }
            case Expr.Lambda lambda -> lambda(lambda, fields, below);
            case Expr.FieldAccess access ->
                    expr(access.struct(), fields, below) + "[" + access.index() + "]";
        };
    }

    /// Parameters are called $0, $1 and so on, those of lambdas around by what they are there.
    private static String lambda(Expr.Lambda lambda, List<Field> fields, int depth) {
        List<Field> inside = new ArrayList<>();
        for (int i = 0; i < lambda.parameterCount(); i++) {
            inside.add(new Field("$" + i, DataType.UNKNOWN));
        }
        for (Expr captured : lambda.captured()) {
            inside.add(new Field(expr(captured, fields, depth), captured.type()));
        }
        return "lambda " + expr(lambda.body(), inside, depth);
    }

    private static String call(Expr.Call call, List<Field> fields, int depth) {
        List<String> arguments =
                call.arguments().stream().map(one -> expr(one, fields, depth)).toList();
        String infix =
                switch (call.function().name()) {
                    case "equal" -> " = ";
                    case "not_equal" -> " <> ";
                    case "less_than" -> " < ";
                    case "less_than_or_equal" -> " <= ";
                    case "greater_than" -> " > ";
                    case "greater_than_or_equal" -> " >= ";
                    case "add", "fitting_add" -> " + ";
                    case "subtract", "fitting_subtract" -> " - ";
                    case "multiply", "fitting_multiply" -> " * ";
                    case "divide" -> " / ";
                    case "modulus" -> " % ";
                    case "like" -> " like ";
                    default -> "";
                };
        if (call.function().name().equals("fitting_cast")) {
            return "cast(%s as %s)".formatted(arguments.getFirst(), call.type());
        }
        // Arithmetic proven to fit a long is marked, as it is done without checks.
        String mark = call.function().name().startsWith("fitting_") ? "long" : "";
        return !infix.isEmpty() && arguments.size() == 2
                ? mark + "(" + arguments.get(0) + infix + arguments.get(1) + ")"
                : call.function().name() + "(" + String.join(", ", arguments) + ")";
    }

    private static String joined(List<Expr> operands, String word, List<Field> fields, int depth) {
        return "("
                + String.join(word, operands.stream().map(one -> expr(one, fields, depth)).toList())
                + ")";
    }
}
