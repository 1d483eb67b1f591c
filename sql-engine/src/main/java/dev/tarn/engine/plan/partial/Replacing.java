package dev.tarn.engine.plan.partial;

import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;

import java.util.Map;
import java.util.function.IntFunction;

/// Puts the results of expressions in their places, whole or as parts of others, and moves columns.
final class Replacing extends RexShuttle {
    private final Map<RexNode, RexNode> known;
    private final IntFunction<RexNode> columns;

    Replacing(Map<RexNode, RexNode> known, IntFunction<RexNode> columns) {
        this.known = known;
        this.columns = columns;
    }

    @Override
    public RexNode visitCall(RexCall call) {
        RexNode result = known.get(call);
        return result == null ? super.visitCall(call) : result;
    }

    @Override
    public RexNode visitInputRef(RexInputRef column) {
        RexNode result = known.get(column);
        return result == null ? columns.apply(column.getIndex()) : result;
    }
}
