package dev.tarn.engine.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.engine.harness.Agreement;
import dev.tarn.engine.harness.DuckDb;
import dev.tarn.engine.harness.TestEngine;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Objects;

/// Groups and windows of rows that come in order, beside DuckDB, with plenty of memory and with so
/// little that partitions do not fit.
class OrderedInputDifferentialTest {
    private static final long LITTLE_BYTES = 6_000_000;

    private static final String ROWS =
            """
            select n as id, case when n % 8 = 7 then null else n % 8 end as few,
                n % 20000 as many, 7 as one,
                case when n % 11 = 0 then null else (n * 7919) % 1000 end as v,
                case when n % 3 = 0 then 'three' else 'other' end as s
            """;

    private static @Nullable TestEngine plenty;
    private static @Nullable TestEngine little;
    private static @Nullable DuckDb oracle;

    /// 100,000 rows: `few` has 7 values and nulls, `many` 20,000; `v` has ties and nulls, `id`
    /// none.
    @BeforeAll
    static void load() {
        plenty = loaded(TestEngine.inMemory(2048, 2));
        little = loaded(TestEngine.inLittleMemory(LITTLE_BYTES));
        DuckDb duck = DuckDb.open();
        duck.execute("create table t as " + ROWS + " from range(100000) r(n)");
        oracle = duck;
    }

    private static TestEngine loaded(TestEngine engine) {
        engine.execute("create table digits (d bigint)");
        engine.execute("insert into digits values 0, 1, 2, 3, 4, 5, 6, 7, 8, 9");
        engine.execute(
                "create table t as "
                        + ROWS
                        + """
                        from (select a.d + 10 * b.d + 100 * c.d + 1000 * e.d + 10000 * f.d as n
                            from digits a, digits b, digits c, digits e, digits f)\
                        """);
        return engine;
    }

    @AfterAll
    static void close() {
        Objects.requireNonNull(plenty).close();
        Objects.requireNonNull(little).close();
        Objects.requireNonNull(oracle).close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select few, count(*), sum(v), min(id), max(s) from (select * from t order by few"
                        + " desc nulls first, id limit 90000) q group by few",
                "select s, many, sum(v), count(*) filter (where id % 2 = 0) from (select * from t"
                        + " order by many, s desc nulls last, id limit 70000) q group by s, many",
                "select many, max(n), avg(v) from (select many, v, row_number() over (order by many"
                        + " nulls last, id) n from t) q group by many",
                "select v, count(distinct s) from (select * from t order by v nulls last, id limit"
                        + " 50000) q group by v",
                "select few, count(distinct v), sum(distinct v) filter (where s = 'three'),"
                    + " count(*) from (select * from t order by few nulls last, v nulls first limit"
                    + " 100000) q group by few",
                "select distinct v, few from (select * from t order by v nulls first, few nulls"
                        + " last, id limit 50000) q",
                "select few, count(*) from (select few, s from (select * from t order by few nulls"
                        + " last, s nulls last, id limit 60000) q group by few, s) p group by few",
                "select id, row_number() over (order by v nulls last, id), rank() over (order by v"
                        + " nulls last), dense_rank() over (order by v nulls last) from t",
                "select id, sum(v) over (order by v nulls last, id), count(v) over (order by few"
                        + " desc nulls last, v nulls last), min(s) over (order by id) from t",
                "select id, lag(v) over (order by id), lag(s, 100, 'none') over (order by id),"
                        + " first_value(v) over (order by v desc nulls last, id) from t",
                "select id, sum(v) over (partition by one order by id), rank() over (partition by"
                        + " one order by v nulls last), lag(v, 3) over (partition by one order by"
                        + " id) from t",
                "select id, row_number() over (partition by few order by v nulls last, id),"
                        + " sum(id) over (partition by few order by v nulls last, id) from t",
                "select id, row_number() over (partition by many order by id), max(v) over"
                        + " (partition by many order by id rows unbounded preceding) from t",
                "select id, sum(v) over (partition by few order by id), lag(id) over (partition by"
                        + " few order by id) from (select * from t order by few nulls last, id"
                        + " limit 80000) q",
                "select few, count(*), sum(n) from (select few, row_number() over (partition by one"
                        + " order by id) n from t) q group by few",
            })
    void the_rows_are_those_of_duckdb(String sql) {
        DuckDb duck = Objects.requireNonNull(oracle);
        for (TestEngine tarn : new @Nullable TestEngine[] {plenty, little}) {
            assertThat(
                            Agreement.ofUnordered(
                                    Objects.requireNonNull(tarn).values(sql), duck.values(sql)))
                    .as(sql)
                    .isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select many, count(*) from (select * from t order by many, id limit 70000) q group"
                        + " by many order by many",
                "select few, s, sum(v) from (select * from t order by few desc nulls last, s nulls"
                        + " first, id limit 70000) q group by s, few order by few desc nulls last,"
                        + " s nulls first",
                "select id, rank() over (order by v desc nulls last, id) from t order by v desc"
                        + " nulls last, id limit 2000 offset 300",
            })
    void the_order_is_that_of_duckdb(String sql) {
        assertThat(
                        Agreement.ofOrdered(
                                Objects.requireNonNull(plenty).values(sql),
                                Objects.requireNonNull(oracle).values(sql)))
                .as(sql)
                .isNull();
    }
}
