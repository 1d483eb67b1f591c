package dev.tarn.engine.function.time;

import static dev.tarn.columnar.DataType.BIGINT;
import static dev.tarn.columnar.DataType.DATE;
import static dev.tarn.columnar.DataType.DOUBLE;
import static dev.tarn.columnar.DataType.STRING;
import static dev.tarn.columnar.DataType.TIMESTAMP;
import static dev.tarn.columnar.DataType.TIMESTAMP_TZ;

import dev.tarn.columnar.ConstantVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Time;
import dev.tarn.columnar.DataType.Timestamp;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.Args.Bytes;
import dev.tarn.engine.function.FunctionContext;
import dev.tarn.engine.function.OverloadedFamily;
import dev.tarn.engine.function.OverloadedFamily.Builder;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.function.ScalarFunction;
import dev.tarn.engine.kernel.CivilTime;
import dev.tarn.engine.kernel.ZoneShift;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The families of date and time functions but for fields and intervals.
public final class TimeFunctions {
    private TimeFunctions() {}

    public static List<ScalarFamily> families() {
        List<ScalarFamily> families = new ArrayList<>();
        families.addAll(FieldFunctions.families());
        families.addAll(IntervalFunctions.families());
        families.addAll(IntervalValues.families());
        families.addAll(FormatFunctions.families());
        families.add(truncate());
        families.add(add());
        families.add(difference());
        families.add(date());
        families.add(lastDayOfMonth());
        addCurrent(families);
        families.add(toUnixTime());
        families.addAll(ZoneFunctions.families());
        families.addAll(IsoFunctions.families());
        return families;
    }

    static Builder family(String name, String signature) {
        return OverloadedFamily.family(name, name + signature);
    }

    static boolean isMoment(DataType type) {
        return type == DATE || type instanceof Timestamp || type instanceof Time;
    }

    /// The unit named at the first selected row; units may change from row to row, so kernels ask
    /// again for each unless the argument is constant.
    static TimeUnit unit(Bytes names, int row) {
        return TimeUnit.of(
                new String(
                        names.data(),
                        names.from(row),
                        names.to(row) - names.from(row),
                        StandardCharsets.UTF_8));
    }

    private static ScalarFamily truncate() {
        return family("date_trunc", "(varchar unit, date, time or timestamp) → the same type")
                .binder(
                        2,
                        2,
                        types ->
                                moment(types.get(1))
                                        .map(type ->
                                                ScalarFunction.of(
                                                                "date_trunc",
                                                                List.of(STRING, type),
                                                                type,
                                                                TimeFunctions::truncate)
                                                        .failing()))
                .build();
    }

    private static Optional<DataType> moment(DataType type) {
        return isMoment(type) ? Optional.of(type) : Optional.empty();
    }

