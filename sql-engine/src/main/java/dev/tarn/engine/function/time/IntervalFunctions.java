package dev.tarn.engine.function.time;

import static dev.tarn.columnar.DataType.BIGINT;
import static dev.tarn.columnar.DataType.DATE;
import static dev.tarn.columnar.DataType.INTEGER;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Time;
import dev.tarn.columnar.DataType.Timestamp;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.FunctionContext;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.function.ScalarFunction;
import dev.tarn.engine.kernel.CivilTime;

import java.util.List;
import java.util.Optional;

/// What `date ± interval` and `timestamp ± interval` become: intervals are counts of months, days
/// or microseconds. A subtraction adds the negated count.
final class IntervalFunctions {
    private static final long MAX_DAYS = Integer.MAX_VALUE;

    private IntervalFunctions() {}

    static List<ScalarFamily> families() {
        return List.of(
                TimeFunctions.family("date_add_days", "(date, bigint days) → date")
                        .failing(List.of(DATE, BIGINT), DATE, IntervalFunctions::addDays)
                        .build(),
                TimeFunctions.family("date_add_months", "(date, integer months) → date")
                        .failing(List.of(DATE, INTEGER), DATE, IntervalFunctions::addMonthsToDate)
                        .build(),
                TimeFunctions.family("date_diff_days", "(date from, date to) → bigint to - from")
                        .pure(
                                List.of(DATE, DATE),
                                BIGINT,
                                (arguments, rows, context) -> {
                                    int[] from = Args.ints(arguments.get(0));
                                    int[] to = Args.ints(arguments.get(1));
                                    long[] out = new long[rows.rowCount()];
                                    for (int row = 0; row < out.length; row++) {
                                        out[row] = (long) to[row] - from[row];
                                    }
                                    return new LongVector(BIGINT, out);
                                })
                        .build(),
                TimeFunctions.family(
                                "timestamp_add_micros", "(timestamp, bigint micros) → timestamp")
                        .binder(
                                2,
                                2,
                                types ->
                                        timestamp(
                                                "timestamp_add_micros",
                                                types.getFirst(),
                                                BIGINT,
                                                IntervalFunctions::addMicros))
                        .build(),
                TimeFunctions.family(
                                "timestamp_add_months", "(timestamp, integer months) → timestamp")
                        .binder(
                                2,
                                2,
                                types ->
                                        timestamp(
                                                "timestamp_add_months",
                                                types.getFirst(),
                                                INTEGER,
                                                IntervalFunctions::addMonths))
                        .build(),
                TimeFunctions.family(
                                "timestamp_diff_micros",
                                "(timestamp from, timestamp to) → bigint to - from")
                        .failing(
                                List.of(DataType.TIMESTAMP_TZ, DataType.TIMESTAMP_TZ),
                                BIGINT,
                                IntervalFunctions::difference)
                        .failing(
                                List.of(DataType.TIMESTAMP, DataType.TIMESTAMP),
                                BIGINT,
                                IntervalFunctions::difference)
                        .build(),
                TimeFunctions.family(
                                "time_add_micros", "(time, bigint micros) → time, around midnight")
                        .binder(
                                2,
                                2,
                                types ->
                                        types.getFirst() instanceof Time type
                                                ? Optional.of(
                                                        ScalarFunction.of(
                                                                "time_add_micros",
                                                                List.of(type, BIGINT),
                                                                type,
                                                                IntervalFunctions::addToTime))
                                                : Optional.empty())
                        .build());
    }

    private static Optional<ScalarFunction> timestamp(
            String name, DataType type, DataType count, ScalarFunction.Kernel kernel) {
        DataType parameter = type == DATE ? DataType.TIMESTAMP : type;
        return parameter instanceof Timestamp
                ? Optional.of(
                        ScalarFunction.of(name, List.of(parameter, count), parameter, kernel)
                                .failing())
                : Optional.empty();
    }

