package dev.tarn.engine.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.engine.harness.Agreement;
import dev.tarn.engine.harness.DuckDb;
import dev.tarn.engine.harness.TestEngine;
import dev.tarn.engine.plan.partial.PartialAggregates;
import dev.tarn.engine.plan.stats.Samples;
import dev.tarn.testkit.SeededRandom;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;

/// Aggregations over joins, grouped before and not, have the rows that DuckDB gives.
class PartialAggregatesTest {
    /// 5,000 rows; `k` is one of 23 numbers or null, `j` one of 7 days or null, `q` one of 5.
    private static final String FACTS =
            """
            select cast(case when n % 29 = 0 then null else n * 7 % 23 end as int) as k,
                case when n % 31 = 0 then null
                    else cast('2024-02-0' || cast(1 + n % 7 as varchar) as date) end as j,
                cast(n % 5 as int) as q,
                case when n % 6 = 0 then null else cast(n * 37 % 1001 - 500 as bigint) end as i,
                case when n % 7 = 0 then null
                    else cast(cast(n * 53 % 10007 - 5000 as decimal(9, 2)) * 0.25
                        as decimal(11, 2)) end as d,
                cast(n * 11 % 977 as double) / 4 as f,
                'v' || cast(n % 13 as varchar) as s
            """;

    /// 60 rows, of which some have one key; and keys that no fact has.
    private static final String SIDES =
            """
            select cast(case when n % 17 = 0 then null else n % 40 end as int) as k,
                cast('2024-02-0' || cast(1 + n % 9 as varchar) as date) as j,
                cast(n as int) as id,
                case when n % 4 = 0 then null else 'g' || cast(n % 6 as varchar) end as g,
                cast(n * 3 % 50 as bigint) as w
            """;

    private static @Nullable TestEngine engine;
    private static @Nullable TestEngine late;
    private static @Nullable DuckDb oracle;

    @BeforeAll
    static void load() {
        TestEngine tarn = TestEngine.inMemory(512, 2);
        DuckDb duck = DuckDb.open();
        engine = tarn;
        late = tarn.with(PartialAggregates.PROPERTY, "false");
        oracle = duck;
        tarn.execute("create table digits (d bigint)");
        tarn.execute("insert into digits values 0, 1, 2, 3, 4, 5, 6, 7, 8, 9");
        String numbers =
                " from (select a.d + 10 * b.d + 100 * c.d + 1000 * e.d as n from digits a, digits"
                        + " b, digits c, digits e) where n < ";
        tarn.execute("create table facts as " + FACTS + numbers + 5000);
        tarn.execute("create table sides as " + SIDES + numbers + 60);
        tarn.execute(
                "create table others as select id as other, g as h from sides where id % 2 = 0");
        tarn.execute("create table nothing as select * from sides where id < 0");
        duck.execute("create table facts as " + FACTS + " from range(5000) r(n)");
        duck.execute("create table sides as " + SIDES + " from range(60) r(n)");
        duck.execute(
                "create table others as select id as other, g as h from sides where id % 2 = 0");
        duck.execute("create table nothing as select * from sides where id < 0");
    }

    @AfterAll
    static void close() {
        Objects.requireNonNull(engine).close();
        Objects.requireNonNull(oracle).close();
    }

    private static TestEngine tarn() {
        return Objects.requireNonNull(engine);
    }

    /// Checks that all three agree on `sql`; whether it was grouped before.
    private static boolean check(String sql) {
        TestEngine plain = Objects.requireNonNull(late);
        List<List<@Nullable Object>> told = tarn().values(sql);
        List<List<@Nullable Object>> expected = Objects.requireNonNull(oracle).values(sql);
        assertThat(Agreement.ofUnordered(told, expected)).as(sql).isNull();
        assertThat(Agreement.ofUnordered(plain.values(sql), expected)).as("late: " + sql).isNull();
        return isEager(sql);
    }

    private static boolean isEager(String sql) {
        return isEager(tarn(), sql);
    }

