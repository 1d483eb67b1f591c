package dev.tarn.engine.plan.lower;

import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.function.FunctionRegistry;

import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexExecutor;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

import java.util.List;

/// Computes constants for Calcite's rules by the engine's own kernels, so that estimates and
/// inferences see `DATE '1995-01-01' + INTERVAL '1' YEAR` as a date. Only numbers, dates and
/// timestamps, of which Calcite's literals keep all; the rest is folded by lowering.
///
/// Calcite's own executor compiles Java and knows milliseconds only.
public final class ConstantFolding implements RexExecutor {
    private static final int MICROS_PRECISION = 6;

    private final FunctionRegistry registry;
    private final Folder folder;

    public ConstantFolding(FunctionRegistry registry, Folder folder) {
        this.registry = registry;
        this.folder = folder;
    }

    @Override
    public void reduce(RexBuilder builder, List<RexNode> constants, List<RexNode> reduced) {
        Expressions expressions = new Expressions(registry, folder, builder);
        for (RexNode constant : constants) {
            RexNode folded = isFoldable(constant) ? folded(constant, expressions, builder) : null;
            reduced.add(folded == null ? constant : folded);
        }
    }

    private static boolean isFoldable(RexNode node) {
        return !node.getType().isNullable()
                && switch (node.getType().getSqlTypeName()) {
                    case INTEGER, BIGINT, DECIMAL, DATE -> true;
                    case TIMESTAMP -> node.getType().getPrecision() <= MICROS_PRECISION;
                    default -> false;
                };
    }

    private static @Nullable RexNode folded(
            RexNode node, Expressions expressions, RexBuilder builder) {
        Expr lowered;
        try {
            lowered = expressions.lower(node);
        } catch (RuntimeException e) {
            // Lowering the whole says what is wrong, and where.
            return null;
        }
        if (!(lowered instanceof Expr.Literal literal) || literal.value() == null) {
            return null;
        }
        return RexValues.literal(builder, literal, node.getType());
    }
}
