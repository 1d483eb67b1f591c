package dev.tarn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/// The session property that says how deep recursive queries may go.
class RecursionDepthTest {
    private static final String COUNTING =
            "with recursive r(n) as (values 0 union all select n + 1 from r where n < %d)"
                    + " select count(*), max(n) from r";

    private final GuardedLake lake = new GuardedLake(0);

    @AfterEach
    void close() throws Exception {
        lake.close();
    }

    private static Session depth(String value) {
        return new SessionChange.SetProperty("max_recursion_depth", value)
                .applyTo(GuardedLake.SESSION);
    }

    @Test
    void a_query_may_go_as_deep_as_the_session_says_and_no_deeper() {
        assertThat(lake.rows(depth("100"), COUNTING.formatted(100)))
                .containsExactly(List.of(101L, 100));
        assertThatThrownBy(() -> lake.rows(depth("2"), COUNTING.formatted(3)))
                .hasMessageContaining("deeper than 2 steps")
                .hasMessageContaining("max_recursion_depth");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "101", "-1", "many"})
    void a_depth_that_is_none_is_refused(String value) {
        assertThatThrownBy(() -> lake.rows(depth(value), COUNTING.formatted(1)))
                .hasMessage(
                        "Session property max_recursion_depth must be a number from 1 to 100, not '%s'"
                                .formatted(value));
    }
}
