package dev.tarn.engine.plan;

import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.PlanInputs;
import dev.tarn.engine.physical.WindowCall;
import dev.tarn.engine.physical.WindowFunction.Ranking;
import dev.tarn.engine.physical.WindowLimit;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Tells windows how many rows of each partition a filter above them wants, so that they need not
/// keep the others:
///
/// ```
/// Filter (n <= 3)                             Filter (n <= 3)
///   Window partition by a order by b     →      Window partition by a order by b
///     [n := row_number()]                         [n := row_number()] first 3
/// ```
///
/// A window of one partition of all rows is put over the first of them instead. The filter stays.
final class WindowLimits {
    private WindowLimits() {}

    static Plan in(Plan plan) {
        Plan over = PlanInputs.mapped(plan, WindowLimits::in);
        return over instanceof Plan.Filter filter ? limited(filter) : over;
    }

    private static Plan limited(Plan.Filter filter) {
        Expr predicate = filter.predicate();
        List<Expr> conditions =
                predicate instanceof Expr.And and ? and.operands() : List.of(predicate);
        for (Expr condition : conditions) {
            Most most = most(condition);
            Plan input = most == null ? null : limited(filter.input(), most);
            if (input != null) {
                return new Plan.Filter(input, predicate, filter.estimatedRows());
            }
        }
        return filter;
    }

    /// A column that is at most `value` in the rows that are wanted.
    private record Most(int ordinal, long value) {}

    private static @Nullable Most most(Expr condition) {
        return switch (condition) {
            case Expr.Call call when call.arguments().size() == 2 -> {
                Expr left = call.arguments().get(0);
                Expr right = call.arguments().get(1);
                String name = call.function().name();
                yield left instanceof Expr.Column column
                        ? most(column, name, right)
                        : right instanceof Expr.Column column
                                ? most(column, mirrored(name), left)
                                : null;
            }
            case Expr.In in when in.operand() instanceof Expr.Column column -> {
                long most = 0;
                for (Expr.Literal literal : in.values()) {
                    if (!(literal.value() instanceof Long value)) {
                        yield null;
                    }
                    most = Math.max(most, value);
                }
                yield new Most(column.ordinal(), most);
            }
            default -> null;
        };
    }

    private static @Nullable Most most(Expr.Column column, String name, Expr bound) {
        if (!(bound instanceof Expr.Literal literal) || !(literal.value() instanceof Long value)) {
            return null;
        }
        return switch (name) {
            case "equal", "less_than_or_equal" -> new Most(column.ordinal(), value);
            case "less_than" -> new Most(column.ordinal(), Math.max(value, 1) - 1);
            default -> null;
        };
    }

    private static String mirrored(String name) {
        return switch (name) {
            case "greater_than" -> "less_than";
            case "greater_than_or_equal" -> "less_than_or_equal";
            case "equal" -> "equal";
            default -> "";
        };
    }

    /// `plan` without rows in which a ranking is more than is wanted; null where it is none.
    private static @Nullable Plan limited(Plan plan, Most most) {
        if (plan instanceof Plan.Project project
                && project.expressions().get(most.ordinal) instanceof Expr.Column column) {
            Plan input = limited(project.input(), new Most(column.ordinal(), most.value));
            return input == null
                    ? null
                    : new Plan.Project(input, project.expressions(), project.output());
        }
        return plan instanceof Plan.Window window ? limited(window, most) : null;
    }

    private static @Nullable Plan limited(Plan.Window window, Most most) {
        int call = most.ordinal - window.input().output().size();
        if (call < 0 || !window.calls().stream().allMatch(WindowLimits::looksBackOnly)) {
            return null;
        }
        boolean numbers = window.calls().get(call).function() == Ranking.ROW_NUMBER;
        if (!numbers && window.calls().get(call).function() != Ranking.RANK) {
            return null;
        }
        long rows = Math.max(1, most.value);
        if (!window.partitionKeys().isEmpty()) {
            return over(window, window.input(), new WindowLimit(rows, !numbers));
        }
        if (!numbers) {
            return null;
        }
        return window.order().isEmpty()
                ? over(window, new Plan.Limit(window.input(), rows, 0), null)
                : over(window, new Plan.TopN(window.input(), window.order(), rows, 0), null);
    }

    private static Plan over(Plan.Window window, Plan input, @Nullable WindowLimit limit) {
        return new Plan.Window(
                input,
                window.partitionKeys(),
                window.order(),
                window.calls(),
                window.output(),
                limit);
    }

    /// Whether what `call` gives for a row depends on the rows before it and its peers before it
    /// alone.
    private static boolean looksBackOnly(WindowCall call) {
        return call.function() == Ranking.ROW_NUMBER
                || call.function() == Ranking.RANK
                || call.function() == Ranking.DENSE_RANK;
    }
}
