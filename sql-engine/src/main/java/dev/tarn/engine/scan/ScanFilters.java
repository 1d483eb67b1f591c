package dev.tarn.engine.scan;

import dev.tarn.engine.eval.Evaluators;
import dev.tarn.engine.eval.PredicateEvaluator;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.function.FunctionContext;
import dev.tarn.storage.RowFilter;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

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
            TreeSet<Integer> ordinals = new TreeSet<>();
            addOrdinals(part, ordinals);
            conjuncts.add(new Condition(List.copyOf(ordinals), mayFail(part), part, functions));
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

    private static void addOrdinals(Expr expr, TreeSet<Integer> ordinals) {
        if (expr instanceof Expr.Column column) {
            ordinals.add(column.ordinal());
        }
        for (Expr part : parts(expr)) {
            addOrdinals(part, ordinals);
        }
    }

    /// Whether computing `expr` may end in an error, as a cast or a division does.
    private static boolean mayFail(Expr expr) {
        boolean itself =
                switch (expr) {
                    case Expr.Call call -> call.function().fallible();
                    case Expr.Cast cast -> !cast.orNull();
                    case Expr.Column _,
                            Expr.Literal _,
                            Expr.And _,
                            Expr.Or _,
                            Expr.Not _,
                            Expr.IsNull _,
                            Expr.In _,
                            Expr.Case _,
                            Expr.FieldAccess _ ->
                            false;
                };
        return itself || parts(expr).stream().anyMatch(ScanFilters::mayFail);
    }

    private static List<Expr> parts(Expr expr) {
        return switch (expr) {
            case Expr.Column _, Expr.Literal _ -> List.of();
            case Expr.Call call -> call.arguments();
            case Expr.Cast cast -> List.of(cast.operand());
            case Expr.And and -> and.operands();
            case Expr.Or or -> or.operands();
            case Expr.Not not -> List.of(not.operand());
            case Expr.IsNull isNull -> List.of(isNull.operand());
            case Expr.In in -> List.of(in.operand());
            case Expr.FieldAccess access -> List.of(access.struct());
            case Expr.Case of -> {
                List<Expr> parts = new ArrayList<>();
                for (Expr.Branch branch : of.branches()) {
                    parts.add(branch.condition());
                    parts.add(branch.value());
                }
                parts.add(of.otherwise());
                yield parts;
            }
        };
    }
}
