package dev.tarn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.engine.harness.TestEngine;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What EXPLAIN ANALYZE tells of a scan that was run.
class ScanAnalysisTest {
    private static final int ROWS = 300_000;

    private static TestEngine engine;

    @BeforeAll
    static void fill() {
        engine = TestEngine.inMemory(2048, 2);
        engine.execute("create table d as select * from (values 0,1,2,3,4,5,6,7,8,9) as v(n)");
        engine.execute(
                "create table t as select x, x % 10 as digit, cast(x as varchar) as name from"
                        + " (select a.n + 10 * b.n + 100 * c.n + 1000 * e.n + 10000 * f.n"
                        + " + 100000 * g.n + 1 as x from d a, d b, d c, d e, d f, d g"
                        + " where g.n < 3) as s order by x");
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    private static String analyzed(String query) {
        StringBuilder text = new StringBuilder();
        for (List<String> row : engine.execute("explain analyze " + query)) {
            text.append(row.getFirst()).append('\n');
        }
        return text.toString();
    }

    private static long number(String text, String before) {
        Matcher found = Pattern.compile(Pattern.quote(before) + "(\\d+)").matcher(text);
        assertThat(found.find()).as(text).isTrue();
        return Long.parseLong(found.group(1));
    }

    @Test
    void each_node_tells_how_many_rows_it_gave() {
        String text = analyzed("select digit, count(*) from t group by digit");
        assertThat(text).contains("Aggregate").contains("{10 rows}").contains("{300000 rows}");
        assertThat(text).contains("processor time");
    }

    @Test
    void pages_without_a_row_that_can_match_are_not_fetched() {
        String text = analyzed("select name from t where x = 150000");
        assertThat(text).contains("{1 rows}");
        assertThat(number(text, "left out: pages ")).isGreaterThan(ROWS / 4);
        assertThat(number(text, "rows: ")).isLessThan(ROWS / 4);
    }

    @Test
    void pages_of_columns_that_no_row_needs_are_not_decoded() {
        String text = analyzed("select name from t where digit = 3 and digit + x < 9");
        assertThat(text).contains("{1 rows}");
        assertThat(number(text, "pages: ")).isGreaterThan(number(text, "fetched, "));
    }

    @Test
    void rows_behind_the_last_of_a_top_n_are_left_out_while_the_scan_runs() {
        String query = "select x, name from t order by x limit 10";
        String text = analyzed(query);
        assertThat(number(text, "rows: ")).as(text).isLessThan(ROWS);
        assertThat(engine.execute(query)).hasSize(10).contains(List.of("10", "10"));
    }

    @Test
    void the_keys_of_a_build_side_leave_out_pages_of_the_other() {
        String query = "select count(*) from t join d on t.x = d.n";
        String text = analyzed(query);
        assertThat(text).contains("HashJoin");
        long read =
                Pattern.compile("rows: (\\d+) read")
                        .matcher(text)
                        .results()
                        .mapToLong(found -> Long.parseLong(found.group(1)))
                        .sum();
        assertThat(read).as(text).isLessThan(ROWS);
        assertThat(engine.execute(query)).containsExactly(List.of("9"));
    }

    @Test
    void a_row_group_keeps_all_drivers_busy() {
        String text = analyzed("select sum(x) from t");
        assertThat(number(text, " read in ")).as(text).isGreaterThanOrEqualTo(4);
    }

    @Test
    void a_scan_that_comes_again_finds_its_columns_decoded() {
        String query = "select sum(x), max(name) from t where digit < 5";
        List<List<@Nullable String>> first = engine.execute(query);
        engine.execute(query);
        String text = analyzed(query);
        assertThat(number(text, "cache: ")).as(text).isPositive();
        assertThat(number(text, " hits, ")).as(text).isZero();
        assertThat(number(text, "pages: ")).as(text).isLessThan(100);
        assertThat(engine.execute(query)).isEqualTo(first);
    }

    @Test
    void only_queries_can_be_run_by_explaining_them() {
        assertThatThrownBy(() -> engine.execute("explain analyze drop table t"))
                .isInstanceOfSatisfying(
                        SqlException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_SUPPORTED));
        assertThat(engine.execute("select count(*) from t")).containsExactly(List.of("" + ROWS));
    }

    @Test
    void rows_whose_key_no_build_row_has_are_left_out_below_joins_and_aggregations() {
        String few = "(select n as k from d where n between 3 and 5) f";
        String text =
                analyzed(
                        "select sum(c) from (select x, count(*) as c from t group by x) g join "
                                + few
                                + " on g.x = f.k");
        assertThat(text).as(text).contains("join filter on [x]: 3 rows, 3 values, from 3 to 5");
        assertThat(text).as(text).contains("Aggregate by [x] [count(*)] ~1 rows {3 rows}");
    }

    @Test
    void strings_are_left_out_too() {
        String text =
                analyzed(
                        "select t.x from t join (select cast(n * 100 as varchar) as k from d) f"
                                + " on t.name = f.k");
        assertThat(text).as(text).contains("join filter on [name]: 10 rows, 10 values, from 0");
        assertThat(text).as(text).contains("{9 rows}");
        assertThat(number(text, "left out ")).isGreaterThan(0);
    }
}
