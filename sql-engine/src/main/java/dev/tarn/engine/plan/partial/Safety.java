package dev.tarn.engine.plan.partial;

import dev.tarn.engine.plan.rule.HarmlessCalls;
import dev.tarn.engine.plan.stats.Estimate;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

import java.math.BigDecimal;
import java.util.List;

/// What may be computed of rows that a join, or a condition, would have left out: that which cannot
/// fail there.
final class Safety {
    private static final int MAX_DIGITS = 38;

    /// As many rows as no group is taken to have.
    private static final double MAX_ROWS = 1e12;

    private Safety() {}

    /// Whether `expression` is null where all its columns are.
    static boolean isStrict(RexNode expression) {
        return switch (expression) {
            case RexInputRef _ -> true;
            case RexCall call ->
                    switch (call.getKind()) {
                        case PLUS, MINUS, TIMES, CAST ->
                                call.getOperands().stream().anyMatch(Safety::isStrict);
                        default -> false;
                    };
            default -> false;
        };
    }

    /// Whether sums of `part` hold all rows of any group, those included that a join would have
    /// left out. Of integers up to 32 bits, and of floating-point numbers, they always do; longs
    /// are added as decimals.
    static boolean fits(Part part, Estimate input) {
        RexNode argument = part.argument();
        if (argument == null || part.kind() != Part.Kind.SUM) {
            return true;
        }
        RelDataType type = argument.getType();
        if (type.getSqlTypeName() != SqlTypeName.DECIMAL) {
            return true;
        }
        double most =
                Math.min(most(argument, input), Math.pow(10, HarmlessCalls.wholeDigits(type)));
        return most * MAX_ROWS <= Math.pow(10, MAX_DIGITS - type.getScale());
    }

    /// What the value of a number is at most, whatever its sign, by the bounds of the columns;
    /// infinite where these do not tell.
    private static double most(RexNode expression, Estimate input) {
        return switch (expression) {
            case RexInputRef column -> input.columns().get(column.getIndex()).farthest();
            case RexLiteral literal -> {
                BigDecimal value =
                        SqlTypeUtil.isNumeric(literal.getType())
                                ? literal.getValueAs(BigDecimal.class)
                                : null;
                yield literal.isNull()
                        ? 0
                        : value == null ? Double.POSITIVE_INFINITY : Math.abs(value.doubleValue());
            }
            case RexCall call -> {
                List<RexNode> operands = call.getOperands();
                yield switch (call.getKind()) {
                    case PLUS, MINUS -> most(operands.get(0), input) + most(operands.get(1), input);
                    case TIMES -> most(operands.get(0), input) * most(operands.get(1), input);
                    case CAST -> most(operands.getFirst(), input) + 1;
                    default -> Double.POSITIVE_INFINITY;
                };
            }
            default -> Double.POSITIVE_INFINITY;
        };
    }
}
