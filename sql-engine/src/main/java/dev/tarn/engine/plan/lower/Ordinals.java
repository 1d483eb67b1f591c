package dev.tarn.engine.plan.lower;

import dev.tarn.engine.expr.Expr;

import java.util.List;
import java.util.function.IntUnaryOperator;

/// Expressions over the same columns at other places.
final class Ordinals {
    private Ordinals() {}

    static Expr map(Expr expr, IntUnaryOperator ordinals) {
        return switch (expr) {
            case Expr.Column column ->
                    new Expr.Column(ordinals.applyAsInt(column.ordinal()), column.type());
            case Expr.Literal literal -> literal;
            case Expr.Parameter parameter -> parameter;
            case Expr.Call call -> new Expr.Call(call.function(), map(call.arguments(), ordinals));
            case Expr.Cast cast ->
                    new Expr.Cast(map(cast.operand(), ordinals), cast.type(), cast.orNull());
            case Expr.And and -> new Expr.And(map(and.operands(), ordinals));
            case Expr.Or or -> new Expr.Or(map(or.operands(), ordinals));
            case Expr.Not not -> new Expr.Not(map(not.operand(), ordinals));
            case Expr.IsNull isNull -> new Expr.IsNull(map(isNull.operand(), ordinals));
            case Expr.In in -> new Expr.In(map(in.operand(), ordinals), in.values(), in.orNull());
            case Expr.Case of ->
                    new Expr.Case(
                            of.branches().stream()
                                    .map(branch ->
                                            new Expr.Branch(
                                                    map(branch.condition(), ordinals),
                                                    map(branch.value(), ordinals)))
                                    .toList(),
                            map(of.otherwise(), ordinals),
                            of.type());
            case Expr.Lambda lambda ->
                    new Expr.Lambda(
                            lambda.parameterCount(),
                            map(lambda.captured(), ordinals),
                            lambda.body());
            case Expr.FieldAccess access ->
                    new Expr.FieldAccess(
                            map(access.struct(), ordinals), access.index(), access.type());
        };
    }

    private static List<Expr> map(List<Expr> exprs, IntUnaryOperator ordinals) {
        return exprs.stream().map(expr -> map(expr, ordinals)).toList();
    }
}
