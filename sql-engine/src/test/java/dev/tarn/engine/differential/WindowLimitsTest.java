package dev.tarn.engine.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.engine.OperatorStats;
import dev.tarn.engine.harness.Agreement;
import dev.tarn.engine.harness.DuckDb;
import dev.tarn.engine.harness.TestEngine;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Objects;

/// The first rows of each partition, of so many rows that others are left out on the way, as DuckDB
/// gives them.
class WindowLimitsTest {
    private static final String ROWS =
            """
            select n as id, case when n % 8 = 7 then null else n % 8 end as few,
                n % 50000 as many,
                case when n % 11 = 0 then null else (n * 7919) % 1000 end as v,
                case when n % 2 = 0 then 'even' else 'odd' end as s
            """;

    private static @Nullable TestEngine engine;
    private static @Nullable DuckDb oracle;

    /// 200,000 rows: `few` has 7 values and nulls, `many` 50,000; `v` has ties and nulls, `id`
    /// none.
    @BeforeAll
    static void load() {
        TestEngine tarn = TestEngine.inMemory(2048, 2);
        engine = tarn;
        DuckDb duck = DuckDb.open();
        oracle = duck;
        load(tarn, 20);
        duck.execute("create table t as " + ROWS + " from range(200000) r(n)");
        duck.execute("create view small as select * from t where id < 60000");
    }

    /// Makes the table with ten thousand rows as many times as said.
    private static void load(TestEngine tarn, int times) {
        tarn.execute("create table digits (d bigint)");
        tarn.execute("insert into digits values 0, 1, 2, 3, 4, 5, 6, 7, 8, 9");
        tarn.execute(
                "create table t as "
                        + ROWS
                        + """
                        from (select a.d + 10 * b.d + 100 * c.d + 1000 * e.d + 10000 * (f.d + 10 * g.d) as n
                            from digits a, digits b, digits c, digits e, digits f, digits g
                            where f.d + 10 * g.d < %d)\
                        """
                                .formatted(times));
    }

    @AfterAll
    static void close() {
        Objects.requireNonNull(engine).close();
        Objects.requireNonNull(oracle).close();
    }

    private static String plan(String sql) {
        return Objects.requireNonNull(engine).execute("explain " + sql).toString();
    }

    private static void check(String sql) {
        assertThat(
                        Agreement.ofUnordered(
                                Objects.requireNonNull(engine).values(sql),
                                Objects.requireNonNull(oracle).values(sql)))
                .as(sql)
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from (select *, row_number() over (partition by few order by v desc nulls"
                        + " last, id) n from t) where n <= 3",
                "select * from (select *, row_number() over (partition by few, s order by v nulls"
                        + " first, id) n from t) where n = 1",
                "select * from (select *, row_number() over (partition by many order by id desc) n"
                        + " from t) where 2 > n",
                "select * from (select *, rank() over (partition by few order by v nulls last) n"
                        + " from t) where n <= 2",
                "select * from (select *, rank() over (partition by s order by v nulls last) n from"
                        + " t) where n in (1, 201)",
                "select id, few from t qualify row_number() over (partition by few order by id)"
                        + " between 1 and 2",
                "select id, rank() over (partition by few order by v nulls last) r,"
                        + " dense_rank() over (partition by few order by v nulls last) d,"
                        + " row_number() over (partition by few order by v nulls last, id) n"
                        + " from t qualify r < 2",
                "select * from (select id, row_number() over (order by v nulls last, id) n from t)"
                        + " where n <= 5 and id > 10",
                "select few, count(*) from (select few, row_number() over (partition by few) n from"
                        + " t) where n < 10 group by few",
                "select count(*) from (select row_number() over (partition by few order by id) n"
                        + " from t) where n < 1",
                "select * from (select *, row_number() over (partition by few, s order by id) n"
                        + " from t) where few = 3 and n <= 2",
                "select * from (select *, sum(v) over (partition by few) n from t) where few is"
                        + " null and n > 5 and id < 100",
                "select * from (select few + 1 as k, id, row_number() over (partition by few + 1"
                        + " order by id) n from t) where k in (2, 5) and n < 3",
            })
    void the_first_rows_are_those_of_duckdb(String sql) {
        check(sql);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "row_number() over (partition by few order by id)                       | n <= 3  |"
                        + " first 3",
                "row_number() over (partition by few order by id)                       | n < 3   |"
                        + " first 2",
                "row_number() over (partition by few order by id)                       | n = 4   |"
                        + " first 4",
                "rank() over (partition by few order by id)                             | 3 >= n  |"
                        + " first 3 with ties",
                "row_number() over (order by id)                                        | n <= 3  |"
                        + " TopN [id] limit 3",
            })
    void a_filter_on_a_ranking_limits_its_window(String window, String filter, String limit) {
        assertThat(plan("select * from (select id, few, " + window + " n from t) where " + filter))
                .contains(limit);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "row_number() over (partition by few order by id)                       | n >= 3",
                "row_number() over (partition by few order by id)                       | n <= 3 or"
                        + " id = 7",
                "dense_rank() over (partition by few order by id)                       | n <= 3",
                "count(*) over (partition by few order by id)                           | n <= 3",
                "row_number() over (partition by few order by id) + 1                   | n <= 3",
                "lead(id) over (partition by few order by id) + row_number() over (partition by few"
                        + " order by id) | n <= 3",
            })
    void other_filters_leave_windows_as_they_are(String window, String filter) {
        assertThat(plan("select * from (select id, few, " + window + " n from t) where " + filter))
                .doesNotContain("first ")
                .doesNotContain("TopN");
    }

    @Test
    void rows_that_nobody_wants_are_left_out_before_windows_are_computed() {
        String sql =
                "select * from (select *, row_number() over (partition by few order by id) n from"
                        + " t) where n <= 3";
        OperatorStats node = Objects.requireNonNull(engine).profile(sql);
        while (!node.name().equals("Window")) {
            node = node.inputs().getFirst();
        }
        assertThat(node.rows()).isBetween(8L * 3, 100_000L);
        assertThat(node.inputs().getFirst().rows()).isEqualTo(200_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from (select *, row_number() over (partition by few order by v desc nulls"
                        + " last, id) n from t) where n <= 3",
                "select * from (select *, rank() over (partition by few, s order by v nulls last) n"
                        + " from t) where n <= 2",
                "select * from (select *, row_number() over (partition by many order by id desc) n"
                        + " from t) where n = 1",
            })
    void rows_on_disk_give_the_same(String sql) {
        try (TestEngine spilling = TestEngine.inMemory(2048, 2, true)) {
            load(spilling, 6);
            assertThat(
                            Agreement.ofUnordered(
                                    spilling.values(sql),
                                    Objects.requireNonNull(oracle)
                                            .values(sql.replace("from t", "from small"))))
                    .isNull();
        }
    }

    @Test
    void a_window_that_others_read_whole_is_not_limited() {
        String sql =
                "select * from (select id, n, max(n) over (partition by s) m from (select id, s,"
                    + " row_number() over (partition by few order by id) n from t)) where n <= 2";
        assertThat(plan(sql)).doesNotContain("first ");
        check(sql);
    }

    @Test
    void conditions_on_what_windows_are_partitioned_by_go_below_them() {
        assertThat(
                        plan(
                                "select * from (select few, s, row_number() over (partition by few,"
                                        + " s) n from t) where few = 3"))
                .contains("where (few = 3");
        assertThat(
                        plan(
                                "select * from (select few, s, row_number() over (partition by few)"
                                    + " n, count(*) over (partition by s) c from t) where few = 3"))
                .doesNotContain("where");
    }
}
