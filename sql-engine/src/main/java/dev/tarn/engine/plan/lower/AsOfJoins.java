package dev.tarn.engine.plan.lower;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.function.ScalarFunction;
import dev.tarn.engine.physical.AsOfMatch;
import dev.tarn.engine.physical.JoinType;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.SortKey;

import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.core.AsofJoin;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rex.RexNode;

import java.util.ArrayList;
import java.util.List;

/// ASOF joins: the right side is sorted by the columns that are to be equal and the one that is
/// compared, without rows that match nothing.
///
/// ```
/// a ASOF JOIN b MATCH_CONDITION (a.t >= b.t) ON a.k = b.k
///   →   AsOfJoin INNER on [k = k, t >= t]
///         a
///         Sort [k, t]
///           Filter k is not null and t is not null
///             b
/// ```
final class AsOfJoins {
    private final Lowering lowering;
    private final Expressions expressions;

    AsOfJoins(Lowering lowering, Expressions expressions) {
        this.lowering = lowering;
        this.expressions = expressions;
    }

    Plan lower(AsofJoin join) {
        Plan left = lowering.lower(join.getLeft());
        Plan right = lowering.lower(join.getRight());
        int leftWidth = left.output().size();
        Keys leftKeys = new Keys(left);
        Keys rightKeys = new Keys(right);
        for (RexNode conjunct : RelOptUtil.conjunctions(join.getCondition())) {
            Compared equal = compared(expressions.lower(conjunct), "a condition ON", leftWidth);
            if (!equal.function.equals("equal")) {
                throw refused("a condition ON");
            }
            add(equal, leftKeys, rightKeys);
        }
        Expr condition = expressions.lower(join.getMatchCondition());
        Compared match = compared(condition, "a MATCH_CONDITION", leftWidth);
        add(match, leftKeys, rightKeys);
        Plan ordered = ordered(rightKeys);
        Plan joined =
                new Plan.AsOfJoin(
                        leftKeys.input(),
                        ordered,
                        join.getJoinType() == JoinRelType.ASOF ? JoinType.INNER : JoinType.LEFT,
                        leftKeys.ordinals,
                        rightKeys.ordinals,
                        how(match),
                        -1);
        return picked(joined, leftKeys, rightKeys, Lowering.fields(join));
    }

    /// A comparison of a value of the left side with one of the right side, each over the columns
    /// of its own; `swapped` if the right one is written first.
    private record Compared(String function, Expr left, Expr right, boolean swapped) {}

    private Compared compared(Expr condition, String clause, int leftWidth) {
        if (condition instanceof Expr.Call(ScalarFunction function, List<Expr> arguments)
                && arguments.size() == 2) {
            boolean swapped = isOf(arguments.get(1), 0, leftWidth);
            Expr left = arguments.get(swapped ? 1 : 0);
            Expr right = arguments.get(swapped ? 0 : 1);
            if (isOf(left, 0, leftWidth) && isOf(right, leftWidth, Integer.MAX_VALUE)) {
                Expr own = Ordinals.map(right, at -> at - leftWidth);
                return new Compared(function.name(), left, own, swapped);
            }
        }
        throw refused(clause);
    }

    /// Whether `expr` reads columns from `from` to `to` and no others.
    private static boolean isOf(Expr expr, int from, int to) {
        return !expr.columns().isEmpty()
                && expr.columns().stream().allMatch(at -> at >= from && at < to);
    }

    private static RuntimeException refused(String clause) {
        return Expressions.unsupported(
                "An ASOF join with %s that does not compare a value of each side"
                        .formatted(clause));
    }

    private static AsOfMatch how(Compared match) {
        AsOfMatch how =
                switch (match.function) {
                    case "greater_than_or_equal" -> AsOfMatch.AT_OR_BEFORE;
                    case "greater_than" -> AsOfMatch.BEFORE;
                    case "less_than_or_equal" -> AsOfMatch.AT_OR_AFTER;
                    case "less_than" -> AsOfMatch.AFTER;
                    default -> throw refused("a MATCH_CONDITION");
                };
        return match.swapped ? how.mirrored() : how;
    }

    /// Adds what is compared, of one type, to the keys of both sides.
    private void add(Compared values, Keys leftKeys, Keys rightKeys) {
        DataType type = values.left.type();
        if (isNested(type)) {
            throw Expressions.unsupported("An ASOF join by values of type " + type);
        }
        leftKeys.add(orderedValue(values.left));
        rightKeys.add(values.right);
    }

    private static boolean isNested(DataType type) {
        return switch (type.physical()) {
            case LIST, MAP, STRUCT -> true;
            case BOOLEAN, INT, LONG, FLOAT, DOUBLE, INT128, BYTES -> false;
        };
    }

    private static boolean mayBeNan(DataType type) {
        return switch (type.physical()) {
            case FLOAT, DOUBLE -> true;
            case BOOLEAN, INT, LONG, INT128, BYTES, LIST, MAP, STRUCT -> false;
        };
    }

    /// NULL for NaN, which compares with nothing.
    private Expr orderedValue(Expr value) {
        if (!mayBeNan(value.type())) {
            return value;
        }
        Expr number = expressions.function("equal", List.of(value, value));
        return new Expr.Case(
                List.of(new Expr.Branch(number, value)),
                new Expr.Literal(null, value.type()),
                value.type());
    }

    /// The rows that may match, in order.
    private Plan ordered(Keys keys) {
        Plan input = keys.input();
        List<Expr> conditions = new ArrayList<>();
        List<SortKey> order = new ArrayList<>();
        for (int ordinal : keys.ordinals) {
            Expr column = new Expr.Column(ordinal, input.output().get(ordinal).type());
            conditions.add(
                    mayBeNan(column.type())
                            ? expressions.function("equal", List.of(column, column))
                            : new Expr.Not(new Expr.IsNull(column)));
            order.add(new SortKey(ordinal, false, false));
        }
        Expr all = conditions.size() == 1 ? conditions.getFirst() : new Expr.And(conditions);
        return new Plan.Sort(new Plan.Filter(input, all), order);
    }

    /// The join's own columns out of a plan that may have keys behind those of each side.
    private static Plan picked(Plan joined, Keys left, Keys right, List<Field> output) {
        if (left.extra.isEmpty() && right.extra.isEmpty()) {
            return joined;
        }
        int leftWidth = left.plan.output().size();
        List<Expr> columns = new ArrayList<>();
        for (int i = 0; i < output.size(); i++) {
            int at = i < leftWidth ? i : i + left.extra.size();
            columns.add(new Expr.Column(at, joined.output().get(at).type()));
        }
        return new Plan.Project(joined, columns, output);
    }

    /// One side and its keys; those that are no columns of it stand behind these.
    private static final class Keys {
        private final Plan plan;
        private final List<Integer> ordinals = new ArrayList<>();
        private final List<Expr> extra = new ArrayList<>();

        Keys(Plan plan) {
            this.plan = plan;
        }

        void add(Expr key) {
            if (key instanceof Expr.Column(int ordinal, _)) {
                ordinals.add(ordinal);
                return;
            }
            ordinals.add(plan.output().size() + extra.size());
            extra.add(key);
        }

        /// The side with its keys.
        Plan input() {
            return Joins.widened(plan, extra);
        }
    }
}
