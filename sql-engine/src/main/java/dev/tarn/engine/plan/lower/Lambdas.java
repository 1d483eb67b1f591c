package dev.tarn.engine.plan.lower;

import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.schema.RelTypes;
import dev.tarn.engine.validate.LambdaOperator;
import dev.tarn.engine.validate.LambdaParameter;

import org.apache.calcite.rex.RexCall;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/// Lambdas as [Expr.Lambda]s: what their bodies read of the columns around is captured.
///
/// While bodies are lowered, parameters are columns of negative ordinals, one range for each level
/// of lambdas. Owned by one [Expressions].
final class Lambdas {
    private static final int MAX_PARAMETERS = 16;

    private final Expressions expressions;
    private final Folder folder;

    /// Lambdas around what is lowered now.
    private int depth;

    Lambdas(Expressions expressions, Folder folder) {
        this.expressions = expressions;
        this.folder = folder;
    }

    Expr lower(LambdaParameter parameter, RexCall call) {
        if (parameter.level() >= depth) {
            throw Expressions.unsupported(
                    "A parameter of a lambda inside an aggregate, a window function or a"
                            + " sub-query");
        }
        return new Expr.Column(
                ordinal(parameter.level(), parameter.index()), RelTypes.fromRel(call.getType()));
    }

    private static int ordinal(int level, int index) {
        return -1 - (level * MAX_PARAMETERS + index);
    }

    Expr lower(LambdaOperator lambda, RexCall call, IntUnaryOperator columns) {
        if (lambda.parameterCount() > MAX_PARAMETERS) {
            throw Expressions.unsupported(
                    "A lambda of more than %d parameters".formatted(MAX_PARAMETERS));
        }
        int level = depth++;
        Expr body;
        try {
            body =
                    expressions.cast(
                            expressions.lower(call.getOperands().getFirst(), columns),
                            RelTypes.fromRel(call.getType()));
        } finally {
            depth = level;
        }
        Map<Integer, Expr> inside = new HashMap<>();
        List<Expr> captured = new ArrayList<>();
        collect(body, level, lambda.parameterCount(), inside, captured);
        Expr own = Replacing.columns(inside::get, folder).in(body);
        return new Expr.Lambda(lambda.parameterCount(), captured, own);
    }

    /// Adds what stands inside for each column of `expr`, and the columns that are captured.
    private static void collect(
            Expr expr,
            int level,
            int parameterCount,
            Map<Integer, Expr> inside,
            List<Expr> captured) {
        if (expr instanceof Expr.Column column && !inside.containsKey(column.ordinal())) {
            int parameter = ordinal(level, 0) - column.ordinal();
            boolean isOwn = column.ordinal() < 0 && parameter >= 0;
            inside.put(
                    column.ordinal(),
                    new Expr.Column(
                            isOwn ? parameter : parameterCount + captured.size(), column.type()));
            if (!isOwn) {
                captured.add(column);
            }
        }
        for (Expr part : expr.parts()) {
            collect(part, level, parameterCount, inside, captured);
        }
    }
}
