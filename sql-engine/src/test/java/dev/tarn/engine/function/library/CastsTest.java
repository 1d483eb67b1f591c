package dev.tarn.engine.function.library;

import static dev.tarn.engine.function.library.Calls.cast;
import static dev.tarn.engine.function.library.Calls.tryCast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.cast.Casts;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

@NullUnmarked
class CastsTest {
    private static final DataType CENTS = new DataType.Decimal(5, 2);

    @Test
    void numbers_round_half_away_from_zero_and_fail_beyond_the_type() {
        assertThat(cast(2.5, DataType.INTEGER)).isEqualTo(3);
        assertThat(cast(-2.5, DataType.BIGINT)).isEqualTo(-3L);
        assertThat(cast(new BigDecimal("2.5"), DataType.INTEGER)).isEqualTo(3);
        assertThat(cast(new BigDecimal("-1.235"), CENTS)).isEqualTo(new BigDecimal("-1.24"));
        assertThat(cast(1.005f, CENTS)).isEqualTo(new BigDecimal("1.01"));
        assertThat(cast(7, CENTS)).isEqualTo(new BigDecimal("7.00"));
        assertThat(cast(new BigDecimal("0.1"), DataType.DOUBLE)).isEqualTo(0.1);
        assertThat(cast(true, DataType.INTEGER)).isEqualTo(1);
        assertThat(cast(0.0, DataType.BOOLEAN)).isEqualTo(false);
        fails(300, DataType.TINYINT, "Cannot cast integer 300 to tinyint: out of range");
        fails(1e10, DataType.INTEGER, "Cannot cast double 1.0E10 to integer: out of range");
        fails(1000, CENTS, "Cannot cast integer 1000 to decimal(5,2): out of range");
        assertThatThrownBy(() -> cast(Double.NaN, DataType.BIGINT))
                .extracting(e -> ((SqlException) e).code())
                .isEqualTo(ErrorCode.INVALID_CAST_ARGUMENT);
        assertThat(tryCast(300, DataType.TINYINT)).isNull();
    }

    private static void fails(Object value, DataType to, String message) {
        assertThatThrownBy(() -> cast(value, to))
                .hasMessage(message)
                .extracting(e -> ((SqlException) e).code())
                .isEqualTo(ErrorCode.NUMERIC_VALUE_OUT_OF_RANGE);
    }

    @Test
    void strings_become_numbers_or_say_which_string_does_not() {
        assertThat(cast(" 42 ", DataType.INTEGER)).isEqualTo(42);
        assertThat(cast("-9223372036854775808", DataType.BIGINT)).isEqualTo(Long.MIN_VALUE);
        assertThat(cast("1.5e3", DataType.DOUBLE)).isEqualTo(1500.0);
        assertThat(cast("NaN", DataType.DOUBLE)).isEqualTo(Double.NaN);
        assertThat(cast("-Infinity", DataType.REAL)).isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(cast("1.005", CENTS)).isEqualTo(new BigDecimal("1.01"));
        assertThat(cast("1e2", CENTS)).isEqualTo(new BigDecimal("100.00"));
        assertThat(cast("T", DataType.BOOLEAN)).isEqualTo(true);
        for (DataType type :
                List.of(
                        DataType.INTEGER,
                        DataType.BIGINT,
                        DataType.DOUBLE,
                        CENTS,
                        DataType.BOOLEAN,
                        DataType.DATE,
                        DataType.TIME,
                        DataType.TIMESTAMP,
                        DataType.TIMESTAMP_TZ,
                        DataType.UUID)) {
            for (String wrong : List.of("", "x", "1.2.3", "--1", "9223372036854775808x")) {
                assertThatThrownBy(() -> cast(wrong, type))
                        .hasMessage("Cannot cast varchar '%s' to %s".formatted(wrong, type));
                assertThat(tryCast(wrong, type)).isNull();
            }
        }
        assertThatThrownBy(() -> cast("9223372036854775808", DataType.BIGINT))
                .hasMessage("Cannot cast varchar '9223372036854775808' to bigint");
    }

