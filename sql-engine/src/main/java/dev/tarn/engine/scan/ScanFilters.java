package dev.tarn.engine.scan;

import dev.tarn.engine.eval.Evaluators;
import dev.tarn.engine.eval.PredicateEvaluator;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.function.FunctionContext;
import dev.tarn.storage.RowFilter;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// A plan's filter as the conjuncts that a scan applies.
final class ScanFilters {
    private ScanFilters() {}

    /// `filter`, over the columns of the scan, where null keeps all rows, and `live`.
    static RowFilter of(
            @Nullable Expr filter, List<RowFilter.Conjunct> live, FunctionContext functions) {
        List<Expr> parts = new ArrayList<>();
        if (filter != null) {
            addConjuncts(filter, parts);
        }
        List<RowFilter.Conjunct> conjuncts = new ArrayList<>(live);
        for (Expr part : parts) {
            conjuncts.add(
                    new Condition(List.copyOf(part.columns()), mayFail(part), part, functions));
        }
        return new RowFilter(conjuncts);
    }

    private record Condition(
            List<Integer> ordinals, boolean mayFail, Expr predicate, FunctionContext functions)
            implements RowFilter.Conjunct {
        @Override
        public RowFilter.Evaluator open() {
            PredicateEvaluator evaluator = Evaluators.predicate(predicate, functions);
            return evaluator::filter;
        }
    }

    private static void addConjuncts(Expr filter, List<Expr> parts) {
        if (filter instanceof Expr.And(List<Expr> operands)) {
            operands.forEach(operand -> addConjuncts(operand, parts));
        } else {
            parts.add(filter);
        }
    }

    /// Whether computing `expr` may end in an error, as a cast or a division does.
    private static boolean mayFail(Expr expr) {
        boolean itself =
                switch (expr) {
                    case Expr.Call call -> call.function().fallible();
                    case Expr.Cast cast -> !cast.orNull();
                    case Expr.Lambda lambda -> mayFail(lambda.body());
                    case Expr.Column _,
                            Expr.Literal _,
                            Expr.Parameter _,
                            Expr.And _,
                            Expr.Or _,
                            Expr.Not _,
                            Expr.IsNull _,
                            Expr.In _,
                            Expr.Case _,
                            Expr.FieldAccess _ ->
                            false;
                };
        return itself || expr.parts().stream().anyMatch(ScanFilters::mayFail);
    }
}
