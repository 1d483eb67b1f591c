package dev.tarn.engine.validate;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.parse.Positions;
import dev.tarn.engine.schema.TableVersion;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.SqlUnknownLiteral;
import org.apache.calcite.util.NlsString;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.concurrent.TimeUnit;

/// The values that time travel takes: literals, and expressions that can be computed before the
/// query runs. The time of `current_timestamp` is that of the query's start.
final class VersionValues {
    private static final DateTimeFormatter TEXT =
            new DateTimeFormatterBuilder()
                    .append(DateTimeFormatter.ISO_LOCAL_DATE)
                    .optionalStart()
                    .appendPattern("['T'][' ']HH:mm[:ss]")
                    .optionalStart()
                    .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
                    .optionalEnd()
                    .optionalStart()
                    .appendPattern("[' ']")
                    .appendZoneOrOffsetId()
                    .optionalEnd()
                    .optionalEnd()
                    .toFormatter(java.util.Locale.ROOT);

    private static final String VERSION =
            "VERSION AS OF takes a snapshot id, or the name of a branch or tag in quotes";
    private static final String TIMESTAMP =
            "TIMESTAMP AS OF takes a timestamp or seconds since 1970";

    private final ConstantValues constants;
    private final ZoneId zone;

    /// @param zone the session's
    VersionValues(ConstantValues constants, ZoneId zone) {
        this.constants = constants;
        this.zone = zone;
    }

    /// A snapshot's id, or the name of a branch or tag.
    TableVersion version(SqlNode value) {
        if (value instanceof SqlNumericLiteral number && number.isInteger()) {
            return new TableVersion.Id(whole(number));
        }
        String text = text(value);
        if (text != null) {
            return new TableVersion.Ref(text);
        }
        Known known = known(VERSION, value);
        return switch (known.value) {
            case String name -> new TableVersion.Ref(name);
            case Long id when known.type == DataType.BIGINT -> new TableVersion.Id(id);
            case Integer id when known.type != DataType.DATE -> new TableVersion.Id(id);
            default -> throw refused(VERSION, value, known.type);
        };
    }

    /// A point in time, in the session's zone where it names none; a number is of seconds since
    /// 1970, as in Spark.
    TableVersion timestamp(SqlNode value) {
        String text = text(value);
        if (text != null) {
            return new TableVersion.At(moment(text, value));
        }
        if (value instanceof SqlNumericLiteral number && number.isInteger()) {
            return new TableVersion.At(TimeUnit.SECONDS.toMillis(whole(number)));
        }
        Known known = known(TIMESTAMP, value);
        return new TableVersion.At(
                switch (known.type) {
                    case DataType.Timestamp type -> instant(type, (Long) known.value);
                    case DataType.Simple.DATE ->
                            LocalDate.ofEpochDay((Integer) known.value)
                                    .atStartOfDay(zone)
                                    .toInstant()
                                    .toEpochMilli();
                    case DataType.Simple.STRING -> moment((String) known.value, value);
                    case DataType.Simple.INTEGER, DataType.Simple.BIGINT ->
                            TimeUnit.SECONDS.toMillis(((Number) known.value).longValue());
                    default -> throw refused(TIMESTAMP, value, known.type);
                });
    }

    /// The value of an expression, in the form of [Expr.Literal].
    private record Known(Object value, DataType type) {}

    private Known known(String takes, SqlNode expression) {
        Expr.Literal literal = constants.value(expression);
        if (literal == null) {
            throw refused(
                    takes, expression + ", which is not known before the query runs", expression);
        }
        Object value = literal.value();
        if (value == null) {
            throw refused(takes, "NULL", expression);
        }
        return new Known(value, literal.type());
    }

    private static SqlException refused(String takes, SqlNode expression, DataType type) {
        return refused(takes, expression + ", which is of type " + type, expression);
    }

    private static SqlException refused(String takes, String given, SqlNode at) {
        return Positions.error(
                ErrorCode.INVALID_ARGUMENTS, "%s, not %s".formatted(takes, given), at);
    }

    private long moment(String text, SqlNode at) {
        try {
            return millis(text.strip(), zone);
        } catch (DateTimeException e) {
            throw Positions.error(
                    ErrorCode.INVALID_LITERAL,
                    "'%s' is not a point in time; write for example TIMESTAMP '2026-01-31 12:00:00'"
                            .formatted(text),
                    at);
        }
    }

    /// The milliseconds since 1970 of a timestamp, cut.
    private long instant(DataType.Timestamp type, long count) {
        long perMilli = type.nanos() ? 1_000_000 : 1_000;
        long millis = Math.floorDiv(count, perMilli);
        return type.withZone()
                ? millis
                : LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC)
                        .atZone(zone)
                        .toInstant()
                        .toEpochMilli();
    }

    static long whole(SqlNumericLiteral number) {
        try {
            return number.getValueAs(BigDecimal.class).longValueExact();
        } catch (ArithmeticException e) {
            throw Positions.error(
                    ErrorCode.INVALID_ARGUMENTS,
                    "A snapshot id or a number of seconds is a bigint, not %s".formatted(number),
                    number);
        }
    }

    private static long millis(String text, ZoneId zone) {
        TemporalAccessor parsed = TEXT.parse(text);
        ZoneId own = parsed.query(TemporalQueries.zone());
        LocalDateTime local =
                parsed.isSupported(ChronoField.HOUR_OF_DAY)
                        ? LocalDateTime.from(parsed)
                        : LocalDate.from(parsed).atStartOfDay();
        Instant instant = local.atZone(own == null ? zone : own).toInstant();
        return instant.toEpochMilli();
    }

    static @Nullable String text(SqlNode value) {
        if (value instanceof SqlUnknownLiteral unknown) {
            return unknown.getValue();
        }
        if (value.getKind() == SqlKind.CAST) {
            return text(((SqlCall) value).operand(0));
        }
        return value instanceof SqlLiteral literal && literal.getValue() instanceof NlsString string
                ? string.getValue()
                : null;
    }
}
