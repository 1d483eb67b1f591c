package dev.tarn.engine.plan.rule;

import dev.tarn.engine.validate.RexParameter;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

import java.util.EnumSet;
import java.util.Set;

/// Expressions that never fail, so that they may be computed of rows that they were not written
/// for: those that a join or another condition would have left out.
public final class HarmlessCalls {
    private static final int MAX_DIGITS = 38;

    private static final Set<SqlKind> HARMLESS =
            EnumSet.of(
                    SqlKind.EQUALS,
                    SqlKind.NOT_EQUALS,
                    SqlKind.LESS_THAN,
                    SqlKind.LESS_THAN_OR_EQUAL,
                    SqlKind.GREATER_THAN,
                    SqlKind.GREATER_THAN_OR_EQUAL,
                    SqlKind.SEARCH,
                    SqlKind.LIKE,
                    SqlKind.AND,
                    SqlKind.OR,
                    SqlKind.NOT,
                    SqlKind.IS_NULL,
                    SqlKind.IS_NOT_NULL,
                    SqlKind.IS_TRUE,
                    SqlKind.IS_NOT_TRUE,
                    SqlKind.IS_FALSE,
                    SqlKind.IS_NOT_FALSE,
                    SqlKind.CASE);

    private HarmlessCalls() {}

    /// Whether `expression` never fails, whatever its columns and parameters are.
    public static boolean isHarmless(RexNode expression) {
        return switch (expression) {
            case RexInputRef _, RexLiteral _, RexParameter _ -> true;
            case RexCall call ->
                    isHarmlessCall(call)
                            && call.getOperands().stream().allMatch(HarmlessCalls::isHarmless);
            default -> false;
        };
    }

    private static boolean isHarmlessCall(RexCall call) {
        return switch (call.getKind()) {
            case PLUS, MINUS, TIMES -> isRoomy(call.getType());
            case CAST ->
                    RexUtil.isLosslessCast(call)
                            || widens(call.getOperands().getFirst().getType(), call.getType());
            case EXTRACT ->
                    call.getOperands().getLast().getType().getSqlTypeName() == SqlTypeName.DATE;
            default -> HARMLESS.contains(call.getKind());
        };
    }

    /// Whether arithmetic of that type does not overflow: of decimals, the type is made to hold any
    /// result, unless it would need more digits than there are.
    private static boolean isRoomy(RelDataType type) {
        return SqlTypeName.APPROX_TYPES.contains(type.getSqlTypeName())
                || type.getSqlTypeName() == SqlTypeName.DECIMAL && type.getPrecision() < MAX_DIGITS;
    }

    /// Whether each value of type `from` has one of type `to`.
    private static boolean widens(RelDataType from, RelDataType to) {
        if (SqlTypeUtil.equalSansNullability(from, to)) {
            return true;
        }
        if (to.getSqlTypeName() == SqlTypeName.DOUBLE) {
            return SqlTypeUtil.isNumeric(from);
        }
        boolean exact = SqlTypeUtil.isExactNumeric(from) && SqlTypeUtil.isExactNumeric(to);
        return exact
                && (SqlTypeUtil.isDecimal(to) || !SqlTypeUtil.isDecimal(from))
                && wholeDigits(from) <= wholeDigits(to)
                && scale(from) <= scale(to);
    }

    /// Digits before the point that values of an exact number's type may have.
    public static int wholeDigits(RelDataType type) {
        return switch (type.getSqlTypeName()) {
            case TINYINT -> 3;
            case SMALLINT -> 5;
            case INTEGER -> 10;
            case BIGINT -> 19;
            default -> type.getPrecision() - type.getScale();
        };
    }

    private static int scale(RelDataType type) {
        return SqlTypeUtil.isDecimal(type) ? type.getScale() : 0;
    }
}
