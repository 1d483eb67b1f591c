package dev.tarn.engine.plan.lower;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.expr.Expr;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.util.DateString;
import org.apache.calcite.util.TimestampString;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;

/// Our literals as Calcite's.
public final class RexValues {
    private static final long MICROS_PER_SECOND = 1_000_000;

    private RexValues() {}

    /// `literal` as one of `type`; null where it is null or not a whole number, decimal, date, or
    /// timestamp of microseconds.
    public static @Nullable RexLiteral literal(
            RexBuilder builder, Expr.Literal literal, RelDataType type) {
        return switch (literal.value()) {
            case Integer days when literal.type() == DataType.DATE ->
                    builder.makeDateLiteral(DateString.fromDaysSinceEpoch(days));
            case Integer number -> builder.makeExactLiteral(BigDecimal.valueOf(number), type);
            case Long micros when literal.type() instanceof DataType.Timestamp timestamp ->
                    timestamp.nanos() || timestamp.withZone()
                            ? null
                            : builder.makeTimestampLiteral(timestamp(micros), type.getPrecision());
            case Long number when literal.type() == DataType.BIGINT ->
                    builder.makeExactLiteral(BigDecimal.valueOf(number), type);
            case BigInteger unscaled when literal.type() instanceof DataType.Decimal decimal ->
                    builder.makeExactLiteral(new BigDecimal(unscaled, decimal.scale()), type);
            case null, default -> null;
        };
    }

    /// The same for estimates, which also look at texts.
    public static @Nullable RexLiteral example(
            RexBuilder builder, Expr.Literal literal, RelDataType type) {
        return literal.value() instanceof String text && literal.type() == DataType.STRING
                ? (RexLiteral) builder.makeLiteral(text, type, false)
                : literal(builder, literal, type);
    }

    private static TimestampString timestamp(long micros) {
        long second = Math.floorDiv(micros, MICROS_PER_SECOND);
        int nanos = (int) Math.floorMod(micros, MICROS_PER_SECOND) * 1_000;
        return TimestampString.fromMillisSinceEpoch(second * 1_000).withNanos(nanos);
    }
}
