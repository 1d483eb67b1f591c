package dev.tarn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Set;

/// Plans of queries with parameters, used again with other values.
class PreparedPlansTest {
    private static final Session SESSION = GuardedLake.SESSION;

    private final GuardedLake lake = new GuardedLake(1 << 20);
    private final Engine engine = lake.engine;

    @AfterEach
    void close() throws Exception {
        lake.close();
    }

    private List<List<@Nullable Object>> rows(Session session, String sql, Object... parameters) {
        return lake.rows(session, sql, parameters);
    }

    private List<List<@Nullable Object>> execute(String sql, String values) {
        return rows(
                SESSION,
                "EXECUTE IMMEDIATE '%s' USING %s".formatted(sql.replace("'", "''"), values));
    }

    private long hits() {
        return engine.planUsage().hits();
    }

    private int plans() {
        return engine.planUsage().plans();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    select s from t where i = ? | 1 | 2 | b
                    select s from t where i = ? | BIGINT '1' | BIGINT '2' | b
                    select s from t where s = ? | 'x' | 'b' | b
                    select s from t where s = ? | 'ä€😀' | 'b' | b
                    select s from t where s like ? | 'x%' | 'b%' | b
                    select s from t where i in (?, ?) | 1, 7 | 2, 7 | b
                    select s from t where i > ? - 1 and s < ? | 7, 'a' | 2, 'z' | b
                    select concat(s, ?) from t where i = 2 | 'x' | 'y' | by
                    select coalesce(nullif(s, ?), 'none') from t where i = 2 | 'x' | 'b' | none
                    select s from t where any_match(array[i], x -> x = ?) | 1 | 2 | b
                    select max(s) from t group by i having i > ? | 7 | 1 | b
                    select a.s from t a join t b on a.i = b.i where b.i = ? | 1 | 2 | b
                    select s from t where i = (select max(i) from t where i < ?) | 2 | 9 | b
                    select s from t where i = ? order by s limit 1 | 1 | 2 | b
                    with x as (select s, i from t where i >= ?) select s from x where i < ? | 1, 2 | 2, 3 | b
                    """)
    void other_values_are_put_into_the_same_plan(
            String sql, String first, String second, String answer) {
        execute(sql, first);
        assertThat(plans()).isOne();
        assertThat(hits()).isZero();
        assertThat(execute(sql, second)).containsExactly(List.of(answer));
        assertThat(hits()).isOne();
        assertThat(plans()).isOne();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    select s from t where i = ? | 1 | NULL |
                    select s from t where i = ? | 1 | BIGINT '2' | b
                    select s from t where i = ? | 1 | 2.00 | b
                    select s from t where i = ? | 1.0 | 2.00 | b
                    select s from t where i = ? | 1 | DOUBLE '2' | b
                    select s from t order by i desc limit ? | 0 | 1 | b
                    select s from t order by i offset ? | 2 | 1 | b
                    select s from t where s = ? or ? | 'x', true | 'b', false | b
                    """)
    void what_is_another_query_has_another_plan(
            String sql, String first, String second, @Nullable String answer) {
        execute(sql, first);
        assertThat(execute(sql, second))
                .isEqualTo(answer == null ? List.of() : List.of(List.of(answer)));
        assertThat(hits()).isZero();
        assertThat(plans()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    select s, i from t order by ? desc | 1 | 2
                    select i % ?, count(*) from t group by i % ? | 2, 2 | 3, 3
                    select i, row_number() over (order by i) + ? from t order by i | 1 | 2
                    select sum(i) over (order by i rows ? preceding) from t order by i | 0 | 1
                    select s from t where i = ? + 0 | 1 + 1 | 2 - 1
                    """)
    void what_cannot_be_left_open_is_planned_with_its_values(
            String sql, String first, String second) {
        for (String values : List.of(first, second, first)) {
            String plain = sql;
            for (String value : values.split(", ")) {
                plain = plain.replaceFirst("\\?", value);
            }
            assertThat(execute(sql, values)).isEqualTo(rows(SESSION, plain));
        }
    }

    @Test
    void statements_prepared_under_any_name_share_a_plan() {
        Session first =
                new SessionChange.AddPrepared("p", "select s from t where i = ?").applyTo(SESSION);
        Session second =
                new SessionChange.AddPrepared("q", "select s from t where i = ?").applyTo(SESSION);
        assertThat(rows(first, "execute p using 1")).containsExactly(List.of("a"));
        assertThat(rows(second, "execute q using 2")).containsExactly(List.of("b"));
        assertThat(hits()).isOne();
    }

    @Test
    void a_commit_and_a_grant_are_seen() {
        String sql = "select s from t where i > ?";
        execute(sql, "1");
        rows(SESSION, "insert into t values (3, 'c')");
        assertThat(execute(sql, "2")).containsExactly(List.of("c"));
        assertThat(hits()).isZero();
        assertThat(execute(sql, "0")).hasSize(3);
        assertThat(hits()).isOne();
        lake.grants.columns = Set.of(1);
        assertThatThrownBy(() -> execute(sql, "0")).isInstanceOf(SqlException.class);
        lake.grants.columns = null;
        rows(SESSION, "drop table t");
        assertThatThrownBy(() -> execute(sql, "0")).hasMessageContaining("does not exist");
        rows(SESSION, "create table t (i double, s varchar, extra integer)");
        assertThat(execute(sql, "0")).isEmpty();
    }

    @Test
    void values_are_part_of_a_kept_result() {
        String sql = "select s from t where i = ?";
        assertThat(execute(sql, "1")).containsExactly(List.of("a"));
        assertThat(execute(sql, "2")).containsExactly(List.of("b"));
        assertThat(engine.resultUsage().hits()).isZero();
        assertThat(execute(sql, "1")).containsExactly(List.of("a"));
        assertThat(execute(sql, "2")).containsExactly(List.of("b"));
        assertThat(engine.resultUsage().hits()).isEqualTo(2);
        execute("select random() from t where i = ?", "1");
        execute("select random() from t where i = ?", "1");
        assertThat(engine.resultUsage().hits()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select count(*) from t where now() > timestamp '2001-01-01 00:00:00 UTC' and i >"
                        + " ?",
                "select count(*) from \"t$snapshots\" where snapshot_id > ?",
                "select count(*) from a_view where i > ?",
                "select count(*) from information_schema.tables where length(table_name) > ?",
            })
    void what_may_differ_next_time_is_not_kept(String sql) {
        rows(SESSION, "create view a_view as select i from t");
        List<List<@Nullable Object>> first = execute(sql, "0");
        assertThat(execute(sql, "0")).isEqualTo(first);
        assertThat(plans()).isZero();
        assertThat(hits()).isZero();
    }

    @Test
    void scans_are_pruned_by_the_value_of_now() {
        rows(SESSION, "create table days (d date, n integer) with (partitioning = ARRAY['d'])");
        for (int day = 1; day <= 3; day++) {
            rows(SESSION, "insert into days values (date '2026-01-0%d', %d)".formatted(day, day));
        }
        String sql = "explain analyze select n from days where d = ?";
        for (int day = 1; day <= 3; day++) {
            String text = execute(sql, "DATE '2026-01-0%d'".formatted(day)).toString();
            assertThat(text).contains("pruning ref(name=\"d\")");
            assertThat(text).as(text).contains("files");
        }
        String plain = "select n from days where d = ? and n > ?";
        assertThat(execute(plain, "DATE '2026-01-01', 0")).containsExactly(List.of(1));
        assertThat(execute(plain, "DATE '2026-01-03', 0")).containsExactly(List.of(3));
        assertThat(execute("select count(*) from days where d = ?", "DATE '2026-01-01'"))
                .containsExactly(List.of(1L));
        assertThat(execute("select count(*) from days where d = ?", "DATE '2026-01-09'"))
                .containsExactly(List.of(0L));
    }

    @Test
    void values_of_which_joins_have_other_sizes_get_another_plan() {
        String digits = "(values 0,1,2,3,4,5,6,7,8,9)";
        rows(
                SESSION,
                "create table many as select a.n + 10 * b.n + 100 * c.n + 1000 * d.n as n from"
                        + " D as a(n), D as b(n), D as c(n), D as d(n), D as e(n)"
                                .replace("D", digits));
        String sql = "select count(*) from many m join t on m.n = t.i where m.n < ?";
        assertThat(execute(sql, "3")).containsExactly(List.of(20L));
        assertThat(execute(sql, "2")).containsExactly(List.of(10L));
        assertThat(hits()).isOne();
        assertThat(execute(sql, "9000")).containsExactly(List.of(20L));
        assertThat(hits()).isOne();
        assertThat(execute(sql, "9500")).containsExactly(List.of(20L));
        assertThat(execute(sql, "1")).containsExactly(List.of(0L));
        assertThat(hits()).isEqualTo(3);
        assertThat(plans()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void partitions_of_other_sizes_get_another_plan() {
        rows(SESSION, "create table visits (n integer, region varchar) partitioned by (region)");
        rows(
                SESSION,
                "insert into visits select n, case when n > 3 then 'north' else 'south' end"
                        + " from unnest(sequence(1, 10000)) as s (n), (values 1, 2) as v (m)");
        String sql = "select count(*) from visits v join t on v.n = t.i where v.region = ?";
        assertThat(execute(sql, "'south'")).containsExactly(List.of(4L));
        assertThat(execute(sql, "'west'")).containsExactly(List.of(0L));
        assertThat(hits()).isOne();
        assertThat(execute(sql, "'north'")).containsExactly(List.of(0L));
        assertThat(hits()).isOne();
    }

    @Test
    void too_few_values_are_refused_each_time() {
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> execute("select s from t where i = ? and s = ?", "1"))
                    .hasMessageContaining("parameter number 2");
        }
        assertThat(execute("select s from t where i = ? and s = ?", "1, 'a'")).hasSize(1);
    }
}
