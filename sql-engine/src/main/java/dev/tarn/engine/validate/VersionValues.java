package dev.tarn.engine.validate;

import dev.tarn.engine.ErrorCode;
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
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.concurrent.TimeUnit;

/// The values that time travel takes.
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

    private VersionValues() {}

    /// A snapshot's id, or the name of a branch or tag.
    static TableVersion version(SqlNode value) {
        if (value instanceof SqlNumericLiteral number && number.isInteger()) {
            return new TableVersion.Id(whole(number));
        }
        String text = text(value);
        if (text == null) {
            throw Positions.error(
                    ErrorCode.INVALID_ARGUMENTS,
                    "VERSION AS OF takes a snapshot id, or the name of a branch or tag in quotes, not %s"
                            .formatted(value),
                    value);
        }
        return new TableVersion.Ref(text);
    }

    /// A point in time, in the session's zone where it names none; a number is of seconds since
    /// 1970, as in Spark.
    static TableVersion timestamp(SqlNode value, ZoneId zone) {
        String text = text(value);
        if (text != null) {
            try {
                return new TableVersion.At(millis(text.strip(), zone));
            } catch (DateTimeException e) {
                throw Positions.error(
                        ErrorCode.INVALID_LITERAL,
                        "'%s' is not a point in time; write for example TIMESTAMP '2026-01-31 12:00:00'"
                                .formatted(text),
                        value);
            }
        }
        if (value instanceof SqlNumericLiteral number && number.isInteger()) {
            return new TableVersion.At(TimeUnit.SECONDS.toMillis(whole(number)));
        }
        throw Positions.error(
                ErrorCode.INVALID_ARGUMENTS,
                "TIMESTAMP AS OF takes a timestamp literal or seconds since 1970, not %s"
                        .formatted(value),
                value);
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
