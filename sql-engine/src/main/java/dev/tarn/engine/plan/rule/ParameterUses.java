package dev.tarn.engine.plan.rule;

import dev.tarn.engine.plan.rule.InlineFunctions.Body;
import dev.tarn.engine.validate.LambdaOperator;
import dev.tarn.engine.validate.LambdaParameter;
import dev.tarn.engine.validate.StoredScalar;

import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.rex.RexVisitorImpl;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How often a body names each of its parameters: an argument that may not stand there is refused.
final class ParameterUses extends RexVisitorImpl<@Nullable Void> {
    private final Body body;
    private final Map<Integer, Integer> counts = new HashMap<>();
    private boolean hasLambdas;

    ParameterUses(Body body) {
        super(true);
        this.body = body;
        body.expression().accept(this);
    }

    @Override
    public @Nullable Void visitInputRef(RexInputRef parameter) {
        counts.merge(parameter.getIndex(), 1, Integer::sum);
        return null;
    }

    @Override
    public @Nullable Void visitCall(RexCall call) {
        hasLambdas |= isLambda(call);
        return super.visitCall(call);
    }

    /// Refuses an argument that has to be computed once where its parameter may be more than once,
    /// and one of a window where only columns can be asked for.
    void check(StoredScalar function, int index, RexNode argument) {
        boolean asksTables = !body.rows().isEmpty();
        boolean varies =
                !RexUtil.isDeterministic(argument) || RexUtil.SubQueryFinder.find(argument) != null;
        boolean once = counts.getOrDefault(index, 0) <= 1 && !asksTables && !hasLambdas;
        if (varies && !once || asksTables && RexOver.containsOver(argument)) {
            String name = function.definition().signature().parameters().get(index).name();
            throw InlineFunctions.refused(
                    function,
                    asksTables
                            ? "asks tables for its parameter %s, and is called with a value that has to be computed once; compute it into a table first"
                                    .formatted(name)
                            : "uses its parameter %s more than once, and is called with a value that has to be computed once; compute it in a sub-query of FROM"
                                    .formatted(name));
        }
    }

    /// Refuses lambdas in lambdas, whose parameters go by how deep they are.
    void checkLambdas(StoredScalar function, List<RexNode> arguments, boolean inLambda) {
        if (hasLambdas
                && (inLambda || arguments.stream().anyMatch(ParameterUses::mentionsLambda))) {
            throw InlineFunctions.refused(
                    function, "has a lambda, and cannot be called with or inside of another");
        }
    }

    private static boolean mentionsLambda(RexNode node) {
        boolean[] found = {false};
        node.accept(
                new RexVisitorImpl<@Nullable Void>(true) {
                    @Override
                    public @Nullable Void visitCall(RexCall call) {
                        found[0] |= isLambda(call) || call.getOperator() instanceof LambdaParameter;
                        return super.visitCall(call);
                    }
                });
        return found[0];
    }

    private static boolean isLambda(RexCall call) {
        return call.getOperator() instanceof LambdaOperator;
    }
}
