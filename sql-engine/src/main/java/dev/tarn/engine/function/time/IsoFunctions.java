package dev.tarn.engine.function.time;

import static dev.tarn.columnar.DataType.DATE;
import static dev.tarn.columnar.DataType.DOUBLE;
import static dev.tarn.columnar.DataType.STRING;
import static dev.tarn.columnar.DataType.TIMESTAMP;
import static dev.tarn.columnar.DataType.TIMESTAMP_TZ;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Timestamp;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.Args.Bytes;
import dev.tarn.engine.function.BytesOut;
import dev.tarn.engine.function.FunctionContext;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.function.ScalarFunction;
import dev.tarn.engine.kernel.CivilTime;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Dates and moments as ISO 8601 writes them, in their calendar, week and ordinal forms, and spans
/// of time as people read them.
final class IsoFunctions {
    private static final DateTimeFormatter DAY =
            new DateTimeFormatterBuilder()
                    .appendOptional(DateTimeFormatter.ISO_LOCAL_DATE)
                    .appendOptional(DateTimeFormatter.ISO_WEEK_DATE)
                    .appendOptional(DateTimeFormatter.ISO_ORDINAL_DATE)
                    .toFormatter(Locale.ENGLISH);
    private static final DateTimeFormatter MOMENT =
            new DateTimeFormatterBuilder()
                    .append(DAY)
                    .optionalStart()
                    .appendLiteral('T')
                    .append(DateTimeFormatter.ISO_LOCAL_TIME)
                    .optionalStart()
                    .appendOffsetId()
                    .optionalEnd()
                    .optionalEnd()
                    .toFormatter(Locale.ENGLISH);
    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS", Locale.ENGLISH);

    private static final String[] UNITS = {"week", "day", "hour", "minute", "second"};
    private static final long[] UNIT_SECONDS = {604_800, 86_400, 3_600, 60, 1};

    private IsoFunctions() {}

    static List<ScalarFamily> families() {
        Timestamp nanos = new Timestamp(9, true);
        return List.of(
                TimeFunctions.family("from_iso8601_date", "(varchar) → date")
                        .failing(List.of(STRING), DATE, IsoFunctions::dates)
                        .build(),
                TimeFunctions.family(
                                "from_iso8601_timestamp", "(varchar) → timestamp(6) with time zone")
                        .failing(
                                List.of(STRING),
                                TIMESTAMP_TZ,
                                (arguments, rows, context) ->
                                        moments(arguments, rows, context, TIMESTAMP_TZ))
                        .build(),
                TimeFunctions.family(
                                "from_iso8601_timestamp_nanos",
                                "(varchar) → timestamp(9) with time zone")
                        .failing(
                                List.of(STRING),
                                nanos,
                                (arguments, rows, context) ->
                                        moments(arguments, rows, context, nanos))
                        .build(),
                TimeFunctions.family("to_iso8601", "(date or timestamp) → varchar")
                        .binder(1, 1, IsoFunctions::bindText)
                        .build(),
                TimeFunctions.family("human_readable_seconds", "(double) → varchar")
                        .failing(List.of(DOUBLE), STRING, IsoFunctions::spans)
                        .build());
    }

