package dev.tarn.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.engine.harness.TestEngine;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/// What EXPLAIN says of rows, from the statistics that writing a table leaves in its manifests.
class EstimatesTest {
    private static @Nullable TestEngine engine;

    @BeforeAll
    static void load() {
        TestEngine opened = TestEngine.inMemory(2048, 1);
        engine = opened;
        opened.execute(
                "create table readings (id bigint, day date, level decimal(8,2), seen timestamp(6),"
                        + " site varchar, gap int)");
        opened.execute("create table digits (d bigint)");
        opened.execute("insert into digits values 0, 1, 2, 3, 4, 5, 6, 7, 8, 9");
        opened.execute(
                """
                insert into readings
                select n * 4, date_add('day', n % 100, date '2024-01-01'),
                    cast(cast(n as decimal(8, 2)) / 100 as decimal(8, 2)),
                    cast(date_add('day', n, date '2024-01-01') as timestamp(6)),
                    'site ' || cast(n % 8 as varchar),
                    case when n % 4 = 0 then null else 1 end
                from (select a.d + 10 * b.d + 100 * c.d + 1000 * e.d as n
                    from digits a, digits b, digits c, digits e)\
                """);
    }

    @AfterAll
    static void close() {
        if (engine != null) {
            engine.close();
        }
    }

    private static String plan(String sql) {
        List<List<@Nullable String>> lines =
                Objects.requireNonNull(engine).execute("explain " + sql);
        return lines.stream()
                .map(line -> Objects.requireNonNull(line.getFirst()))
                .collect(Collectors.joining("\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "id < 4000                                        | 1000",
                "id = 4000                                        | 1",
                "id in (4, 8, 12)                                 | 3",
                "id > 100000                                      | 1",
                "day >= date '2024-01-01' and day < date '2024-01-26' | 2500",
                "day >= date '2024-01-16' + interval '15' day and day < date '2024-02-15' | 1500",
                "day = date '2024-01-05'                          | 100",
                "level between 0 and 50                           | 5000",
                "seen < timestamp '2024-01-01 00:00:00' + interval '1000' day | 1000",
                "gap is null                                      | 2500",
                "gap is not null                                  | 7500",
                "id is not null                                   | 10000",
                "id < 4000 or id > 36000                          | 2000",
                "id < 20000 and day < date '2024-02-20'           | 2500",
            })
    void a_condition_keeps_its_share(String condition, double rows) {
        String plan = plan("select id from readings where " + condition);
        String told = plan.replaceAll("(?s).*~(\\d+) rows.*", "$1");
        assertThat(Double.parseDouble(told)).as(plan).isBetween(rows * 0.8 - 1, rows * 1.25 + 1);
    }

    @Test
    void each_node_says_how_many_rows_it_is_expected_to_give() {
        assertThat(
                        plan(
                                """
                                select r.id, n.top, row_number() over (order by r.id)
                                from readings r
                                    join (select gap, max(id) + 1 as top from readings
                                        group by gap having max(id) > 3) n on r.id = n.top
                                where r.id < 4000 order by r.id limit 7\
                                """))
                .satisfies(text ->
                        assertThat(text.lines()).allMatch(line -> line.matches(".* ~\\d+ rows")))
                .contains("HashJoin INNER on [id = top] ~1 rows");
    }

    @Test
    void numbers_that_are_fitted_keep_the_estimates() {
        assertThat(
                        plan(
                                "select site, sum(level * level) from readings where id + 1 < 4000"
                                        + " group by site"))
                .contains("long(")
                .satisfies(text ->
                        assertThat(text.lines()).allMatch(line -> line.matches(".* ~\\d+ rows")));
    }

    @Test
    void what_was_given_stands_beside_what_was_expected() {
        String told = plan("analyze select day, count(*) from readings group by day");
        assertThat(told).contains("~100 rows {100 rows}").contains("~10000 rows {10000 rows}");
    }

    @Test
    void the_plan_as_json_has_an_estimate_of_each_node() {
        String json =
                plan("(format json) select site, count(*) from readings where id < 40 group by 1");
        assertThat(json.split("outputRowCount", -1)).hasSameSizeAs(json.split("\"id\" :", -1));
    }

    @Test
    void a_column_without_nulls_is_not_asked_for_them() {
        assertThat(plan("select id from readings where id is not null and site is not null"))
                .doesNotContain("null");
        assertThat(plan("select id from readings where gap is not null")).contains("gap is null");
    }

    @Test
    void new_files_with_nulls_are_asked_again() {
        TestEngine loaded = Objects.requireNonNull(engine);
        loaded.execute("create table growing as select id from readings where id < 40");
        assertThat(plan("select * from growing where id is not null")).doesNotContain("null");
        loaded.execute("insert into growing values (null)");
        assertThat(loaded.execute("select count(*) from growing where id is not null"))
                .isEqualTo(List.of(List.of("10")));
    }
}
