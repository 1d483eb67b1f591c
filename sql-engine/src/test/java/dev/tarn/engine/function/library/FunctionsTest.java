package dev.tarn.engine.function.library;

import static dev.tarn.engine.function.library.Calls.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

@NullUnmarked
class FunctionsTest {

    private static BigDecimal decimal(String text) {
        return new BigDecimal(text);
    }

    @Test
    void decimals_follow_trinos_result_types() {
        assertThat(call("add", decimal("1.5"), decimal("2.25"))).isEqualTo(decimal("3.75"));
        assertThat(call("subtract", 1, decimal("0.05"))).isEqualTo(decimal("0.95"));
        assertThat(call("multiply", decimal("1.5"), decimal("-2.25"))).isEqualTo(decimal("-3.375"));
        assertThat(call("divide", decimal("2.00"), decimal("3.0"))).isEqualTo(decimal("0.67"));
        assertThat(call("divide", decimal("-2.00"), decimal("3.0"))).isEqualTo(decimal("-0.67"));
        assertThat(call("modulus", decimal("5.5"), decimal("2.25"))).isEqualTo(decimal("1.00"));
        assertThat(call("modulus", decimal("-5.5"), 2)).isEqualTo(decimal("-1.5"));
        assertThat(
                        call(
                                "multiply",
                                decimal("12345678901234567.89"),
                                decimal("98765432109876543.21")))
                .isEqualTo(
                        decimal("12345678901234567.89").multiply(decimal("98765432109876543.21")));
        assertThatThrownBy(() -> call("add", decimal("9".repeat(38)), decimal("1")))
                .hasMessage("decimal(38,0) addition overflow: %s + 1".formatted("9".repeat(38)));
        assertThatThrownBy(() -> call("divide", decimal("1.5"), decimal("0.0")))
                .hasMessage("Division by zero: 1.5 / 0");
    }

