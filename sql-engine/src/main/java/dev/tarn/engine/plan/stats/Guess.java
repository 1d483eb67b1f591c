package dev.tarn.engine.plan.stats;

import dev.tarn.engine.validate.RexParameter;

import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.jspecify.annotations.Nullable;

import java.util.function.IntFunction;

/// How many rows of `all` a condition with parameters was expected to keep, when a plan was made
/// with examples for them.
public record Guess(Estimate all, RexNode condition, double rows) {
    /// Tables of fewer rows are read in no time, whatever the plan.
    private static final double FEW_ROWS = 1_000;

    private static final double MOST_FACTOR = 10;

    /// Whether about as many rows are expected with other values in the place of the parameters.
    public boolean holds(IntFunction<? extends @Nullable RexLiteral> values) {
        double now = Estimator.filtered(all, with(values)).rows() + FEW_ROWS;
        double then = rows + FEW_ROWS;
        return now <= then * MOST_FACTOR && then <= now * MOST_FACTOR;
    }

    private RexNode with(IntFunction<? extends @Nullable RexLiteral> values) {
        return condition.accept(
                new RexShuttle() {
                    @Override
                    public RexNode visitDynamicParam(RexDynamicParam parameter) {
                        int index = parameter.getIndex();
                        return new RexParameter(parameter.getType(), index, values.apply(index));
                    }
                });
    }

    /// Whether what is expected of `condition` hangs on parameters.
    static boolean isOf(RexNode condition) {
        boolean[] found = new boolean[1];
        condition.accept(
                new RexShuttle() {
                    @Override
                    public RexNode visitDynamicParam(RexDynamicParam parameter) {
                        found[0] = true;
                        return parameter;
                    }
                });
        return found[0];
    }
}
