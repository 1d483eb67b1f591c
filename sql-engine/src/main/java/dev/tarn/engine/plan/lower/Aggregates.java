package dev.tarn.engine.plan.lower;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.function.AggregateFamily;
import dev.tarn.engine.function.AggregateFunction;
import dev.tarn.engine.function.FunctionRegistry;
import dev.tarn.engine.function.SingleValue;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.SortKey;

import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.ImmutableBitSet;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Aggregations: functions bound, arguments cast, grouping sets spread out into a union.
final class Aggregates {
    private final Lowering lowering;
    private final Expressions expressions;
    private final FunctionRegistry registry;

    Aggregates(Lowering lowering, Expressions expressions, FunctionRegistry registry) {
        this.lowering = lowering;
        this.expressions = expressions;
        this.registry = registry;
    }

    Plan lower(Aggregate aggregate) {
        List<Field> output = Lowering.fields(aggregate);
        if (isSingleRow(aggregate)) {
            Plan input = input(aggregate);
            int column = aggregate.getAggCallList().getFirst().getArgList().getFirst();
            Expr value = new Expr.Column(column, input.output().get(column).type());
            return new Plan.SingleRow(new Plan.Project(input, List.of(value), output));
        }
        List<Plan> sets = new ArrayList<>();
        for (ImmutableBitSet set : aggregate.getGroupSets()) {
            sets.add(grouped(aggregate, set, input(aggregate), output));
        }
        return sets.size() == 1 ? sets.getFirst() : new Plan.UnionAll(sets, output);
    }

    /// The rows to aggregate; each time a plan of its own, as what runs knows its parts by which
    /// they are.
    private Plan input(Aggregate aggregate) {
        return readsColumns(aggregate)
                ? lowering.lower(aggregate.getInput())
                : lowering.lowerRows(aggregate.getInput());
    }

    private static boolean readsColumns(Aggregate aggregate) {
        return !aggregate.getGroupSet().isEmpty()
                || aggregate.getAggCallList().stream()
                        .anyMatch(call -> !call.getArgList().isEmpty() || call.hasFilter());
    }

    /// A scalar sub-query: one value, and an error where there are more.
    private static boolean isSingleRow(Aggregate aggregate) {
        return aggregate.getGroupCount() == 0
                && aggregate.getAggCallList().size() == 1
                && aggregate.getAggCallList().getFirst().getAggregation().getKind()
                        == SqlKind.SINGLE_VALUE;
    }

    /// The aggregation for one of the grouping sets; keys that are not in it are null.
    private Plan grouped(Aggregate aggregate, ImmutableBitSet set, Plan input, List<Field> output) {
        Arguments arguments = new Arguments(input);
        List<dev.tarn.engine.physical.AggregateCall> calls = new ArrayList<>();
        List<Field> fields = new ArrayList<>();
        for (int key : set) {
            fields.add(input.output().get(key));
        }
        List<Expr> results = new ArrayList<>();
        int groupCount = aggregate.getGroupCount();
        List<Integer> keys = set.asList();
        int position = 0;
        for (int key : aggregate.getGroupSet()) {
            DataType type = output.get(position++).type();
            int at = keys.indexOf(key);
            results.add(
                    at < 0
                            ? new Expr.Literal(null, type)
                            : expressions.cast(new Expr.Column(at, fields.get(at).type()), type));
        }
        for (int i = 0; i < aggregate.getAggCallList().size(); i++) {
            AggregateCall call = aggregate.getAggCallList().get(i);
            DataType type = output.get(groupCount + i).type();
            if (constant(call, set, type) instanceof Expr.Literal literal) {
                results.add(literal);
                continue;
            }
            var bound = bind(call, arguments);
            DataType bare = bound.function().resultType();
            results.add(expressions.cast(new Expr.Column(fields.size(), bare), type));
            fields.add(new Field(output.get(groupCount + i).name(), bare));
            calls.add(bound);
        }
        Plan plan = new Plan.Aggregate(arguments.plan(), keys, calls, named(fields, output));
        return isIdentity(results, fields.size()) ? plan : new Plan.Project(plan, results, output);
    }

    private static List<Field> named(List<Field> fields, List<Field> output) {
        return fields.size() == output.size() ? renamed(fields, output) : fields;
    }

