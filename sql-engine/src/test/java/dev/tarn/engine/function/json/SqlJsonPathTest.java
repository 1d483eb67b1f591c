package dev.tarn.engine.function.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.engine.SqlException;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

/// Paths into JSON: what bounds them, and what the scripts under `slt/json` cannot show.
class SqlJsonPathTest {
    private static String found(String path, String json) {
        return found(path, json, Map.of());
    }

    private static String found(String path, String json, Map<String, List<JsonItem>> passed) {
        return new JsonItem.Elements(SqlJsonPath.of(path).items(JsonReader.read(json), passed))
                .json();
    }

    @Test
    void variables_are_known_before_evaluation() {
        assertThat(SqlJsonPath.of("lax $.a[$from to $to]?(@ > $from)").variables())
                .containsExactlyInAnyOrder("from", "to");
    }

    @Test
    void a_variable_without_a_value_is_an_error_and_no_failure_of_the_path() {
        assertThatThrownBy(() -> found("lax $x", "1"))
                .isInstanceOf(SqlException.class)
                .hasMessageContaining("PASSING gives no value for $x");
    }

    @Test
    void a_filter_within_a_filter_has_an_item_of_its_own() {
        assertThat(
                        found(
                                "lax $[*]?(exists(@.a[*]?(@ > 2)) && @.b == 1)",
                                "[{\"a\": [1, 3], \"b\": 1}, {\"a\": [1], \"b\": 1}]"))
                .isEqualTo("[{\"a\":[1,3],\"b\":1}]");
    }

    @Test
    void last_is_of_the_innermost_array() {
        assertThat(found("lax $[$[0][last]]", "[[7, 1], \"wanted\", \"not\"]"))
                .isEqualTo("[\"wanted\"]");
        assertThat(found("lax $[0 to last][last]", "[[1, 2], [3]]")).isEqualTo("[2,3]");
    }

    @Test
    void fractions_of_subscripts_do_not_count() {
        assertThat(found("lax $[1.9]", "[10, 20, 30]")).isEqualTo("[20]");
        assertThat(found("lax $[99999999999999999999999]", "[10]")).isEqualTo("[]");
    }

    @Test
    void numbers_keep_their_digits() {
        assertThat(found("lax $[*]", "[1.50, 1E+2, 123456789012345678901234567890.10, -0]"))
                .isEqualTo("[1.50,1E+2,123456789012345678901234567890.10,-0]");
    }

    @Test
    void members_of_one_name_are_written_all_and_found_first() {
        assertThat(found("lax $", "{\"a\": 1, \"a\": 2}")).isEqualTo("[{\"a\":1,\"a\":2}]");
        assertThat(found("lax $.a", "{\"a\": 1, \"a\": 2}")).isEqualTo("[1]");
        assertThat(found("lax $.*", "{\"a\": 1, \"a\": 2}")).isEqualTo("[1,2]");
    }

    @Test
    void texts_compare_by_code_points() {
        assertThat(found("lax $[*]?(@ > \"\uFFFD\")", "[\"\uD83D\uDE00\", \"a\"]"))
                .isEqualTo("[\"\uD83D\uDE00\"]");
    }

    @Test
    void numbers_beyond_double_are_failures_and_not_infinity() {
        assertThatThrownBy(() -> found("lax $ * 1e300", "1e300"))
                .isInstanceOf(JsonFailure.class)
                .hasMessage("a number is beyond the range of double");
        assertThatThrownBy(() -> found("lax $.double()", "\"Infinity\""))
                .isInstanceOf(JsonFailure.class);
    }

    @Test
    void documents_nest_a_thousand_deep_and_no_deeper() {
        String deep = "[".repeat(1000) + "]".repeat(1000);
        assertThat(found("lax $.size()", deep)).isEqualTo("[1]");
        assertThatThrownBy(() -> found("lax $", "[" + deep + "]"))
                .isInstanceOf(JsonFailure.class)
                .hasMessageContaining("nesting depth");
    }

    @Test
    void paths_nest_a_hundred_deep_and_no_deeper() {
        assertThat(found("lax " + "(".repeat(40) + "$" + ")".repeat(40), "1")).isEqualTo("[1]");
        assertThatThrownBy(() -> SqlJsonPath.of("lax " + "(".repeat(200) + "$"))
                .isInstanceOf(SqlException.class)
                .hasMessageContaining("nested more than 100 deep");
        assertThatThrownBy(() -> SqlJsonPath.of("lax " + "-".repeat(200) + "1"))
                .isInstanceOf(SqlException.class)
                .hasMessageContaining("nested more than 100 deep");
    }

    @Test
    void paths_have_a_thousand_steps_and_no_more() {
        assertThat(found("lax $" + ".a".repeat(1000), "1")).isEqualTo("[]");
        assertThatThrownBy(() -> SqlJsonPath.of("lax $" + ".a".repeat(1001)))
                .isInstanceOf(SqlException.class)
                .hasMessageContaining("more than 1,000 steps and operators");
    }

    @Test
    void evaluation_that_multiplies_comes_to_an_end() {
        String array = "[" + "1,".repeat(9_999) + "2]";
        assertThatThrownBy(() -> found("lax $?($[*] == 2 && $[*] != $[*])", array))
                .isInstanceOf(SqlException.class)
                .hasMessageContaining("takes more than 10,000,000 steps");
    }

    @Test
    void escapes_are_those_of_json() {
        assertThat(found("lax \"\\u0041\\n\\\"\\\\\"", "1")).isEqualTo("[\"A\\n\\\"\\\\\"]");
        assertThatThrownBy(() -> SqlJsonPath.of("lax \"\\x\""))
                .isInstanceOf(SqlException.class)
                .hasMessageContaining("an escape that JSON does not have");
    }

    @Test
    void one_value_taken_many_times_is_not_written_without_end() {
        String text = "[\"" + "x".repeat(1 << 20) + "\"]";
        String path = "lax $[" + "0,".repeat(99) + "0]";
        assertThatThrownBy(() -> found(path, text))
                .isInstanceOf(SqlException.class)
                .hasMessageContaining("more than 67,108,864 characters");
    }
}
