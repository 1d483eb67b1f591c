package dev.tarn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.apache.iceberg.catalog.Namespace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;

class TimeLimitTest {
    private static Session session(Map<String, String> properties) {
        return new Session(
                "test", "lake", Namespace.of("main"), ZoneOffset.UTC, properties, Map.of());
    }

    private static Session limited(String text) {
        return session(Map.of("query_max_run_time", text));
    }

    @Test
    void session_without_the_property_has_no_limit() {
        assertThat(TimeLimit.of(session(Map.of()))).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "250ms, 250",
        "90s, 90000",
        "1.5h, 5400000",
        "'2 m', 120000",
        "' 1d ', 86400000",
        "0s, 0",
        "0.0001s, 1"
    })
    void spellings_of_trinos_drivers_are_read_and_parts_of_a_millisecond_round_up(
            String text, long millis) {
        assertThat(TimeLimit.of(limited(text))).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "5",
                "s",
                "-5s",
                "+5s",
                "5 parsecs",
                "5S",
                "5us",
                "1h30m",
                "1,5h",
                ".5h",
                "5.h",
                "1e3s",
                "NaN s",
                "0x5s",
                "1234567890s",
                "٣s"
            })
    void other_spellings_are_refused_with_what_was_seen_and_what_is_accepted(String text) {
        assertThatExceptionOfType(SqlException.class)
                .isThrownBy(() -> TimeLimit.of(limited(text)))
                .withMessage(
                        "Session property query_max_run_time must be a number and one of ms, s, m,"
                                + " h, d, such as 90s, not '%s'",
                        text)
                .extracting(SqlException::code)
                .isEqualTo(ErrorCode.INVALID_SESSION_PROPERTY);
    }

    @Test
    void query_that_took_too_long_is_told_its_limit() {
        assertThat(TimeLimit.exceeded(limited("90s")))
                .hasMessageContaining("its time limit of 90s")
                .extracting(SqlException::code)
                .isEqualTo(ErrorCode.EXCEEDED_TIME_LIMIT);
    }
}
