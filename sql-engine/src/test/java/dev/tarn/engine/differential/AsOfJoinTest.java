package dev.tarn.engine.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.harness.Agreement;
import dev.tarn.engine.harness.DuckDb;
import dev.tarn.engine.harness.TestEngine;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Objects;

/// ASOF joins of generated rows, with nulls, values on both sides of zero, keys without partners
/// and equal values, beside DuckDB.
class AsOfJoinTest {
    private static final List<String> TABLES =
            List.of(
                    """
                    create table a as select n as id,
                        case when n % 13 = 0 then null else (n * 31) % 50 end as k,
                        case when n % 17 = 0 then null else (n * 7919) % 20011 - 9000 end as t,
                        'k' || cast((n * 31) % 50 as varchar) as s
                    """,
                    """
                    create table b as select n as id,
                        case when n % 11 = 0 then null else (n * 17) % 60 end as k,
                        case when n % 19 = 0 then null else (n * 104729) % 30011 - 15000 end as t,
                        'k' || cast((n * 17) % 60 as varchar) as s
                    """);

    private static @Nullable TestEngine tarn;
    private static @Nullable DuckDb duck;

    @BeforeAll
    static void load() {
        TestEngine engine = TestEngine.inMemory(512, 3);
        DuckDb oracle = DuckDb.open();
        engine.execute("create table digits (d bigint)");
        engine.execute("insert into digits values 0, 1, 2, 3, 4, 5, 6, 7, 8, 9");
        for (String table : TABLES) {
            engine.execute(
                    table
                            + "from (select a.d + 10 * b.d + 100 * c.d + 1000 * e.d as n"
                            + " from digits a, digits b, digits c, digits e)");
            oracle.execute(table + "from range(10000) r(n)");
        }
        tarn = engine;
        duck = oracle;
    }

    @AfterAll
    static void close() {
        Objects.requireNonNull(tarn).close();
        Objects.requireNonNull(duck).close();
    }

    /// Which of several right rows with equal values is taken is not said, so that only what is the
    /// same of all of them is asked for.
    @ParameterizedTest
    @CsvSource({
        ">=, k, ''",
        ">, k, ''",
        "<=, k, ''",
        "<, k, ''",
        ">=, s, ''",
        "<, s, ''",
        ">=, k, left",
        "<, k, left",
        ">, s, left"
    })
    void the_rows_are_those_of_duckdb(String comparison, String key, String left) {
        String select = "select a.id, a.t, b.t, b.%s from a asof %s join b ".formatted(key, left);
        String on = "on a.%s = b.%s".formatted(key, key);
        String compared = "a.t %s b.t".formatted(comparison);
        String ours = "%s match_condition (%s) %s".formatted(select, compared, on);
        String theirs = "%s %s and %s".formatted(select, on, compared);
        assertThat(
                        Agreement.ofUnordered(
                                Objects.requireNonNull(tarn).values(ours),
                                Objects.requireNonNull(duck).values(theirs)))
                .as(ours)
                .isNull();
    }

    @Test
    void a_right_side_that_memory_does_not_hold_is_an_error() {
        try (TestEngine small = TestEngine.inLittleMemory(3_000_000)) {
            small.execute("create table digits (d bigint)");
            small.execute("insert into digits values 0, 1, 2, 3, 4, 5, 6, 7, 8, 9");
            small.execute(
                    "create table big as select a.d + 10 * b.d + 100 * c.d + 1000 * e.d + 10000 *"
                            + " f.d as n from digits a, digits b, digits c, digits e, digits f");
            assertThatThrownBy(() ->
                            small.execute(
                                    "select count(*) from big x asof join big y"
                                            + " match_condition (x.n >= y.n) on true"))
                    .isInstanceOfSatisfying(
                            SqlException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.EXCEEDED_MEMORY_LIMIT))
                    .hasMessageContaining("ASOF join");
        }
    }
}