    @Test
    void values_become_the_text_that_sql_writes() {
        assertThat(cast(-5, DataType.STRING)).isEqualTo("-5");
        assertThat(cast(Long.MIN_VALUE, DataType.STRING)).isEqualTo("-9223372036854775808");
        assertThat(cast(new BigDecimal("-0.05"), DataType.STRING)).isEqualTo("-0.05");
        assertThat(cast(123.5, DataType.STRING)).isEqualTo("1.235E2");
        assertThat(cast(0.001, DataType.STRING)).isEqualTo("1.0E-3");
        assertThat(cast(0.0, DataType.STRING)).isEqualTo("0E0");
        assertThat(cast(Double.NaN, DataType.STRING)).isEqualTo("NaN");
        assertThat(cast(true, DataType.STRING)).isEqualTo("true");
        assertThat(cast(LocalDate.of(12345, 1, 2), DataType.STRING)).isEqualTo("+12345-01-02");
        assertThat(cast(LocalTime.of(1, 2, 3), DataType.STRING)).isEqualTo("01:02:03.000000");
        assertThat(cast(LocalDateTime.of(1969, 12, 31, 23, 59, 59, 1_000), DataType.STRING))
                .isEqualTo("1969-12-31 23:59:59.000001");
        assertThat(cast(OffsetDateTime.of(2024, 1, 2, 3, 4, 5, 0, ZoneOffset.UTC), DataType.STRING))
                .isEqualTo("2024-01-02 03:04:05.000000 UTC");
    }

    @Test
    void times_go_through_the_sessions_zone() {
        assertThat(cast("2024-07-01 12:00", DataType.TIMESTAMP_TZ))
                .isEqualTo(OffsetDateTime.of(2024, 7, 1, 10, 0, 0, 0, ZoneOffset.UTC));
        assertThat(cast("2024-07-01 12:00 America/New_York", DataType.TIMESTAMP_TZ))
                .isEqualTo(OffsetDateTime.of(2024, 7, 1, 16, 0, 0, 0, ZoneOffset.UTC));
        assertThat(cast("2024-07-01T12:00:00.5+02:00", DataType.TIMESTAMP_TZ))
                .isEqualTo(OffsetDateTime.of(2024, 7, 1, 10, 0, 0, 500_000_000, ZoneOffset.UTC));
        assertThat(cast(OffsetDateTime.of(2024, 1, 1, 23, 30, 0, 0, ZoneOffset.UTC), DataType.DATE))
                .isEqualTo(LocalDate.of(2024, 1, 2));
        assertThat(cast(LocalDate.of(2024, 1, 2), DataType.TIMESTAMP_TZ))
                .isEqualTo(OffsetDateTime.of(2024, 1, 1, 23, 0, 0, 0, ZoneOffset.UTC));
        assertThat(
                        cast(
                                LocalDateTime.of(2024, 1, 2, 3, 4, 5, 999_600_000),
                                new DataType.Timestamp(3, false)))
                .isEqualTo(LocalDateTime.of(2024, 1, 2, 3, 4, 6));
        assertThat(cast(LocalDateTime.of(2024, 1, 2, 3, 4), DataType.TIME))
                .isEqualTo(LocalTime.of(3, 4));
        assertThatThrownBy(() -> cast("2023-02-29", DataType.DATE))
                .hasMessage("Cannot cast varchar '2023-02-29' to date");
        assertThatThrownBy(() ->
                        cast(LocalDateTime.of(2500, 1, 1, 0, 0), new DataType.Timestamp(9, false)))
                .hasMessage(
                        "Cannot cast timestamp(6) 2500-01-01 00:00:00.000000 to timestamp(9): out"
                                + " of range");
    }

    @Test
    void nested_values_convert_inside() {
        assertThat(cast(Arrays.asList(1, null), new DataType.ListOf(DataType.STRING)))
                .isEqualTo(Arrays.asList("1", null));
        assertThatThrownBy(() -> cast(List.of("x"), new DataType.ListOf(DataType.INTEGER)))
                .hasMessage("Cannot cast varchar 'x' to integer");
        assertThat(tryCast(List.of("1", "x"), new DataType.ListOf(DataType.INTEGER)))
                .isEqualTo(Arrays.asList(1, null));
    }

    @Test
    void a_cast_that_makes_no_sense_is_refused_by_types() {
        assertThatThrownBy(() -> Casts.function(DataType.BOOLEAN, DataType.DATE, false))
                .hasMessage("Cannot cast boolean to date")
                .extracting(e -> ((SqlException) e).code())
                .isEqualTo(ErrorCode.TYPE_MISMATCH);
    }

    @Test
    void decimals_survive_text_and_agree_with_big_decimals() {
        Random random = new Random(3);
        DataType type = new DataType.Decimal(38, 7);
        for (int i = 0; i < 500; i++) {
            BigDecimal value =
                    new BigDecimal(
                                    new java.math.BigInteger(random.nextInt(1, 90), random),
                                    random.nextInt(0, 12))
                            .multiply(BigDecimal.valueOf(random.nextBoolean() ? 1 : -1));
            BigDecimal expected = value.setScale(7, RoundingMode.HALF_UP);
            Object parsed = cast(value.toPlainString(), type);
            assertThat(parsed).isEqualTo(expected);
            assertThat(cast(parsed, DataType.STRING)).isEqualTo(expected.toPlainString());
            assertThat(cast(expected, DataType.DOUBLE)).isEqualTo(expected.doubleValue());
        }
    }
}
