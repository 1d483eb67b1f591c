package dev.tarn.engine.function.time;

import static dev.tarn.columnar.DataType.BIGINT;
import static dev.tarn.columnar.DataType.DATE;
import static dev.tarn.columnar.DataType.INTERVAL_DAY_SECOND;
import static dev.tarn.columnar.DataType.INTERVAL_YEAR_MONTH;
import static dev.tarn.columnar.DataType.STRING;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Time;
import dev.tarn.columnar.DataType.Timestamp;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.Args.Bytes;
import dev.tarn.engine.function.Coercions;
import dev.tarn.engine.function.FunctionContext;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.function.ScalarFunction;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Intervals as values: made of numbers, of two moments or of text, and as numbers again. Months
/// fit an int, as in Trino; milliseconds a long.
final class IntervalValues {
    private static final long MILLIS_PER_DAY = 86_400_000;
    private static final long MICROS_PER_MILLI = 1_000;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final Pattern DURATION =
            Pattern.compile("\\s*(\\d+(?:\\.\\d+)?)\\s*(ns|us|ms|s|m|h|d)\\s*");

    private IntervalValues() {}

    static List<ScalarFamily> families() {
        return List.of(
                TimeFunctions.family(
                                "interval_year_month", "(bigint months) → interval year to month")
                        .failing(List.of(BIGINT), INTERVAL_YEAR_MONTH, IntervalValues::ofMonths)
                        .build(),
                TimeFunctions.family(
                                "interval_day_second", "(bigint millis) → interval day to second")
                        .pure(
                                List.of(BIGINT),
                                INTERVAL_DAY_SECOND,
                                (arguments, rows, context) ->
                                        called(INTERVAL_DAY_SECOND, arguments, rows))
                        .build(),
                TimeFunctions.family("interval_months", "(interval year to month) → bigint")
                        .pure(
                                List.of(INTERVAL_YEAR_MONTH),
                                BIGINT,
                                (arguments, rows, context) -> called(BIGINT, arguments, rows))
                        .build(),
                TimeFunctions.family("to_milliseconds", "(interval day to second) → bigint")
                        .pure(
                                List.of(INTERVAL_DAY_SECOND),
                                BIGINT,
                                (arguments, rows, context) -> called(BIGINT, arguments, rows))
                        .build(),
                TimeFunctions.family(
                                "interval_days", "(interval day to second) → bigint, whole days")
                        .failing(List.of(INTERVAL_DAY_SECOND), BIGINT, IntervalValues::wholeDays)
                        .build(),
                TimeFunctions.family(
                                "time_between",
                                "(x from, x to) → interval day to second; also written to - from")
                        .binder(2, 2, IntervalValues::bindBetween)
                        .build(),
                TimeFunctions.family(
                                "parse_duration",
                                "(varchar such as '1.5h') → interval day to second")
                        .failing(List.of(STRING), INTERVAL_DAY_SECOND, IntervalValues::parsed)
                        .build());
    }

    /// The same numbers as values of another type.
    private static Vector called(DataType type, List<Vector> arguments, Rows rows) {
        return new LongVector(
                type, Arrays.copyOf(Args.longs(arguments.getFirst()), rows.rowCount()));
    }

    private static Vector ofMonths(List<Vector> arguments, Rows rows, FunctionContext context) {
        long[] months = Args.longs(arguments.getFirst());
        for (int i = 0; i < rows.selectedCount(); i++) {
            long count = months[rows.row(i)];
            if (count != (int) count) {
                throw outOfRange(INTERVAL_YEAR_MONTH, count + " months");
            }
        }
        return called(INTERVAL_YEAR_MONTH, arguments, rows);
    }