    private static boolean isEager(TestEngine asked, String sql) {
        String eager = asked.execute("explain " + sql).toString();
        String plain = Objects.requireNonNull(late).execute("explain " + sql).toString();
        return aggregations(eager) > aggregations(plain);
    }

    private static int aggregations(String plan) {
        return plan.split("Aggregate ", -1).length;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select g, count(*), count(i), sum(i), avg(i), min(s), max(s) from facts join sides"
                        + " on facts.k = sides.k group by g",
                "select g, sum(d), avg(d), min(d), max(d), sum(d * (1 - d)) from facts join sides"
                        + " on facts.k = sides.k group by g",
                "select g, sum(f), avg(f), min(f) from facts join sides on facts.k = sides.k group"
                        + " by g",
                "select id, count(*), count(i), count(d), sum(i), avg(d), max(f) from sides left"
                        + " join facts on facts.k = sides.k group by id",
                "select id, count(*), sum(q) from facts right join sides on facts.k = sides.k group"
                        + " by id",
                "select g, facts.k, count(*), sum(d), avg(i) from facts left join sides on facts.k"
                        + " = sides.k group by g, facts.k",
                "select g, facts.k, count(*), count(i), sum(i) from facts full join sides on"
                        + " facts.k = sides.k and q < 6 group by g, facts.k",
                "select count(*), count(i), sum(i), avg(d) from facts join sides on facts.k ="
                        + " sides.k",
                "select count(*), count(i), sum(i), avg(d) from facts join sides on facts.k ="
                        + " sides.k where sides.w % 7 > 8",
                "select g, count(distinct facts.k), max(w), sum(i) from facts join sides on facts.k"
                        + " = sides.k group by g",
                "select h, sum(i), count(*) from facts join sides on facts.k = sides.k join others"
                        + " on sides.id = others.other group by h",
                "select h, sum(i), count(*) from facts join sides on facts.k = sides.k left join"
                        + " others on sides.id = others.other group by h",
                "select distinct g from facts join sides on facts.k = sides.k",
                "select g, q, sum(i), count(*) from facts join sides on facts.k = sides.k group by"
                        + " grouping sets ((g), (q), (g, q), ())",
                "select q, count(*), sum(i) from facts where k in (select k from sides where w >"
                        + " 20) group by q",
                "select q, k, count(*), sum(i) from facts where not exists (select * from sides"
                        + " where sides.k = facts.k) group by q, k",
                "select g, sum(i) from facts join sides on facts.k = sides.k and facts.j <"
                        + " sides.j group by g",
                "select g, sum(i) from facts join sides on facts.k > sides.k group by g",
                "select extract(day from facts.j), g, count(*) from facts join sides on facts.k ="
                        + " sides.k group by 1, 2 having count(*) > 3",
                "select count(*), sum(i), avg(d) from (select i, d from facts where q > 1 union all"
                        + " select w, null from sides union all select w, 1 from nothing)",
                "select count(*), min(w) from (select w from nothing where w > 3 union all select w"
                        + " from nothing)",
                "select g, src, count(*), sum(i), max(q) from (select g, 'a' as src, i, q from"
                        + " facts join sides on facts.k = sides.k union all select g, 'b', i, q"
                        + " from facts join sides on facts.q = sides.k) group by g, src",
                "select sum(n) from (select g, count(*) as n from facts join sides on facts.k ="
                        + " sides.k where q <> 2 group by g)",
            })
    void groups_made_before_a_join_are_those_made_after_it(String sql) {
        assertThat(check(sql)).as(sql).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select g, sum(distinct i), count(*) filter (where q = 1) from facts join sides on"
                        + " facts.k = sides.k group by g",
                "select count(*), count(i), sum(i), avg(d) from facts join nothing on facts.k ="
                        + " nothing.k",
                "select count(*), count(i), sum(i), avg(d) from nothing left join facts on facts.k"
                        + " = nothing.k",
                "select count(*), count(distinct 1) from (select w from nothing union all select w"
                        + " from nothing)",
                "select g, sum(w) from facts join sides on facts.k = sides.k group by g",
                "select g, sum(i + w) from facts join sides on facts.k = sides.k group by g",
                "select g, sum(60 / (q + 1)) from facts join sides on facts.k = sides.k group by"
                        + " g",
                "select g, f, sum(i) from facts join sides on facts.k = sides.k group by g, f",
            })
    void what_cannot_be_computed_in_parts_is_left_as_it_is(String sql) {
        assertThat(check(sql)).as(sql).isFalse();
    }

    @Test
    void texts_that_a_sample_tells_to_be_few_are_keys() {
        String sql = "select g, s, sum(i) from facts join sides on facts.k = sides.k group by g, s";
        assertThat(check(sql)).isTrue();
        assertThat(isEager(tarn().with(Samples.PROPERTY, "false"), sql)).isFalse();
    }

    @Test
    void sums_of_more_than_a_long_fail_where_they_are_in_the_result_only() {
        TestEngine loaded = tarn();
        loaded.execute(
                "create table large as select cast(d % 2 as int) as k, 9000000000000000000 + d as v"
                        + " from (select a.d from digits a, digits b, digits c, digits e)");
        loaded.execute("create table one as select cast(d as int) as k, d from digits where d = 3");
        String sql = "select one.d, sum(v) from large join one on large.k = one.k group by one.d";
        assertThat(isEager(sql)).isTrue();
        assertThat(loaded.execute(sql)).isEmpty();
        loaded.execute("insert into one values (1, 1)");
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> loaded.execute(sql)))
                .isInstanceOf(dev.tarn.engine.SqlException.class);
    }

    private static String pick(Random random, String... of) {
        return of[random.nextInt(of.length)];
    }

    private static String query(Random random) {
        TreeSet<String> keys = new TreeSet<>();
        while (random.nextInt(3) > 0) {
            keys.add(pick(random, "g", "sides.k", "facts.k", "q", "facts.j", "id % 3", "q + 1"));
        }
        TreeSet<String> items = new TreeSet<>();
        for (int i = 0; i < 1 + random.nextInt(4); i++) {
            items.add(
                    pick(
                            random,
                            "count(*)",
                            "count(i)",
                            "count(s)",
                            "sum(i)",
                            "sum(q)",
                            "sum(d)",
                            "sum(d * d)",
                            "sum(f)",
                            "avg(i)",
                            "avg(d)",
                            "avg(f)",
                            "min(d)",
                            "max(s)",
                            "min(w)",
                            "max(facts.j)",
                            "count(distinct q)",
                            "count(w)",
                            "sum(case when q > 2 then i end)"));
        }
        String join = pick(random, "join", "join", "left join", "right join", "full join");
        String on =
                pick(
                        random,
                        "facts.k = sides.k",
                        "facts.k = sides.k",
                        "facts.k = sides.k and facts.j = sides.j",
                        "facts.q = sides.id",
                        join.equals("full join") ? "q = id" : "facts.k = sides.k and q < id",
                        join.equals("full join") ? "q = w" : "facts.k < sides.k and sides.k < 9");
        String tables =
                random.nextBoolean()
                        ? "facts " + join + " sides on " + on
                        : "sides " + join + " facts on " + on;
        if (random.nextInt(3) == 0) {
            tables += pick(random, " join", " left join") + " others on sides.id = others.other";
        }
        String where =
                switch (random.nextInt(5)) {
                    case 0 -> " where q <> 3";
                    case 1 -> " where sides.w > 10 or q = 1";
                    case 2 -> " where facts.k in (select k from sides where id < 30)";
                    default -> "";
                };
        String all = String.join(", ", keys) + (keys.isEmpty() ? "" : ", ");
        String sql = "select " + all + String.join(", ", items) + " from " + tables + where;
        sql = sql.replace("(w)", "(sides.w)");
        return keys.isEmpty() ? sql : sql + " group by " + String.join(", ", keys);
    }

    @Test
    void random_questions_have_the_answers_of_duckdb() {
        int[] eager = new int[1];
        SeededRandom.forEachSeed(
                15,
                random -> {
                    for (int question = 0; question < 3; question++) {
                        eager[0] += check(query(random)) ? 1 : 0;
                    }
                });
        assertThat(eager[0]).isPositive();
    }
}
