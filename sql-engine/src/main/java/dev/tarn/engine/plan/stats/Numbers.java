package dev.tarn.engine.plan.stats;

import dev.tarn.engine.validate.RexParameter;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.util.DateString;
import org.apache.calcite.util.TimeString;
import org.apache.calcite.util.TimestampString;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;

/// Constants in the units of column bounds: days, micro- or nanoseconds, units of one.
final class Numbers {
    private static final double MICROS_PER_MILLI = 1e3;
    private static final double MICROS_PER_DAY = 86_400e6;
    private static final double NANOS_PER_MICRO = 1e3;
    private static final int MICROS_PRECISION = 6;

    private Numbers() {}

    /// The value of a literal or parameter that a column of type `column` is compared with; NaN
    /// where it is no number, date or time.
    static double of(RexNode node, RelDataType column) {
        RexLiteral literal = literal(node);
        if (literal == null) {
            return Double.NaN;
        }
        return switch (literal.getTypeName()) {
            case TINYINT, SMALLINT, INTEGER, BIGINT, DECIMAL, REAL, FLOAT, DOUBLE ->
                    of(literal.getValueAs(BigDecimal.class), column);
            case DATE -> of(literal.getValueAs(DateString.class), column);
            case TIME -> of(literal.getValueAs(TimeString.class), column);
            case TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE ->
                    of(literal.getValueAs(TimestampString.class), column);
            default -> Double.NaN;
        };
    }

    /// The text that a literal or parameter is; null where it is none.
    static @Nullable String text(RexNode node) {
        RexLiteral literal = literal(node);
        return literal != null && SqlTypeUtil.isCharacter(literal.getType())
                ? literal.getValueAs(String.class)
                : null;
    }

    private static @Nullable RexLiteral literal(RexNode node) {
        RexNode uncast = node.isA(SqlKind.CAST) ? ((RexCall) node).getOperands().getFirst() : node;
        RexNode bare = uncast instanceof RexParameter parameter ? parameter.example() : uncast;
        return bare instanceof RexLiteral literal && !literal.isNull() ? literal : null;
    }

    /// The same of a value as sets of ranges have it.
    static double of(@Nullable Object value, RelDataType column) {
        double unitsPerDay =
                isTime(column) ? MICROS_PER_DAY * (isNanos(column) ? NANOS_PER_MICRO : 1) : 1;
        return switch (value) {
            case BigDecimal number -> number.doubleValue();
            case Number number -> number.doubleValue();
            case DateString date -> date.getDaysSinceEpoch() * unitsPerDay;
            case TimestampString time ->
                    time.getMillisSinceEpoch() * MICROS_PER_MILLI / MICROS_PER_DAY * unitsPerDay;
            case TimeString time -> time.getMillisOfDay() * MICROS_PER_MILLI;
            case null, default -> Double.NaN;
        };
    }

    private static boolean isTime(RelDataType type) {
        return type.getSqlTypeName() == SqlTypeName.TIMESTAMP
                || type.getSqlTypeName() == SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE;
    }

    private static boolean isNanos(RelDataType type) {
        return isTime(type) && type.getPrecision() > MICROS_PRECISION;
    }
}