    private static Vector truncate(List<Vector> arguments, Rows rows, FunctionContext context) {
        Bytes names = Args.bytes(arguments.get(0));
        Vector values = arguments.get(1);
        long[] in = Moments.localMicros(values, rows, context);
        long[] out = new long[rows.rowCount()];
        TimeUnit unit = null;
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            if (unit == null || !names.isConstant()) {
                unit = checkedUnit(names, row, values.type());
            }
            out[row] = unit.truncate(in[row]);
        }
        return Moments.fromLocalMicros(values.type(), out, null, rows, context);
    }

    private static TimeUnit checkedUnit(Bytes names, int row, DataType type) {
        TimeUnit unit = unit(names, row);
        boolean fits =
                switch (type) {
                    case Time ignored -> unit.isBelowDay();
                    case Timestamp ignored -> true;
                    default -> !unit.isBelowDay();
                };
        if (!fits) {
            throw new SqlException(
                    ErrorCode.INVALID_FUNCTION_ARGUMENT,
                    "'%s' is no unit of a %s"
                            .formatted(unit.name().toLowerCase(java.util.Locale.ROOT), type));
        }
        return unit;
    }

    private static ScalarFamily add() {
        return family("date_add", "(varchar unit, bigint count, moment) → the moment's type")
                .binder(
                        3,
                        3,
                        types ->
                                moment(types.get(2))
                                        .map(type ->
                                                ScalarFunction.of(
                                                                "date_add",
                                                                List.of(STRING, BIGINT, type),
                                                                type,
                                                                TimeFunctions::add)
                                                        .failing()))
                .build();
    }

    private static Vector add(List<Vector> arguments, Rows rows, FunctionContext context) {
        Bytes names = Args.bytes(arguments.get(0));
        long[] counts = Args.longs(arguments.get(1));
        Vector values = arguments.get(2);
        long[] in = Moments.localMicros(values, rows, context);
        long[] out = new long[rows.rowCount()];
        TimeUnit unit = null;
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            if (unit == null || !names.isConstant()) {
                unit = checkedUnit(names, row, values.type());
            }
            try {
                out[row] = unit.add(in[row], counts[row]);
            } catch (ArithmeticException e) {
                throw Moments.outOfRange(values.type());
            }
        }
        return Moments.fromLocalMicros(
                values.type(), out, Moments.nanos(values, rows), rows, context);
    }

    private static ScalarFamily difference() {
        return family("date_diff", "(varchar unit, moment from, moment to) → bigint")
                .binder(
                        3,
                        3,
                        types ->
                                dev.tarn.engine.function.Coercions.common(
                                                types.get(1), types.get(2))
                                        .filter(TimeFunctions::isMoment)
                                        .map(type ->
                                                ScalarFunction.of(
                                                                "date_diff",
                                                                List.of(STRING, type, type),
                                                                BIGINT,
                                                                TimeFunctions::difference)
                                                        .failing()))
                .build();
    }

    private static Vector difference(List<Vector> arguments, Rows rows, FunctionContext context) {
        Bytes names = Args.bytes(arguments.get(0));
        long[] from = Moments.localMicros(arguments.get(1), rows, context);
        long[] to = Moments.localMicros(arguments.get(2), rows, context);
        long[] out = new long[rows.rowCount()];
        TimeUnit unit = null;
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            if (unit == null || !names.isConstant()) {
                unit = checkedUnit(names, row, arguments.get(1).type());
            }
            out[row] = unit.between(from[row], to[row]);
        }
        return new LongVector(BIGINT, out);
    }

    /// Which conversion it is follows from the argument's type, as CAST does it.
    private static ScalarFamily date() {
        return family("date", "(varchar, date or timestamp) → date")
                .binder(
                        1,
                        1,
                        types -> {
                            DataType type = types.getFirst();
                            if (type != STRING && !(type instanceof Timestamp)) {
                                return Optional.empty();
                            }
                            ScalarFunction cast =
                                    dev.tarn.engine.function.cast.Casts.function(type, DATE, false);
                            ScalarFunction function =
                                    ScalarFunction.of("date", List.of(type), DATE, cast.kernel());
                            return Optional.of(cast.fallible() ? function.failing() : function);
                        })
                .pure(List.of(DATE), DATE, (arguments, rows, context) -> arguments.getFirst())
                .build();
    }

    private static ScalarFamily lastDayOfMonth() {
        return family("last_day_of_month", "(date or timestamp) → date")
                .binder(
                        1,
                        1,
                        types ->
                                types.getFirst() == DATE || types.getFirst() instanceof Timestamp
                                        ? Optional.of(
                                                ScalarFunction.of(
                                                        "last_day_of_month",
                                                        types,
                                                        DATE,
                                                        TimeFunctions::lastDay))
                                        : Optional.empty())
                .build();
    }

    private static Vector lastDay(List<Vector> arguments, Rows rows, FunctionContext context) {
        int[] in = Moments.localDays(arguments.getFirst(), rows, context);
        int[] out = new int[rows.rowCount()];
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            long civil = CivilTime.civil(in[row]);
            int year = CivilTime.year(civil);
            int month = CivilTime.month(civil);
            out[row] = (int) CivilTime.days(year, month, CivilTime.daysInMonth(year, month));
        }
        return new IntVector(DATE, out);
    }

    private static void addCurrent(List<ScalarFamily> families) {
        OverloadedFamily now = current("now", TIMESTAMP_TZ, TimeFunctions::start);
        families.add(now);
        families.add(now.named("current_timestamp"));
        families.add(current("localtimestamp", TIMESTAMP, TimeFunctions::localStart));
        families.add(
                current(
                        "localtime",
                        DataType.TIME,
                        context -> Math.floorMod(localStart(context), CivilTime.MICROS_PER_DAY)));
        families.add(
                family("current_date", "() → date, of the query's start in the session's zone")
                        .pure(
                                List.of(),
                                DATE,
                                (arguments, rows, context) -> {
                                    int day =
                                            (int)
                                                    Math.floorDiv(
                                                            localStart(context),
                                                            CivilTime.MICROS_PER_DAY);
                                    return new ConstantVector(
                                            new IntVector(DATE, new int[] {day}), rows.rowCount());
                                })
                        .build());
    }

    private static OverloadedFamily current(
            String name, DataType type, Function<FunctionContext, Long> value) {
        return family(name, "() → " + type + ", of the query's start")
                .pure(
                        List.of(),
                        type,
                        (arguments, rows, context) -> {
                            FlatVector one =
                                    new LongVector(type, new long[] {value.apply(context)});
                            return new ConstantVector(one, rows.rowCount());
                        })
                .build();
    }

    private static long start(FunctionContext context) {
        return context.queryStart().getEpochSecond() * CivilTime.MICROS_PER_SECOND
                + context.queryStart().getNano() / 1_000;
    }

    private static long localStart(FunctionContext context) {
        return new ZoneShift(context.zone()).toLocal(start(context));
    }

    private static ScalarFamily toUnixTime() {
        return family("to_unixtime", "(timestamp) → double seconds")
                .binder(
                        1,
                        1,
                        types ->
                                types.getFirst() instanceof Timestamp type
                                        ? Optional.of(
                                                ScalarFunction.of(
                                                        "to_unixtime",
                                                        types,
                                                        DOUBLE,
                                                        (arguments, rows, context) ->
                                                                seconds(
                                                                        Args.longs(
                                                                                arguments
                                                                                        .getFirst()),
                                                                        type,
                                                                        rows)))
                                        : Optional.empty())
                .build();
    }

    private static Vector seconds(long[] in, Timestamp type, Rows rows) {
        double[] out = new double[rows.rowCount()];
        double perSecond = type.nanos() ? 1e9 : 1e6;
        for (int row = 0; row < out.length; row++) {
            out[row] = in[row] / perSecond;
        }
        return new DoubleVector(DOUBLE, out);
    }
}
