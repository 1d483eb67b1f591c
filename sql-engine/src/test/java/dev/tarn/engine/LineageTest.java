package dev.tarn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.engine.harness.TestEngine;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Locale;

/// What statements say that the columns they wrote were made of.
class LineageTest {
    private final TestEngine tarn = TestEngine.inMemory(2048, 2);

    @BeforeEach
    void load() {
        tarn.execute("create table a (id bigint, x bigint, s varchar)");
        tarn.execute("create table b (id bigint, y bigint, tags array(varchar))");
        tarn.execute("create table target (id bigint, total bigint, name varchar)");
        tarn.execute("insert into a values (1, 10, 'p'), (2, 20, 'q')");
        tarn.execute("insert into b values (1, 100, array['k', 'l']), (2, 200, array['m'])");
        tarn.execute("insert into target values (1, 0, 'old')");
    }

    @AfterEach
    void close() {
        tarn.close();
    }

    /// `column <- table.column`, or `* <- table.column` of conditions, sorted.
    private List<String> lineage(String sql) {
        return tarn.lineage(sql).stream()
                .map(edge ->
                        "%s.%s <- %s.%s%s"
                                .formatted(
                                        unqualified(edge.targetTable()),
                                        edge.targetColumn() == null ? "*" : edge.targetColumn(),
                                        unqualified(edge.sourceTable()),
                                        edge.sourceColumn(),
                                        edge.kind() == ColumnLineage.Kind.VALUE
                                                ? ""
                                                : " "
                                                        + edge.kind()
                                                                .name()
                                                                .toLowerCase(Locale.ROOT)))
                .sorted()
                .toList();
    }

    private static String unqualified(String table) {
        return table.replace("lake.test.", "");
    }

    @Test
    void an_insert_is_made_of_what_its_values_are_computed_from() {
        assertThat(
                        lineage(
                                "insert into target (id, total) select a.id, a.x + b.y from a join"
                                        + " b on a.id = b.id where a.s > 'a'"))
                .containsExactly(
                        "target.* <- a.id condition",
                        "target.* <- a.s condition",
                        "target.* <- b.id condition",
                        "target.id <- a.id",
                        "target.total <- a.x",
                        "target.total <- b.y");
    }

    @Test
    void literal_rows_are_made_of_nothing() {
        assertThat(lineage("insert into target values (5, 6, 'x')")).isEmpty();
    }

    @Test
    void queries_write_nothing() {
        assertThat(lineage("select * from a")).isEmpty();
    }

    @Test
    void aggregates_windows_and_elements_are_made_of_their_arguments() {
        assertThat(
                        lineage(
                                "create table made as select s, sum(x) filter (where id > 0) as t"
                                        + " from a group by s"))
                .containsExactly(
                        "made.* <- a.id condition",
                        "made.* <- a.s condition",
                        "made.s <- a.s",
                        "made.t <- a.x");
        assertThat(
                        lineage(
                                "create table ranked as select id, row_number() over (partition by"
                                        + " s order by x) as r from a"))
                .containsExactly("ranked.id <- a.id", "ranked.r <- a.s", "ranked.r <- a.x");
        assertThat(
                        lineage(
                                "create table tags as select id, tag, n from b cross join"
                                        + " unnest(tags) with ordinality u(tag, n)"))
                .containsExactly("tags.id <- b.id", "tags.tag <- b.tags");
    }

    @Test
    void answers_of_metadata_name_the_table() {
        assertThat(lineage("create table most as select max(x) as m from a"))
                .containsExactly("most.m <- a.null");
    }

    @Test
    void unions_and_sub_queries_are_followed() {
        assertThat(
                        lineage(
                                "create table u as select id from a where exists (select 1 from b"
                                        + " where b.id = a.x) union all select y from b"))
                .containsExactly(
                        "u.* <- a.x condition",
                        "u.* <- b.id condition",
                        "u.id <- a.id",
                        "u.id <- b.y");
    }

    @Test
    void changed_columns_are_told_and_those_that_stay_are_not() {
        assertThat(lineage("update target set total = total + (select sum(y) from b where y > 5)"))
                .anyMatch(edge -> edge.equals("target.total <- b.y"))
                .noneMatch(edge -> edge.startsWith("target.name"));
        assertThat(
                        lineage(
                                "merge into target t using a on t.id = a.id when matched then"
                                    + " update set total = a.x when not matched then insert (id,"
                                    + " name) values (a.id, a.s)"))
                .contains("target.total <- a.x", "target.id <- a.id", "target.name <- a.s");
        assertThat(lineage("delete from target where total > 3"))
                .containsExactly("target.* <- target.total condition");
    }

    @Test
    void views_are_made_of_tables_and_what_reads_them_too() {
        assertThat(lineage("create view v (k) as select s from a")).containsExactly("v.k <- a.s");
        assertThat(lineage("insert into target (name) select k from v"))
                .containsExactly("target.name <- a.s");
    }
}