    private static Vector addDays(List<Vector> arguments, Rows rows, FunctionContext context) {
        int[] days = Args.ints(arguments.get(0));
        long[] counts = Args.longs(arguments.get(1));
        int[] out = new int[rows.rowCount()];
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            long count = counts[row];
            long moved = days[row] + count;
            if (count > 2 * MAX_DAYS || count < -2 * MAX_DAYS || moved != (int) moved) {
                throw outOfRange(DATE, count, "days");
            }
            out[row] = (int) moved;
        }
        return new IntVector(DATE, out);
    }

    private static Vector addMonthsToDate(
            List<Vector> arguments, Rows rows, FunctionContext context) {
        int[] days = Args.ints(arguments.get(0));
        int[] counts = Args.ints(arguments.get(1));
        int[] out = new int[rows.rowCount()];
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            long moved = CivilTime.addMonths(days[row], counts[row]);
            if (moved != (int) moved) {
                throw outOfRange(DATE, counts[row], "months");
            }
            out[row] = (int) moved;
        }
        return new IntVector(DATE, out);
    }

    private static Vector addMicros(List<Vector> arguments, Rows rows, FunctionContext context) {
        long[] values = Args.longs(arguments.get(0));
        long[] counts = Args.longs(arguments.get(1));
        Timestamp type = (Timestamp) arguments.get(0).type();
        long unit = type.nanos() ? 1_000 : 1;
        long[] out = new long[rows.rowCount()];
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            long count = counts[row];
            if (count > Long.MAX_VALUE / unit || count < -Long.MAX_VALUE / unit) {
                throw outOfRange(type, count, "microseconds");
            }
            long more = count * unit;
            long moved = values[row] + more;
            if (((values[row] ^ moved) & (more ^ moved)) < 0) {
                throw outOfRange(type, count, "microseconds");
            }
            out[row] = moved;
        }
        return new LongVector(type, out);
    }

    private static Vector addMonths(List<Vector> arguments, Rows rows, FunctionContext context) {
        Vector values = arguments.get(0);
        int[] counts = Args.ints(arguments.get(1));
        long[] in = Moments.localMicros(values, rows, context);
        long[] out = new long[rows.rowCount()];
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            try {
                out[row] = TimeUnit.MONTH.add(in[row], counts[row]);
            } catch (ArithmeticException e) {
                throw outOfRange(values.type(), counts[row], "months");
            }
        }
        return Moments.fromLocalMicros(
                values.type(), out, Moments.nanos(values, rows), rows, context);
    }

    private static Vector difference(List<Vector> arguments, Rows rows, FunctionContext context) {
        long[] from = Args.longs(arguments.get(0));
        long[] to = Args.longs(arguments.get(1));
        long[] out = new long[rows.rowCount()];
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            long difference = to[row] - from[row];
            if (((to[row] ^ from[row]) & (to[row] ^ difference)) < 0) {
                throw outOfRange(BIGINT, from[row], "microseconds");
            }
            out[row] = difference;
        }
        return new LongVector(BIGINT, out);
    }

    private static Vector addToTime(List<Vector> arguments, Rows rows, FunctionContext context) {
        long[] values = Args.longs(arguments.get(0));
        long[] counts = Args.longs(arguments.get(1));
        Time type = (Time) arguments.get(0).type();
        long unit = type.precision() > 6 ? 1_000 : 1;
        long day = CivilTime.MICROS_PER_DAY;
        long[] out = new long[rows.rowCount()];
        for (int row = 0; row < out.length; row++) {
            long more = Math.floorMod(counts[row], day) * unit;
            out[row] = Math.floorMod(values[row] + more, day * unit);
        }
        return new LongVector(type, out);
    }

    private static SqlException outOfRange(DataType type, long count, String unit) {
        return new SqlException(
                ErrorCode.NUMERIC_VALUE_OUT_OF_RANGE,
                "Adding %d %s goes out of range for %s".formatted(count, unit, type));
    }
}
