package dev.tarn.engine.function.time;

import static dev.tarn.columnar.DataType.BIGINT;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Time;
import dev.tarn.columnar.DataType.Timestamp;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.FunctionContext;
import dev.tarn.engine.function.OverloadedFamily;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.function.ScalarFunction;
import dev.tarn.engine.kernel.CivilTime;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Fields of dates, times and timestamps, each under its names and as `extract_<unit>`. Weeks and
/// their days are ISO's: Monday is 1.
final class FieldFunctions {
    private FieldFunctions() {}

    private enum Field {
        YEAR,
        QUARTER,
        MONTH,
        WEEK("week_of_year"),
        DAY("day_of_month"),
        DAY_OF_WEEK("dow", "isodow"),
        DAY_OF_YEAR("doy"),
        YEAR_OF_WEEK("yow", "isoyear"),
        HOUR,
        MINUTE,
        SECOND,
        MILLISECOND,
        MICROSECOND;

        final List<String> aliases;

        Field(String... aliases) {
            this.aliases = List.of(aliases);
        }

        boolean ofInterval() {
            return switch (this) {
                case YEAR, MONTH, DAY, HOUR, MINUTE, SECOND, MILLISECOND -> true;
                case QUARTER, WEEK, DAY_OF_WEEK, DAY_OF_YEAR, YEAR_OF_WEEK, MICROSECOND -> false;
            };
        }

        boolean ofDate() {
            return ordinal() < HOUR.ordinal();
        }
    }

    static List<ScalarFamily> families() {
        List<ScalarFamily> families = new ArrayList<>();
        for (Field field : Field.values()) {
            OverloadedFamily family = family(field);
            families.add(family);
            families.add(family.named("extract_" + family.name()));
            for (String alias : field.aliases) {
                families.add(family.named(alias));
                families.add(family.named("extract_" + alias));
            }
        }
        return families;
    }

    private static OverloadedFamily family(Field field) {
        String name = field.name().toLowerCase(Locale.ROOT);
        return TimeFunctions.family(
                        name,
                        "(%s%s) → bigint"
                                .formatted(
                                        field.ofDate() ? "date" : "time",
                                        field.ofInterval()
                                                ? ", timestamp or interval"
                                                : " or timestamp"))
                .binder(
                        1,
                        1,
                        types ->
                                has(types.getFirst(), field)
                                        ? Optional.of(
                                                ScalarFunction.of(
                                                        name,
                                                        types,
                                                        BIGINT,
                                                        (arguments, rows, context) ->
                                                                field(
                                                                        field,
                                                                        arguments.getFirst(),
                                                                        rows,
                                                                        context)))
                                        : Optional.empty())
                .build();
    }

    private static boolean has(DataType type, Field field) {
        return switch (type) {
            case Timestamp ignored -> true;
            case Time ignored -> !field.ofDate();
            case DataType.Simple.INTERVAL_YEAR_MONTH -> field == Field.YEAR || field == Field.MONTH;
            case DataType.Simple.INTERVAL_DAY_SECOND ->
                    field.ofInterval() && field != Field.YEAR && field != Field.MONTH;
            default -> type == DataType.DATE && field.ofDate();
        };
    }

    private static Vector field(Field field, Vector values, Rows rows, FunctionContext context) {
        long[] out = new long[rows.rowCount()];
        if (DataType.isInterval(values.type())) {
            ofInterval(field, Args.longs(values), out);
        } else if (field.ofDate()) {
            ofDays(field, Moments.localDays(values, rows, context), out);
        } else {
            ofMicros(field, Moments.localMicros(values, rows, context), out);
        }
        return new LongVector(BIGINT, out);
    }

    /// Parts of a whole that have its sign.
    private static void ofInterval(Field field, long[] counts, long[] out) {
        long unit =
                switch (field) {
                    case YEAR -> 12;
                    case DAY -> 86_400_000;
                    case HOUR -> 3_600_000;
                    case MINUTE -> 60_000;
                    case SECOND -> 1_000;
                    default -> 1;
                };
        long units =
                switch (field) {
                    case MONTH -> 12;
                    case HOUR -> 24;
                    case MINUTE, SECOND -> 60;
                    case MILLISECOND -> 1_000;
                    default -> Long.MAX_VALUE;
                };
        for (int row = 0; row < out.length; row++) {
            out[row] = counts[row] / unit % units;
        }
    }

    private static void ofDays(Field field, int[] days, long[] out) {
        switch (field) {
            case YEAR -> {
                for (int row = 0; row < out.length; row++) {
                    out[row] = CivilTime.year(CivilTime.civil(days[row]));
                }
            }
            case QUARTER -> {
                for (int row = 0; row < out.length; row++) {
                    out[row] = (CivilTime.month(CivilTime.civil(days[row])) + 2L) / 3;
                }
            }
            case MONTH -> {
                for (int row = 0; row < out.length; row++) {
                    out[row] = CivilTime.month(CivilTime.civil(days[row]));
                }
            }
            case WEEK -> {
                for (int row = 0; row < out.length; row++) {
                    out[row] = CivilTime.week(days[row]);
                }
            }
            case DAY -> {
                for (int row = 0; row < out.length; row++) {
                    out[row] = CivilTime.day(CivilTime.civil(days[row]));
                }
            }
            case DAY_OF_WEEK -> {
                for (int row = 0; row < out.length; row++) {
                    out[row] = CivilTime.dayOfWeek(days[row]);
                }
            }
            case DAY_OF_YEAR -> {
                for (int row = 0; row < out.length; row++) {
                    out[row] = CivilTime.dayOfYear(CivilTime.civil(days[row]));
                }
            }
            case YEAR_OF_WEEK -> {
                for (int row = 0; row < out.length; row++) {
                    out[row] = CivilTime.weekYear(days[row]);
                }
            }
            default -> throw new IllegalArgumentException("Not of a date: " + field);
        }
    }

    private static void ofMicros(Field field, long[] micros, long[] out) {
        switch (field) {
            case HOUR -> part(micros, out, 3_600_000_000L, 24);
            case MINUTE -> part(micros, out, 60_000_000, 60);
            case SECOND -> part(micros, out, 1_000_000, 60);
            case MILLISECOND -> part(micros, out, 1_000, 1_000);
            case MICROSECOND -> part(micros, out, 1, 1_000_000);
            default -> throw new IllegalArgumentException("Not of a time: " + field);
        }
    }

    private static void part(long[] in, long[] out, long unit, long count) {
        for (int row = 0; row < out.length; row++) {
            out[row] = Math.floorMod(Math.floorDiv(in[row], unit), count);
        }
    }
}
