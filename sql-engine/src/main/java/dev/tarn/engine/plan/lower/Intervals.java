package dev.tarn.engine.plan.lower;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.function.Coercions;

import org.apache.calcite.rex.RexCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeUtil;

import java.util.List;
import java.util.function.IntUnaryOperator;

/// Arithmetic with intervals: they are counts of months or milliseconds, which are added and
/// multiplied as numbers, and move dates and timestamps by `date_add`. Factors with a fraction, and
/// divisors, are doubles, and what they leave of a millisecond or a month is cut off, as in Trino.
final class Intervals {
    private static final long MILLIS_PER_DAY = 86_400_000;

    private final Expressions expressions;

    Intervals(Expressions expressions) {
        this.expressions = expressions;
    }

    /// Whether `call` is arithmetic that an interval takes part in, or comes of.
    static boolean isIn(RexCall call) {
        boolean arithmetic =
                switch (call.getKind()) {
                    case PLUS, MINUS, TIMES, DIVIDE, MINUS_PREFIX -> true;
                    default -> false;
                };
        return arithmetic
                && (SqlTypeUtil.isInterval(call.getType())
                        || call.getOperands().stream()
                                .anyMatch(operand -> SqlTypeUtil.isInterval(operand.getType())));
    }

    Expr lower(RexCall call, IntUnaryOperator columns) {
        List<Expr> operands =
                call.getOperands().stream()
                        .map(operand -> expressions.lower(operand, columns))
                        .toList();
        Expr left = operands.getFirst();
        Expr right = operands.getLast();
        SqlKind kind = call.getKind();
        return switch (kind) {
            case MINUS_PREFIX -> interval(left.type(), function("negate", count(left)));
            case TIMES ->
                    DataType.isInterval(left.type()) ? scaled(left, right) : scaled(right, left);
            case DIVIDE -> fraction(left, "divide", right);
            default -> sum(left, right, kind == SqlKind.MINUS);
        };
    }

    private Expr sum(Expr left, Expr right, boolean minus) {
        if (DataType.isInterval(left.type()) && DataType.isInterval(right.type())) {
            return interval(
                    left.type(), function(minus ? "subtract" : "add", count(left), count(right)));
        }
        if (!DataType.isInterval(left.type()) && !DataType.isInterval(right.type())) {
            return function("time_between", right, left);
        }
        return DataType.isInterval(left.type())
                ? moved(right, left, false)
                : moved(left, right, minus);
    }

    private Expr moved(Expr time, Expr interval, boolean back) {
        boolean months = interval.type() == DataType.INTERVAL_YEAR_MONTH;
        boolean days = !months && time.type() == DataType.DATE;
        if (days
                && interval instanceof Expr.Literal literal
                && literal.value() instanceof Long millis
                && millis % MILLIS_PER_DAY != 0) {
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED,
                    "A date moves by whole days, not by parts of a day; cast it to timestamp");
        }
        Expr count = days ? function("interval_days", interval) : count(interval);
        Expr unit =
                new Expr.Literal(months ? "month" : days ? "day" : "millisecond", DataType.STRING);
        Expr result = function("date_add", unit, back ? function("negate", count) : count, time);
        return expressions.cast(result, time.type());
    }

    private Expr scaled(Expr interval, Expr factor) {
        return Coercions.isInteger(factor.type())
                ? interval(interval.type(), function("multiply", count(interval), factor))
                : fraction(interval, "multiply", factor);
    }

    private Expr fraction(Expr interval, String operation, Expr number) {
        Expr count = expressions.cast(count(interval), DataType.DOUBLE);
        Expr result = function(operation, count, expressions.cast(number, DataType.DOUBLE));
        return interval(
                interval.type(), expressions.cast(function("truncate", result), DataType.BIGINT));
    }

    private Expr interval(DataType type, Expr count) {
        return function(
                type == DataType.INTERVAL_YEAR_MONTH
                        ? "interval_year_month"
                        : "interval_day_second",
                count);
    }

    /// How many months or milliseconds an interval has.
    private Expr count(Expr interval) {
        return function(
                interval.type() == DataType.INTERVAL_YEAR_MONTH
                        ? "interval_months"
                        : "to_milliseconds",
                interval);
    }

    private Expr function(String name, Expr... arguments) {
        return expressions.folded(expressions.function(name, List.of(arguments)));
    }
}