    private static Vector wholeDays(List<Vector> arguments, Rows rows, FunctionContext context) {
        long[] millis = Args.longs(arguments.getFirst());
        long[] out = new long[rows.rowCount()];
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            if (millis[row] % MILLIS_PER_DAY != 0) {
                throw new SqlException(
                        ErrorCode.INVALID_FUNCTION_ARGUMENT,
                        "A date moves by whole days, not by parts of a day; cast it to timestamp");
            }
            out[row] = millis[row] / MILLIS_PER_DAY;
        }
        return new LongVector(BIGINT, out);
    }

    private static Optional<ScalarFunction> bindBetween(List<DataType> types) {
        return Coercions.common(types)
                .filter(TimeFunctions::isMoment)
                .map(type ->
                        ScalarFunction.of(
                                        "time_between",
                                        List.of(type, type),
                                        INTERVAL_DAY_SECOND,
                                        (arguments, rows, context) ->
                                                between(type, arguments, rows))
                                .failing());
    }

    private static Vector between(DataType type, List<Vector> arguments, Rows rows) {
        return type == DATE
                ? betweenDays(Args.ints(arguments.get(0)), Args.ints(arguments.get(1)), rows)
                : between(
                        Args.longs(arguments.get(0)),
                        Args.longs(arguments.get(1)),
                        isInNanos(type) ? NANOS_PER_MILLI : MICROS_PER_MILLI,
                        rows);
    }

    private static boolean isInNanos(DataType type) {
        return type instanceof Timestamp stamp
                ? stamp.nanos()
                : type instanceof Time time && time.precision() > 6;
    }

    private static Vector betweenDays(int[] from, int[] to, Rows rows) {
        long[] out = new long[rows.rowCount()];
        for (int row = 0; row < out.length; row++) {
            out[row] = ((long) to[row] - from[row]) * MILLIS_PER_DAY;
        }
        return new LongVector(INTERVAL_DAY_SECOND, out);
    }

    /// Rounded to milliseconds, half away from zero, as in Trino.
    private static Vector between(long[] from, long[] to, long unit, Rows rows) {
        long[] out = new long[rows.rowCount()];
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            long difference = to[row] - from[row];
            if (((to[row] ^ from[row]) & (to[row] ^ difference)) < 0) {
                throw outOfRange(INTERVAL_DAY_SECOND, "A difference");
            }
            long rest = difference % unit;
            out[row] = difference / unit + (rest * 2 >= unit ? 1 : rest * 2 <= -unit ? -1 : 0);
        }
        return new LongVector(INTERVAL_DAY_SECOND, out);
    }

    private static Vector parsed(List<Vector> arguments, Rows rows, FunctionContext context) {
        Bytes texts = Args.bytes(arguments.getFirst());
        long[] out = new long[rows.rowCount()];
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            String text =
                    new String(
                            texts.data(),
                            texts.from(row),
                            texts.to(row) - texts.from(row),
                            StandardCharsets.UTF_8);
            out[row] = millis(text);
        }
        return new LongVector(INTERVAL_DAY_SECOND, out);
    }

    private static long millis(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new SqlException(
                    ErrorCode.INVALID_FUNCTION_ARGUMENT,
                    "'%s' is no duration; write a number and ns, us, ms, s, m, h or d"
                            .formatted(text));
        }
        BigDecimal millisPerUnit =
                switch (matcher.group(2)) {
                    case "ns" -> new BigDecimal("0.000001");
                    case "us" -> new BigDecimal("0.001");
                    case "ms" -> BigDecimal.ONE;
                    case "s" -> BigDecimal.valueOf(1_000);
                    case "m" -> BigDecimal.valueOf(60_000);
                    case "h" -> BigDecimal.valueOf(3_600_000);
                    default -> BigDecimal.valueOf(MILLIS_PER_DAY);
                };
        try {
            return new BigDecimal(matcher.group(1))
                    .multiply(millisPerUnit)
                    .setScale(0, RoundingMode.HALF_UP)
                    .longValueExact();
        } catch (ArithmeticException e) {
            throw outOfRange(INTERVAL_DAY_SECOND, text);
        }
    }

    private static SqlException outOfRange(DataType type, String what) {
        return new SqlException(
                ErrorCode.NUMERIC_VALUE_OUT_OF_RANGE,
                "%s is out of range for %s".formatted(what, type));
    }
}
