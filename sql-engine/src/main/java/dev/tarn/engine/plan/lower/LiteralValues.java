package dev.tarn.engine.plan.lower;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.schema.RelTypes;

import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.util.DateString;
import org.apache.calcite.util.NlsString;
import org.apache.calcite.util.TimeString;
import org.apache.calcite.util.TimestampString;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.UUID;

/// Calcite's literals in the Java forms of [Expr.Literal].
final class LiteralValues {
    private static final long MILLIS_PER_SECOND = 1_000;
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private LiteralValues() {}

    static Expr.Literal of(RexLiteral literal, RelDataType relType) {
        DataType type = RelTypes.fromRel(relType);
        if (literal.isNull()) {
            return new Expr.Literal(null, type);
        }
        return new Expr.Literal(value(literal, type), type);
    }

    private static Object value(RexLiteral literal, DataType type) {
        return switch (type) {
            case DataType.Simple simple -> simple(literal, simple);
            case DataType.Decimal decimal ->
                    number(literal).setScale(decimal.scale(), RoundingMode.HALF_UP).unscaledValue();
            case DataType.Fixed fixed -> bytes(literal);
            case DataType.Time time -> time(literal, time.precision() > 6);
            case DataType.Timestamp timestamp -> timestamp(literal, timestamp.nanos());
            case DataType.Shape shape -> throw unsupported(type);
            case DataType.ListOf list -> throw unsupported(type);
            case DataType.MapOf map -> throw unsupported(type);
            case DataType.StructOf struct -> throw unsupported(type);
        };
    }

    private static Object simple(RexLiteral literal, DataType.Simple type) {
        return switch (type) {
            case BOOLEAN -> as(literal, Boolean.class);
            case TINYINT, SMALLINT, INTEGER -> number(literal).intValueExact();
            case BIGINT, INTERVAL_YEAR_MONTH, INTERVAL_DAY_SECOND ->
                    number(literal).longValueExact();
            case REAL -> as(literal, Double.class).floatValue();
            case DOUBLE -> as(literal, Double.class);
            case DATE -> date(literal);
            case STRING -> as(literal, NlsString.class).getValue();
            case BINARY -> bytes(literal);
            case UUID -> {
                UUID value = as(literal, UUID.class);
                ByteBuffer buffer = ByteBuffer.allocate(16);
                buffer.putLong(value.getMostSignificantBits());
                buffer.putLong(value.getLeastSignificantBits());
                yield buffer.flip();
            }
            case VARIANT, UNKNOWN -> throw unsupported(type);
        };
    }

    private static <T> T as(RexLiteral literal, Class<T> form) {
        return Objects.requireNonNull(literal.getValueAs(form));
    }

    private static BigDecimal number(RexLiteral literal) {
        return as(literal, BigDecimal.class);
    }

    private static ByteBuffer bytes(RexLiteral literal) {
        return ByteBuffer.wrap(as(literal, ByteString.class).getBytes());
    }

    private static int date(RexLiteral literal) {
        return as(literal, DateString.class).getDaysSinceEpoch();
    }

    private static long time(RexLiteral literal, boolean nanos) {
        TimeString time = as(literal, TimeString.class);
        return scaled(time.getMillisOfDay(), time.toString(), nanos);
    }

    private static long timestamp(RexLiteral literal, boolean nanos) {
        TimestampString timestamp = as(literal, TimestampString.class);
        return scaled(timestamp.getMillisSinceEpoch(), timestamp.toString(), nanos);
    }

    /// Milliseconds carry three of the digits that the text may have behind its point.
    private static long scaled(long millis, String text, boolean nanos) {
        long seconds = Math.floorDiv(millis, MILLIS_PER_SECOND);
        int point = text.indexOf('.');
        String digits = point < 0 ? "" : text.substring(point + 1);
        long fraction = Long.parseLong((digits + "000000000").substring(0, 9));
        return nanos
                ? Math.addExact(Math.multiplyExact(seconds, NANOS_PER_SECOND), fraction)
                : Math.addExact(Math.multiplyExact(seconds, MICROS_PER_SECOND), fraction / 1_000);
    }

    private static SqlException unsupported(@Nullable DataType type) {
        return new SqlException(
                ErrorCode.NOT_SUPPORTED, "Literals of type %s are not supported".formatted(type));
    }
}