    private static Vector dates(List<Vector> arguments, Rows rows, FunctionContext context) {
        Bytes texts = Args.bytes(arguments.getFirst());
        int[] out = new int[rows.rowCount()];
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            String text = string(texts, row);
            try {
                out[row] = Math.toIntExact(LocalDate.parse(text, DAY).toEpochDay());
            } catch (DateTimeException e) {
                throw invalid(text, "date");
            }
        }
        return new IntVector(DATE, out, null, out.length);
    }

    /// Texts without an offset are in the session's zone.
    private static Vector moments(
            List<Vector> arguments, Rows rows, FunctionContext context, DataType type) {
        Bytes texts = Args.bytes(arguments.getFirst());
        boolean nanos = ((Timestamp) type).nanos();
        long[] out = new long[rows.rowCount()];
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            String text = string(texts, row);
            try {
                out[row] = since1970(instant(text, context.zone()), nanos);
            } catch (DateTimeException e) {
                throw invalid(text, "timestamp");
            } catch (ArithmeticException e) {
                throw Moments.outOfRange(type);
            }
        }
        return new LongVector(type, out, null, out.length);
    }

    private static Instant instant(String text, ZoneId zone) {
        TemporalAccessor parsed =
                MOMENT.parseBest(text, ZonedDateTime::from, LocalDateTime::from, LocalDate::from);
        return switch (parsed) {
            case ZonedDateTime zoned -> zoned.toInstant();
            case LocalDateTime local -> local.atZone(zone).toInstant();
            default -> LocalDate.from(parsed).atStartOfDay(zone).toInstant();
        };
    }

    private static long since1970(Instant instant, boolean nanos) {
        long perSecond = nanos ? 1_000_000_000 : CivilTime.MICROS_PER_SECOND;
        return Math.addExact(
                Math.multiplyExact(instant.getEpochSecond(), perSecond),
                instant.getNano() / (nanos ? 1 : 1_000));
    }

    private static Optional<ScalarFunction> bindText(List<DataType> types) {
        DataType given = types.getFirst();
        if (given != DATE && !(given instanceof Timestamp)) {
            return Optional.empty();
        }
        DataType type = given == DATE ? DATE : zoned(given) ? TIMESTAMP_TZ : TIMESTAMP;
        return Optional.of(
                ScalarFunction.of(
                        "to_iso8601",
                        List.of(type),
                        STRING,
                        (arguments, rows, context) -> texts(arguments.getFirst(), rows, context)));
    }

    private static boolean zoned(DataType type) {
        return type instanceof Timestamp timestamp && timestamp.withZone();
    }

    /// Timestamps to the millisecond, those with zone at the session's offset, as Trino writes
    /// them.
    private static Vector texts(Vector moments, Rows rows, FunctionContext context) {
        long[] local = Moments.localMicros(moments, rows, context);
        boolean zoned = zoned(moments.type());
        long[] utc = zoned ? Args.longs(moments) : local;
        BytesOut out = new BytesOut(rows.rowCount(), rows.selectedCount() * 24);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            out.start(row);
            LocalDateTime time = Moments.localTime(local[row]);
            out.append(
                    moments.type() == DATE ? time.toLocalDate().toString() : MILLIS.format(time));
            if (zoned) {
                long offset = (local[row] - utc[row]) / CivilTime.MICROS_PER_SECOND;
                out.append(ZoneOffset.ofTotalSeconds((int) offset).getId());
            }
        }
        return out.finish(STRING, null);
    }

    private static Vector spans(List<Vector> arguments, Rows rows, FunctionContext context) {
        double[] in = Args.doubles(arguments.getFirst());
        BytesOut out = new BytesOut(rows.rowCount(), rows.selectedCount() * 24);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            out.start(row);
            if (!Double.isFinite(in[row])) {
                throw new SqlException(
                        ErrorCode.INVALID_FUNCTION_ARGUMENT,
                        "human_readable_seconds takes a finite number, not " + in[row]);
            }
            appendSpan(out, Math.round(Math.abs(in[row])));
        }
        return out.finish(STRING, null);
    }

    private static void appendSpan(BytesOut out, long seconds) {
        if (seconds == 0) {
            out.append("0 seconds");
            return;
        }
        long rest = seconds;
        for (int unit = 0; unit < UNITS.length; unit++) {
            long count = rest / UNIT_SECONDS[unit];
            rest %= UNIT_SECONDS[unit];
            if (count > 0) {
                out.appendLong(count);
                out.append(" " + UNITS[unit] + (count == 1 ? "" : "s") + (rest > 0 ? ", " : ""));
            }
        }
    }

    private static String string(Bytes values, int row) {
        return new String(
                values.data(),
                values.from(row),
                values.to(row) - values.from(row),
                StandardCharsets.UTF_8);
    }

    private static SqlException invalid(String text, String what) {
        return new SqlException(
                ErrorCode.INVALID_FUNCTION_ARGUMENT,
                "'%s' is no %s of ISO 8601".formatted(text, what));
    }
}
