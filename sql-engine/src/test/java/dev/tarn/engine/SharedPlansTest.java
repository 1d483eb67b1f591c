package dev.tarn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.engine.harness.TestEngine;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// What stands in several places of a query is computed once.
class SharedPlansTest {
    private static final String BY_GROUP =
            "WITH by_group AS (SELECT g, sum(v) AS total FROM t GROUP BY g) ";

    private static TestEngine engine;

    @BeforeAll
    static void create() {
        engine = TestEngine.inMemory(2048, 2);
        engine.execute("CREATE TABLE t (g integer, v bigint)");
        engine.execute("INSERT INTO t VALUES (1, 10), (2, 20), (2, 30), (3, 5), (NULL, 7)");
        engine.execute("CREATE TABLE u (g integer, v bigint)");
        engine.execute("INSERT INTO u VALUES (1, 1), (2, 2)");
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    private static String plan(String sql) {
        return text(engine.execute("EXPLAIN " + sql));
    }

    private static String text(List<? extends List<String>> rows) {
        return String.join(
                "\n", rows.stream().map(row -> Objects.requireNonNull(row.getFirst())).toList());
    }

    @Test
    void an_aggregation_that_is_read_twice_is_computed_once() {
        String sql =
                BY_GROUP
                        + "SELECT g, total FROM by_group"
                        + " WHERE total = (SELECT max(total) FROM by_group)";

        assertThat(plan(sql)).containsOnlyOnce("TableScan").contains("Shared 1, as above");
        assertThat(engine.execute(sql)).containsExactly(List.of("2", "50"));
        assertThat(text(engine.execute("EXPLAIN ANALYZE " + sql)))
                .containsOnlyOnce("5 read in")
                .doesNotContain("10 read in");
    }

    @Test
    void a_shared_part_within_a_shared_part_is_computed_once_too() {
        String sql =
                "WITH a AS (SELECT g, v, count(*) AS n FROM t GROUP BY g, v),"
                        + " b AS (SELECT g, sum(n) AS n FROM a GROUP BY g)"
                        + " SELECT x.n + y.n + (SELECT count(*) FROM a)"
                        + " FROM b x JOIN b y ON x.g = y.g WHERE x.g = 2 OR y.n < 0";

        assertThat(engine.execute(sql)).containsExactly(List.of("9"));
    }

    @Test
    void what_grouping_sets_read_is_computed_once() {
        String sql =
                BY_GROUP
                        + "SELECT g, total > 9, count(*) FROM by_group"
                        + " GROUP BY GROUPING SETS ((g), (total > 9), ()) ORDER BY 1, 2, 3";

        assertThat(plan(sql)).containsOnlyOnce("TableScan").contains("Shared 1, as above");
        assertThat(engine.execute(sql)).hasSize(4 + 2 + 1).contains(row(null, "true", "2"));
    }

    @Test
    void a_part_is_computed_once_below_a_join_that_is_read_twice() {
        String sql =
                BY_GROUP
                        + ", joined AS (SELECT by_group.g, total + u.v AS x FROM by_group"
                        + " JOIN u ON by_group.g = u.g)"
                        + " SELECT a.x, b.x FROM joined a JOIN joined b ON a.g < b.g";

        assertThat(plan(sql)).containsOnlyOnce("Aggregate").contains("Shared 1, as above");
        assertThat(engine.execute(sql)).containsExactly(List.of("11", "52"));
    }

    private static List<@Nullable String> row(@Nullable String... values) {
        return Arrays.asList(values);
    }

    @Test
    void window_functions_are_shared() {
        String sql =
                "WITH numbered AS (SELECT g, v, row_number() OVER (ORDER BY v) AS n FROM t)"
                        + " SELECT a.v, b.v FROM numbered a JOIN numbered b ON a.n = b.n"
                        + " ORDER BY a.v";

        assertThat(plan(sql)).containsOnlyOnce("TableScan");
        assertThat(engine.execute(sql))
                .containsExactly(
                        List.of("5", "5"),
                        List.of("7", "7"),
                        List.of("10", "10"),
                        List.of("20", "20"),
                        List.of("30", "30"));
    }

    @Test
    void parts_over_other_tables_conditions_or_functions_are_not_the_same() {
        assertThat(
                        plan(
                                "SELECT * FROM (SELECT g, sum(v) FROM t GROUP BY g) a JOIN (SELECT"
                                        + " g, sum(v) FROM u GROUP BY g) b ON a.g = b.g"))
                .doesNotContain("Shared");
        assertThat(
                        plan(
                                "SELECT * FROM (SELECT g, sum(v) FROM t GROUP BY g) a JOIN (SELECT"
                                        + " g, max(v) FROM t GROUP BY g) b ON a.g = b.g"))
                .doesNotContain("Shared");
        assertThat(
                        plan(
                                "SELECT (SELECT sum(v) FROM t WHERE v > 10),"
                                        + " (SELECT sum(v) FROM t WHERE v > 11)"))
                .doesNotContain("Shared");
    }

    @Test
    void other_snapshots_of_a_table_are_not_the_same() {
        engine.execute("CREATE TABLE versions (v bigint)");
        engine.execute("INSERT INTO versions VALUES (1)");
        engine.execute("INSERT INTO versions VALUES (2)");
        String first =
                Objects.requireNonNull(
                        engine.execute(
                                        "SELECT snapshot_id FROM versions.snapshots"
                                                + " ORDER BY committed_at LIMIT 1")
                                .getFirst()
                                .getFirst());

        assertThat(
                        engine.execute(
                                "SELECT (SELECT sum(v) FROM versions FOR VERSION AS OF %s), (SELECT sum(v) FROM versions)"
                                        .formatted(first)))
                .containsExactly(List.of("1", "3"));
    }

    @Test
    void what_varies_from_call_to_call_is_computed_for_each_place() {
        String sql =
                "SELECT a.x = b.x FROM (SELECT max(random()) AS x FROM t) a,"
                        + " (SELECT max(random()) AS x FROM t) b";

        assertThat(plan(sql)).doesNotContain("Shared");
        assertThat(engine.execute(sql)).containsExactly(List.of("false"));
    }
}