    @Test
    void division_of_integers_cuts_and_that_of_doubles_goes_to_infinity() {
        assertThat(call("divide", -7, 2)).isEqualTo(-3);
        assertThat(call("modulus", -7, 2)).isEqualTo(-1);
        assertThat(call("divide", 1.0, 0.0)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThatThrownBy(() -> call("divide", Integer.MIN_VALUE, -1))
                .hasMessage("integer division overflow: -2147483648 / -1");
        assertThatThrownBy(() -> call("negate", Long.MIN_VALUE))
                .hasMessage("bigint negation overflow: -(-9223372036854775808)");
    }

    @Test
    void numbers_round_half_away_from_zero() {
        assertThat(call("round", 2.5)).isEqualTo(3.0);
        assertThat(call("round", -2.5)).isEqualTo(-3.0);
        assertThat(call("round", 0.49999999999999994)).isEqualTo(0.0);
        assertThat(call("round", 1.005, 1)).isEqualTo(1.0);
        assertThat(call("round", 1250L, -2)).isEqualTo(1300L);
        assertThat(call("round", decimal("9.95"))).isEqualTo(decimal("10"));
        assertThat(call("round", decimal("9.95"), 1)).isEqualTo(decimal("10.00"));
        assertThat(call("ceil", decimal("-1.5"))).isEqualTo(decimal("-1"));
        assertThat(call("floor", decimal("-1.5"))).isEqualTo(decimal("-2"));
        assertThat(call("truncate", decimal("-1.5"))).isEqualTo(decimal("-1"));
        assertThat(call("truncate", -1.9)).isEqualTo(-1.0);
        assertThat(call("abs", decimal("-1.5"))).isEqualTo(decimal("1.5"));
        assertThat(call("sign", -3)).isEqualTo(-1);
        assertThatThrownBy(() -> call("abs", Integer.MIN_VALUE))
                .hasMessage("abs(-2147483648) is out of range for integer");
    }

    @Test
    void mathematics_is_that_of_doubles() {
        assertThat(call("power", 2, 10)).isEqualTo(1024.0);
        assertThat(call("sqrt", 16)).isEqualTo(4.0);
        assertThat(call("log2", 8.0)).isEqualTo(3.0);
        assertThat(call("mod", 10, 3)).isEqualTo(1);
        assertThat(call("width_bucket", 3.14, 0.0, 4.0, 3L)).isEqualTo(3L);
        assertThat(call("greatest", 1, 5L, 3)).isEqualTo(5L);
        assertThat(call("least", "b", "a")).isEqualTo("a");
        assertThat(call("greatest", 1, null)).isNull();
        assertThat(call("bitwise_and", 12L, 10L)).isEqualTo(8L);
    }

    @Test
    void strings_count_code_points() {
        assertThat(call("length", "héß𝄞")).isEqualTo(4L);
        assertThat(call("substr", "héllo", 2L, 3L)).isEqualTo("éll");
        assertThat(call("substr", "héllo", -2L)).isEqualTo("lo");
        assertThat(call("substr", "héllo", 0L)).isEqualTo("");
        assertThat(call("substr", "héllo", 9L)).isEqualTo("");
        assertThat(call("reverse", "a𝄞é")).isEqualTo("é𝄞a");
        assertThat(call("strpos", "héllo", "l")).isEqualTo(3L);
        assertThat(call("position", "z", "abc")).isEqualTo(0L);
        assertThat(call("upper", "straße")).isEqualTo("STRASSE");
        assertThat(call("lower", "ÀBC")).isEqualTo("àbc");
        assertThat(call("lpad", "7", 3L, "0")).isEqualTo("007");
        assertThat(call("rpad", "héllo", 3L, "x")).isEqualTo("hél");
        assertThat(call("trim", "  x ")).isEqualTo("x");
        assertThat(call("ltrim", "xxaxx", "x")).isEqualTo("axx");
        assertThat(call("replace", "banana", "an", "AN")).isEqualTo("bANANa");
        assertThat(call("replace", "ab", "", "-")).isEqualTo("-a-b-");
        assertThat(call("translate", "abcé", "aé", "x")).isEqualTo("xbc");
        assertThat(call("chr", 8364L)).isEqualTo("€");
        assertThat(call("codepoint", "€")).isEqualTo(8364L);
        assertThat(call("concat", "a", "b", "c")).isEqualTo("abc");
        assertThat(call("concat", "a", null)).isNull();
        assertThat(call("concat_ws", ",", "a", null, "b")).isEqualTo("a,b");
        assertThat(call("split_part", "a-b-c", "-", 3L)).isEqualTo("c");
        assertThat(call("split_part", "a-b-c", "-", 4L)).isNull();
        assertThat(call("split", "a,b,,", ",")).isEqualTo(List.of("a", "b", "", ""));
        assertThat(call("varchar_truncate", "héllo", 2L)).isEqualTo("hé");
        assertThat(call("starts_with", "héllo", "hé")).isEqualTo(true);
        assertThat(call("ends_with", "héllo", "lo")).isEqualTo(true);
        assertThat(call("contains", "héllo", "él")).isEqualTo(true);
    }

    @Test
    void like_knows_wildcards_and_escapes() {
        assertThat(call("like", "hello", "h%o")).isEqualTo(true);
        assertThat(call("like", "hello", "h_llo")).isEqualTo(true);
        assertThat(call("like", "héllo", "h_llo")).isEqualTo(true);
        assertThat(call("like", "hello", "ell")).isEqualTo(false);
        assertThat(call("like", "hello", "%ell%")).isEqualTo(true);
        assertThat(call("like", "ababab", "a%ab_ab")).isEqualTo(false);
        assertThat(call("like", "50%", "50#%", "#")).isEqualTo(true);
        assertThat(call("like", "50x", "50#%", "#")).isEqualTo(false);
        assertThat(call("like", "", "%")).isEqualTo(true);
        assertThat(call("like", "aa", "a%a")).isEqualTo(true);
        assertThat(call("like", "a", "a%a")).isEqualTo(false);
        assertThatThrownBy(() -> call("like", "a", "#a", "#"))
                .hasMessage(
                        "LIKE '#a': Escape character '#' must be followed by '%', '_' or itself");
    }

    @Test
    void patterns_find_and_replace() {
        assertThat(call("regexp_like", "1a 2b", "\\d+b")).isEqualTo(true);
        assertThat(call("regexp_extract", "1a 2b", "(\\d)b", 1L)).isEqualTo("2");
        assertThat(call("regexp_extract", "x", "\\d")).isNull();
        assertThat(call("regexp_replace", "1a 2b", "(\\d)", "<$1>")).isEqualTo("<1>a <2>b");
        assertThatThrownBy(() -> call("regexp_like", "x", "("))
                .hasMessageStartingWith("'(' is no regular expression");
        assertThat(
                        call(
                                "to_hex",
                                call(
                                        "md5",
                                        "abc".getBytes(java.nio.charset.StandardCharsets.UTF_8))))
                .isEqualTo("900150983CD24FB0D6963F7D28E17F72");
    }

    @Test
    void fields_of_dates_and_times() {
        LocalDate date = LocalDate.of(2024, 12, 30);
        assertThat(call("year", date)).isEqualTo(2024L);
        assertThat(call("quarter", date)).isEqualTo(4L);
        assertThat(call("week", date)).isEqualTo(1L);
        assertThat(call("year_of_week", date)).isEqualTo(2025L);
        assertThat(call("day_of_week", date)).isEqualTo(1L);
        assertThat(call("extract_doy", date)).isEqualTo(365L);
        LocalDateTime time = LocalDateTime.of(1969, 12, 31, 23, 59, 58, 123_456_000);
        assertThat(call("hour", time)).isEqualTo(23L);
        assertThat(call("extract_second", time)).isEqualTo(58L);
        assertThat(call("millisecond", time)).isEqualTo(123L);
        // 23:30 UTC is after midnight in Berlin.
        OffsetDateTime utc = OffsetDateTime.of(2024, 6, 30, 23, 30, 0, 0, ZoneOffset.UTC);
        assertThat(call("day", utc)).isEqualTo(1L);
        assertThat(call("hour", utc)).isEqualTo(1L);
    }

    @Test
    void dates_and_times_are_cut_moved_and_told_apart() {
        LocalDateTime time = LocalDateTime.of(2024, 3, 31, 15, 45, 30);
        assertThat(call("date_trunc", "quarter", time))
                .isEqualTo(LocalDateTime.of(2024, 1, 1, 0, 0));
        assertThat(call("date_trunc", "week", LocalDate.of(2024, 3, 31)))
                .isEqualTo(LocalDate.of(2024, 3, 25));
        assertThat(call("date_trunc", "hour", LocalTime.of(15, 45))).isEqualTo(LocalTime.of(15, 0));
        assertThat(call("date_add", "month", 1L, LocalDate.of(2024, 1, 31)))
                .isEqualTo(LocalDate.of(2024, 2, 29));
        assertThat(call("date_add", "minute", -46L, time))
                .isEqualTo(LocalDateTime.of(2024, 3, 31, 14, 59, 30));
        assertThat(call("date_diff", "month", LocalDate.of(2024, 1, 31), LocalDate.of(2024, 2, 29)))
                .isEqualTo(1L);
        assertThat(call("date_diff", "day", LocalDate.of(2024, 3, 1), LocalDate.of(2024, 2, 1)))
                .isEqualTo(-29L);
        assertThat(call("date_add_months", LocalDate.of(2024, 3, 31), -1))
                .isEqualTo(LocalDate.of(2024, 2, 29));
        assertThat(call("date_add_days", LocalDate.of(2024, 3, 1), -1L))
                .isEqualTo(LocalDate.of(2024, 2, 29));
        assertThat(call("timestamp_add_micros", time, 1_500_000L))
                .isEqualTo(time.plusSeconds(1).plusNanos(500_000_000));
        assertThat(call("time_add_micros", LocalTime.of(23, 59, 59), 2_000_000L))
                .isEqualTo(LocalTime.of(0, 0, 1));
        assertThat(call("last_day_of_month", LocalDate.of(2023, 2, 3)))
                .isEqualTo(LocalDate.of(2023, 2, 28));
        assertThatThrownBy(() -> call("date_trunc", "hour", LocalDate.of(2024, 1, 1)))
                .hasMessage("'hour' is no unit of a date");
        assertThatThrownBy(() -> call("date_trunc", "fortnight", time))
                .hasMessageStartingWith("'fortnight' is no unit of time; there are [microsecond,");
    }

    @Test
    void the_clock_is_the_querys() {
        assertThat(call("current_date")).isEqualTo(LocalDate.of(2026, 11, 21));
        assertThat(call("localtimestamp"))
                .isEqualTo(LocalDateTime.of(2026, 11, 21, 13, 34, 56, 789_123_000));
        assertThat(call("now"))
                .isEqualTo(
                        OffsetDateTime.of(2026, 11, 21, 12, 34, 56, 789_123_000, ZoneOffset.UTC));
        assertThat(call("current_user")).isEqualTo("ada");
        assertThat(call("from_unixtime", 1.5))
                .isEqualTo(OffsetDateTime.of(1970, 1, 1, 0, 0, 1, 500_000_000, ZoneOffset.UTC));
        assertThat(call("to_unixtime", LocalDateTime.of(1970, 1, 1, 0, 1))).isEqualTo(60.0);
        assertThat(call("with_timezone", LocalDateTime.of(2024, 7, 1, 12, 0), "Europe/Berlin"))
                .isEqualTo(OffsetDateTime.of(2024, 7, 1, 10, 0, 0, 0, ZoneOffset.UTC));
    }

    @Test
    void formats_are_mysqls_or_javas() {
        LocalDateTime time = LocalDateTime.of(2024, 3, 5, 15, 4, 9);
        assertThat(call("date_format", time, "%Y-%m-%d %H:%i:%s")).isEqualTo("2024-03-05 15:04:09");
        assertThat(call("format_datetime", time, "dd.MM.yyyy")).isEqualTo("05.03.2024");
        assertThat(call("date_parse", "05/03/2024", "%d/%m/%Y"))
                .isEqualTo(LocalDateTime.of(2024, 3, 5, 0, 0));
        assertThatThrownBy(() -> call("date_parse", "x", "%Y"))
                .hasMessage("'x' is not in the format '%Y'");
    }

    @Test
    void nested_values_are_looked_into() {
        assertThat(call("cardinality", List.of(1, 2))).isEqualTo(2L);
        assertThat(call("element_at", List.of(1, 2), -1L)).isEqualTo(2);
        assertThat(call("element_at", List.of(1, 2), 3L)).isNull();
        assertThat(call("element_at", Map.of("a", 1), "a")).isEqualTo(1);
        assertThat(call("element_at", Map.of("a", 1), "b")).isNull();
        assertThat(call("contains", List.of(1, 2), 2)).isEqualTo(true);
        assertThat(call("contains", Arrays.asList(1, null), 2)).isNull();
        assertThat(call("array_join", Arrays.asList(1, null, 3), ",")).isEqualTo("1,3");
        assertThat(call("array_join", Arrays.asList(1, null, 3), ",", "?")).isEqualTo("1,?,3");
        assertThat(call("map_keys", Map.of("a", 1))).isEqualTo(List.of("a"));
        assertThat(call("array_constructor", 1, 2L)).isEqualTo(List.of(1L, 2L));
        assertThat(call("map_constructor", "a", 1, "b", null)).hasToString("{a=1, b=null}");
        assertThat(call("map", List.of("x"), List.of(2))).isEqualTo(Map.of("x", 2));
        assertThatThrownBy(() -> call("map_constructor", "a", 1, "a", 2))
                .hasMessage("A map's keys must differ; a is there twice");
        assertThatThrownBy(() -> call("map", List.of("x"), List.of(2, 3)))
                .hasMessage("map: there are 1 keys and 2 values");
        assertThat(call("concat", List.of(1), List.of(2))).isEqualTo(List.of(1, 2));
        assertThat(call("equal", Map.of("a", 1), Map.of("a", 1))).isEqualTo(true);
        assertThat(call("less_than", List.of(1, 2), List.of(1, 3))).isEqualTo(true);
        assertThatThrownBy(() -> call("subscript", List.of(1, 2), 3L))
                .hasMessage("Array subscript must be 1 to 2, not 3");
        assertThatThrownBy(() -> call("subscript", Map.of("a", 1), "b"))
                .hasMessage("Key not present in map: b");
    }

    @Test
    void conditions_are_lazy_and_typeof_names_the_type() {
        assertThat(call("coalesce", null, 2, 3L)).isEqualTo(2L);
        assertThat(call("nullif", 1, 1)).isNull();
        assertThat(call("nullif", 1, 2)).isEqualTo(1);
        assertThat(call("if", true, "a", "b")).isEqualTo("a");
        assertThat(call("if", false, "a")).isNull();
        assertThat(call("typeof", decimal("1.5"))).isEqualTo("decimal(2,1)");
        assertThat(call("is_distinct_from", Double.NaN, Double.NaN)).isEqualTo(false);
        assertThat(call("equal", Double.NaN, Double.NaN)).isEqualTo(false);
        assertThat(call("is_distinct_from", null, 1)).isEqualTo(true);
    }
}
