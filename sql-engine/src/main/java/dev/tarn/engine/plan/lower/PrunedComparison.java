package dev.tarn.engine.plan.lower;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.expr.Expr;

import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;

/// A column that is compared with literals, in a form that Iceberg's metadata can judge.
///
/// The column may stand in a cast that keeps its order: an integer or decimal to a wider type, a
/// timestamp to more digits or to its date. Then the literal is brought to the column's type,
/// rounded down, and the comparison made weaker where that loses something.
record PrunedComparison(String column, DataType from) {
    private static final long MICROS_PER_DAY = 86_400_000_000L;
    private static final int NANOS_SCALE = 3;

    /// What `column name literal` implies; null where metadata cannot tell.
    @Nullable Expression of(String name, Expr.Literal literal) {
        Object value = literal.value();
        DataType type = literal.type();
        return switch (from) {
            case DataType.Timestamp timestamp -> ofMoment(name, timestamp, value, type);
            case DataType.Decimal decimal -> rounded(name, number(value, type), decimal.scale());
            case DataType.Simple simple when isInteger(simple) ->
                    rounded(name, number(value, type), 0);
            default ->
                    from.equals(type) || value instanceof String
                            ? exact(name, Pruning.value(literal))
                            : null;
        };
    }

    private @Nullable Expression ofMoment(
            String name, DataType.Timestamp column, @Nullable Object value, DataType type) {
        if (type instanceof DataType.Timestamp moment
                && moment.withZone() == column.withZone()
                && value instanceof Long time) {
            int scale = moment.nanos() ? NANOS_SCALE : 0;
            return rounded(name, new BigDecimal(BigInteger.valueOf(time), scale), 0);
        }
        return type == DataType.DATE && !column.withZone() && value instanceof Integer day
                ? ofDay(name, day)
                : null;
    }

    /// What a comparison of the timestamp's date means for the timestamp.
    private @Nullable Expression ofDay(String name, int day) {
        long start = day * MICROS_PER_DAY;
        long end = start + MICROS_PER_DAY;
        return switch (name) {
            case "equal" ->
                    Expressions.and(
                            Expressions.greaterThanOrEqual(column, start),
                            Expressions.lessThan(column, end));
            case "not_equal" ->
                    Expressions.or(
                            Expressions.lessThan(column, start),
                            Expressions.greaterThanOrEqual(column, end));
            case "less_than" -> Expressions.lessThan(column, start);
            case "less_than_or_equal" -> Expressions.lessThan(column, end);
            case "greater_than" -> Expressions.greaterThanOrEqual(column, end);
            case "greater_than_or_equal" -> Expressions.greaterThanOrEqual(column, start);
            default -> null;
        };
    }

    /// The comparison with `value` brought to `scale`: what it rounds away lies between two values
    /// that the column can have. Nanoseconds, which the column may have too, count as microseconds.
    private @Nullable Expression rounded(String name, @Nullable BigDecimal value, int scale) {
        if (value == null) {
            return null;
        }
        BigDecimal floor = value.setScale(scale, RoundingMode.FLOOR);
        Object literal = literal(floor);
        if (literal == null) {
            return null;
        }
        if (floor.compareTo(value) == 0) {
            return exact(name, literal);
        }
        Object next = literal(floor.add(BigDecimal.ONE.movePointLeft(scale)));
        return switch (name) {
            case "less_than", "less_than_or_equal" ->
                    next == null ? null : Expressions.lessThan(column, next);
            case "greater_than", "greater_than_or_equal" ->
                    Expressions.greaterThanOrEqual(column, literal);
            default -> null;
        };
    }

    /// The number as Iceberg takes it; null where a column cannot have it. Of nanoseconds, Iceberg
    /// makes the microseconds that it is given a thousand times as many, which must fit too.
    private @Nullable Object literal(BigDecimal value) {
        if (from instanceof DataType.Decimal) {
            return value;
        }
        boolean nanos = from instanceof DataType.Timestamp moment && moment.nanos();
        BigDecimal held = nanos ? value.scaleByPowerOfTen(NANOS_SCALE) : value;
        return held.toBigInteger().bitLength() < Long.SIZE ? value.longValueExact() : null;
    }

    private @Nullable Expression exact(String name, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        List<Object> zeros = Zeros.of(value);
        return switch (name) {
            case "equal" ->
                    zeros.size() == 1
                            ? Expressions.equal(column, value)
                            : Expressions.in(column, zeros);
            // NaN, which bounds leave out, is not equal to anything.
            case "not_equal" ->
                    value instanceof Double || value instanceof Float
                            ? null
                            : Expressions.notEqual(column, value);
            case "less_than" -> Expressions.lessThan(column, value);
            case "less_than_or_equal" -> Expressions.lessThanOrEqual(column, zeros.getLast());
            case "greater_than" -> Expressions.greaterThan(column, value);
            case "greater_than_or_equal" ->
                    Expressions.greaterThanOrEqual(column, zeros.getFirst());
            case "like" -> like(column, value);
            default -> null;
        };
    }

    /// A pattern without escapes that starts with plain text.
    private static @Nullable Expression like(String column, Object pattern) {
        String text = pattern.toString();
        int end = 0;
        while (end < text.length() && text.charAt(end) != '%' && text.charAt(end) != '_') {
            end++;
        }
        return end == 0 ? null : Expressions.startsWith(column, text.substring(0, end));
    }

    private static @Nullable BigDecimal number(@Nullable Object value, DataType type) {
        return switch (value) {
            case Integer number when isInteger(type) -> BigDecimal.valueOf(number);
            case Long number when type == DataType.BIGINT -> BigDecimal.valueOf(number);
            case BigInteger unscaled when type instanceof DataType.Decimal decimal ->
                    new BigDecimal(unscaled, decimal.scale());
            case null, default -> null;
        };
    }

    private static boolean isInteger(DataType type) {
        return type == DataType.TINYINT
                || type == DataType.SMALLINT
                || type == DataType.INTEGER
                || type == DataType.BIGINT;
    }
}
