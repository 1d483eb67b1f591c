package dev.tarn.engine.eval;

import dev.tarn.engine.expr.Expr;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Calls that stand in several places of some expressions and mean the same there. Those that may
/// give another result each time are none; nor are parts of a call that is one itself, unless they
/// stand elsewhere too.
final class CommonCalls {
    private final Map<Expr, Integer> counts = new HashMap<>();

    private CommonCalls() {}

    static Set<Expr> of(List<Expr> expressions) {
        CommonCalls calls = new CommonCalls();
        expressions.forEach(calls::count);
        return calls.counts.entrySet().stream()
                .filter(entry -> entry.getValue() > 1)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private void count(Expr expression) {
        switch (expression) {
            case Expr.Column _, Expr.Literal _, Expr.Parameter _ -> {}
            case Expr.Call call -> {
                if (!isFixed(call) || counts.merge(call, 1, Integer::sum) == 1) {
                    call.arguments().forEach(this::count);
                }
            }
            case Expr.Cast cast -> count(cast.operand());
            case Expr.And and -> and.operands().forEach(this::count);
            case Expr.Or or -> or.operands().forEach(this::count);
            case Expr.Not not -> count(not.operand());
            case Expr.IsNull isNull -> count(isNull.operand());
            case Expr.In in -> count(in.operand());
            case Expr.Case of -> {
                for (Expr.Branch branch : of.branches()) {
                    count(branch.condition());
                    count(branch.value());
                }
                count(of.otherwise());
            }
            case Expr.FieldAccess access -> count(access.struct());
            case Expr.Lambda lambda -> lambda.captured().forEach(this::count);
        }
    }

    /// Whether `expression` is the same for the same row however often it is computed.
    private static boolean isFixed(Expr expression) {
        return switch (expression) {
            case Expr.Column _, Expr.Literal _, Expr.Parameter _ -> true;
            case Expr.Call call ->
                    call.function().deterministic()
                            && call.arguments().stream().allMatch(CommonCalls::isFixed);
            case Expr.Cast cast -> isFixed(cast.operand());
            case Expr.And and -> and.operands().stream().allMatch(CommonCalls::isFixed);
            case Expr.Or or -> or.operands().stream().allMatch(CommonCalls::isFixed);
            case Expr.Not not -> isFixed(not.operand());
            case Expr.IsNull isNull -> isFixed(isNull.operand());
            case Expr.In in -> isFixed(in.operand());
            case Expr.Case of ->
                    isFixed(of.otherwise())
                            && of.branches().stream()
                                    .allMatch(branch ->
                                            isFixed(branch.condition()) && isFixed(branch.value()));
            case Expr.FieldAccess access -> isFixed(access.struct());
            case Expr.Lambda lambda ->
                    isFixed(lambda.body())
                            && lambda.captured().stream().allMatch(CommonCalls::isFixed);
        };
    }
}
