package dev.tarn.engine.join;

import dev.tarn.engine.eval.Evaluators;
import dev.tarn.engine.eval.PredicateEvaluator;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.physical.Plan;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What the condition of a nested-loop join asks of its probe rows alone, where asking it early
/// cannot fail: rows that it is not true for have no partner.
final class ProbeGuard {
    private ProbeGuard() {}

    /// Null where there is no such condition.
    static @Nullable PredicateEvaluator evaluator(Plan.NestedLoopJoin plan, QueryContext query) {
        Expr asked = of(plan);
        return asked == null ? null : Evaluators.predicate(asked, query.functions());
    }

    private static @Nullable Expr of(Plan.NestedLoopJoin plan) {
        Expr condition = plan.condition();
        if (condition == null) {
            return null;
        }
        int width = plan.left().output().size();
        List<Expr> conjuncts =
                condition instanceof Expr.And(List<Expr> operands) ? operands : List.of(condition);
        List<Expr> own = conjuncts.stream().filter(one -> isOwn(one, width)).toList();
        return own.isEmpty() ? null : own.size() == 1 ? own.getFirst() : new Expr.And(own);
    }

    private static boolean isOwn(Expr conjunct, int width) {
        return asksOfNulls(conjunct)
                && conjunct.columns().stream().allMatch(ordinal -> ordinal < width);
    }

    private static boolean asksOfNulls(Expr expr) {
        return switch (expr) {
            case Expr.IsNull(Expr operand) -> operand instanceof Expr.Column;
            case Expr.Not(Expr operand) -> asksOfNulls(operand);
            case Expr.And(List<Expr> all) -> all.stream().allMatch(ProbeGuard::asksOfNulls);
            case Expr.Or(List<Expr> any) -> any.stream().allMatch(ProbeGuard::asksOfNulls);
            case Expr.Column _, Expr.Literal _, Expr.Parameter _ -> false;
            case Expr.Call _, Expr.Cast _, Expr.Lambda _ -> false;
            case Expr.In _, Expr.Case _, Expr.FieldAccess _ -> false;
        };
    }
}