    private static List<Field> renamed(List<Field> fields, List<Field> output) {
        List<Field> renamed = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            renamed.add(new Field(output.get(i).name(), fields.get(i).type()));
        }
        return renamed;
    }

    private static boolean isIdentity(List<Expr> results, int width) {
        if (results.size() != width) {
            return false;
        }
        for (int i = 0; i < width; i++) {
            if (!(results.get(i) instanceof Expr.Column column) || column.ordinal() != i) {
                return false;
            }
        }
        return true;
    }

    /// Calls whose value a grouping set alone tells; anything else is returned as a column that
    /// nobody reads.
    private static Expr constant(AggregateCall call, ImmutableBitSet set, DataType type) {
        return switch (call.getAggregation().getKind()) {
            case LITERAL_AGG ->
                    LiteralValues.of(
                            (RexLiteral) call.rexList.getFirst(),
                            call.rexList.getFirst().getType());
            case GROUPING, GROUPING_ID -> {
                long bits = 0;
                for (int key : call.getArgList()) {
                    bits = bits << 1 | (set.get(key) ? 0 : 1);
                }
                yield new Expr.Literal(
                        type == DataType.BIGINT ? (Object) bits : (Object) (int) bits, type);
            }
            default -> new Expr.Column(0, type);
        };
    }

    private dev.tarn.engine.physical.AggregateCall bind(AggregateCall call, Arguments arguments) {
        if (call.ignoreNulls()) {
            throw Expressions.unsupported("IGNORE NULLS inside an aggregate function");
        }
        String name = call.getAggregation().getName().toLowerCase(Locale.ROOT);
        boolean single = call.getAggregation().getKind() == SqlKind.SINGLE_VALUE;
        AggregateFamily family =
                registry.aggregate(single ? "any_value" : name)
                        .orElseThrow(() -> Expressions.unsupported("Aggregate function " + name));
        List<DataType> types = new ArrayList<>();
        for (int argument : call.getArgList()) {
            types.add(arguments.input.output().get(argument).type());
        }
        AggregateFunction function =
                family.bind(types)
                        .orElseThrow(() ->
                                new SqlException(
                                        ErrorCode.FUNCTION_NOT_FOUND,
                                        "Function %s does not take %s; usage: %s"
                                                .formatted(name, types, family.usage())));
        if (single) {
            function = SingleValue.of(function);
        }
        List<Integer> ordinals = new ArrayList<>();
        for (int i = 0; i < call.getArgList().size(); i++) {
            ordinals.add(
                    arguments.ordinal(call.getArgList().get(i), function.parameterTypes().get(i)));
        }
        List<SortKey> order = order(call, ordinals);
        return new dev.tarn.engine.physical.AggregateCall(
                function,
                ordinals,
                call.isDistinct(),
                call.hasFilter() ? call.filterArg : null,
                order);
    }

    /// The order in which the rows are wanted; columns that are only there for it are put behind
    /// the `arguments`.
    private static List<SortKey> order(AggregateCall call, List<Integer> arguments) {
        List<SortKey> keys = new ArrayList<>();
        for (RelFieldCollation collation : call.getCollation().getFieldCollations()) {
            int at = arguments.indexOf(collation.getFieldIndex());
            if (at < 0 && call.isDistinct()) {
                throw Expressions.unsupported(
                        "ORDER BY what is not an argument of an aggregate function with DISTINCT");
            }
            if (at < 0) {
                at = arguments.size();
                arguments.add(collation.getFieldIndex());
            }
            keys.add(
                    new SortKey(
                            at,
                            collation.getDirection().isDescending(),
                            collation.nullDirection == RelFieldCollation.NullDirection.FIRST));
        }
        return keys;
    }

    /// The input's columns, and behind them those that had to be cast.
    private final class Arguments {
        private final Plan input;
        private final List<Expr> exprs = new ArrayList<>();
        private final List<Field> fields = new ArrayList<>();

        Arguments(Plan input) {
            this.input = input;
            for (int i = 0; i < input.output().size(); i++) {
                exprs.add(new Expr.Column(i, input.output().get(i).type()));
                fields.add(input.output().get(i));
            }
        }

        int ordinal(int column, DataType type) {
            Expr wanted = expressions.cast(exprs.get(column), type);
            int known = exprs.indexOf(wanted);
            if (known >= 0) {
                return known;
            }
            exprs.add(wanted);
            fields.add(new Field(fields.get(column).name(), type));
            return exprs.size() - 1;
        }

        Plan plan() {
            return exprs.size() == input.output().size()
                    ? input
                    : new Plan.Project(input, exprs, fields);
        }
    }
}
