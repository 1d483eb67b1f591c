package dev.tarn.engine.function.time;

import static dev.tarn.columnar.DataType.STRING;
import static dev.tarn.columnar.DataType.TIMESTAMP;

import dev.tarn.columnar.DataType.Timestamp;
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

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Timestamps as text in a format that the query gives, and back: MySQL's letters for date_format
/// and date_parse, java.time's (Joda's, where they agree) for format_datetime and parse_datetime.
///
/// Formatters are built when the format differs from the one of the row before. English names.
final class FormatFunctions {
    private FormatFunctions() {}

    static List<ScalarFamily> families() {
        return List.of(
                formatting("date_format", true),
                formatting("format_datetime", false),
                parsing("date_parse", true),
                parsing("parse_datetime", false));
    }

    private static ScalarFamily formatting(String name, boolean mysql) {
        return TimeFunctions.family(name, "(timestamp, varchar format) → varchar")
                .binder(
                        2,
                        2,
                        types -> {
                            Timestamp type =
                                    types.getFirst() instanceof Timestamp given
                                            ? given
                                            : (Timestamp) TIMESTAMP;
                            return Optional.of(
                                    ScalarFunction.of(
                                                    name,
                                                    List.of(type, STRING),
                                                    STRING,
                                                    (arguments, rows, context) ->
                                                            format(mysql, arguments, rows, context))
                                            .failing());
                        })
                .build();
    }

    private static ScalarFamily parsing(String name, boolean mysql) {
        return TimeFunctions.family(name, "(varchar, varchar format) → timestamp(6)")
                .failing(
                        List.of(STRING, STRING),
                        TIMESTAMP,
                        (arguments, rows, context) -> parse(mysql, arguments, rows))
                .build();
    }

    /// Formatters for one batch.
    private static final class Formatters {
        private final boolean mysql;
        private @Nullable String format;
        private @Nullable DateTimeFormatter formatter;

        Formatters(boolean mysql) {
            this.mysql = mysql;
        }

        DateTimeFormatter of(Bytes formats, int row) {
            String wanted = string(formats, row);
            DateTimeFormatter current = formatter;
            if (current == null || !wanted.equals(format)) {
                try {
                    current =
                            mysql
                                    ? mysql(wanted)
                                    : complete(
                                            new DateTimeFormatterBuilder().appendPattern(wanted));
                } catch (IllegalArgumentException e) {
                    throw invalid("'%s' is no format: %s".formatted(wanted, e.getMessage()));
                }
                formatter = current;
                format = wanted;
            }
            return current;
        }
    }

    private static DateTimeFormatter mysql(String format) {
        DateTimeFormatterBuilder builder = new DateTimeFormatterBuilder();
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c != '%' || i + 1 == format.length()) {
                builder.appendLiteral(c);
                continue;
            }
            char letter = format.charAt(++i);
            switch (letter) {
                case 'a' -> builder.appendPattern("EEE");
                case 'b' -> builder.appendPattern("MMM");
                case 'c' -> builder.appendPattern("M");
                case 'd' -> builder.appendPattern("dd");
                case 'e' -> builder.appendPattern("d");
                case 'f' -> builder.appendPattern("SSSSSS");
                case 'H' -> builder.appendPattern("HH");
                case 'h', 'I' -> builder.appendPattern("hh");
                case 'i' -> builder.appendPattern("mm");
                case 'j' -> builder.appendPattern("DDD");
                case 'k' -> builder.appendPattern("H");
                case 'l' -> builder.appendPattern("h");
                case 'M' -> builder.appendPattern("MMMM");
                case 'm' -> builder.appendPattern("MM");
                case 'p' -> builder.appendPattern("a");
                case 'r' -> builder.appendPattern("hh:mm:ss a");
                case 'S', 's' -> builder.appendPattern("ss");
                case 'T' -> builder.appendPattern("HH:mm:ss");
                case 'v' -> builder.appendPattern("ww");
                case 'W' -> builder.appendPattern("EEEE");
                case 'x' -> builder.appendPattern("YYYY");
                case 'Y' -> builder.appendValue(ChronoField.YEAR, 4);
                case 'y' -> builder.appendPattern("yy");
                case '%' -> builder.appendLiteral('%');
                default -> throw new IllegalArgumentException("%" + letter + " is not supported");
            }
        }
        return complete(builder);
    }

    private static DateTimeFormatter complete(DateTimeFormatterBuilder builder) {
        return builder.parseDefaulting(ChronoField.MONTH_OF_YEAR, 1)
                .parseDefaulting(ChronoField.DAY_OF_MONTH, 1)
                .toFormatter(Locale.ENGLISH);
    }

    private static Vector format(
            boolean mysql, List<Vector> arguments, Rows rows, FunctionContext context) {
        long[] in = Moments.localMicros(arguments.get(0), rows, context);
        Bytes formats = Args.bytes(arguments.get(1));
        Formatters formatters = new Formatters(mysql);
        BytesOut out = new BytesOut(rows.rowCount(), rows.selectedCount() * 20);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            out.start(row);
            LocalDateTime time = Moments.localTime(in[row]);
            try {
                out.append(
                        formatters.of(formats, row).format(time).getBytes(StandardCharsets.UTF_8));
            } catch (DateTimeException e) {
                throw invalid(
                        "%s cannot be written as '%s': %s"
                                .formatted(time, string(formats, row), e.getMessage()));
            }
        }
        return out.finish(STRING, null);
    }

    private static Vector parse(boolean mysql, List<Vector> arguments, Rows rows) {
        Bytes texts = Args.bytes(arguments.get(0));
        Bytes formats = Args.bytes(arguments.get(1));
        Formatters formatters = new Formatters(mysql);
        long[] out = new long[rows.rowCount()];
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            DateTimeFormatter formatter = formatters.of(formats, row);
            try {
                LocalDateTime time = moment(formatter.parse(string(texts, row)));
                out[row] =
                        time.toEpochSecond(ZoneOffset.UTC) * CivilTime.MICROS_PER_SECOND
                                + time.getNano() / 1_000;
            } catch (DateTimeException e) {
                throw invalid(
                        "'%s' is not in the format '%s'"
                                .formatted(string(texts, row), string(formats, row)));
            }
        }
        return new LongVector(TIMESTAMP, out);
    }

    /// Midnight where the format has no time of day.
    private static LocalDateTime moment(TemporalAccessor parsed) {
        LocalTime time = parsed.query(TemporalQueries.localTime());
        return LocalDate.from(parsed).atTime(time == null ? LocalTime.MIDNIGHT : time);
    }

    private static String string(Bytes values, int row) {
        return new String(
                values.data(),
                values.from(row),
                values.to(row) - values.from(row),
                StandardCharsets.UTF_8);
    }

    private static SqlException invalid(String message) {
        return new SqlException(ErrorCode.INVALID_FUNCTION_ARGUMENT, message);
    }
}
