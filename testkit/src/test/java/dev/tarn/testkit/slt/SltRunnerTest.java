package dev.tarn.testkit.slt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

class SltRunnerTest {
    private final List<String> executed = new ArrayList<>();

    /// Answers by a table of questions; everything else is an error.
    private final Map<String, List<List<@Nullable String>>> answers =
            Map.of(
                    "create table t", List.of(),
                    "create table t(a integer )", List.of(),
                    "select 1", List.of(List.of("1")),
                    "select pairs", List.of(List.of("2", "b"), List.of("1", "a c")),
                    "select odd", List.of(Arrays.asList(null, "", "x\ty", "1.5")));

    private List<List<@Nullable String>> execute(String sql) {
        executed.add(sql);
        List<List<@Nullable String>> rows = answers.get(sql);
        if (rows == null) {
            throw new IllegalStateException("Unknown: " + sql);
        }
        return rows;
    }

    private SltReport run(String script) {
        return new SltRunner(this::execute, SltOptions.plain()).run(parse(script));
    }

    private static SltScript parse(String script) {
        return SltScript.parse("own.slt", script.lines().toList(), "postgresql");
    }

    @Test
    void answers_by_value_by_row_and_by_hash_pass() {
        SltReport report =
                run(
                        """
                        # why it is there
                        statement ok
                        create table t

                        query IT nosort
                        select pairs
                        ----
                        2
                        b
                        1
                        a c

                        query IT rowsort
                        select pairs
                        ----
                        1 a c
                        2 b

                        query IT valuesort
                        select pairs
                        ----
                        4 values hashing to b79ef4f6edab2f0d8bd64d2d3ecf8a15
                        """
                                .replace(
                                        "b79ef4f6edab2f0d8bd64d2d3ecf8a15", md5("1\n2\na c\nb\n")));
        assertThat(report.failures()).isEmpty();
        assertThat(report.passed()).isEqualTo(4);
    }

    @Test
    void nulls_empty_texts_and_numbers_are_written_as_sqlite_does() {
        assertThat(
                        run("""
                        query ITTR
                        select odd
                        ----
                        NULL
                        (empty)
                        x@y
                        1.500
                        """)
                                .failures())
                .isEmpty();
    }

    @Test
    void a_wrong_answer_tells_file_line_expected_and_seen() {
        SltReport report = run("\nquery I\nselect 1\n----\n2\n");
        assertThat(report.passed()).isZero();
        assertThat(report.failures())
                .singleElement()
                .asString()
                .startsWith("own.slt:2:")
                .contains("expected:\n2")
                .contains("but was")
                .contains("select 1");
    }

    @Test
    void a_wrong_number_of_columns_fails() {
        assertThat(run("query II\nselect 1\n----\n1\n").failures().getFirst())
                .contains("Answer has 1 columns, the script expects 2");
    }

    @Test
    void errors_are_held_against_their_pattern() {
        assertThat(run("statement error Unknown: sel.ct\nselect nothing\n").passed()).isOne();
        assertThat(run("query error\nselect nothing\n").passed()).isOne();
        assertThat(run("statement error no such thing\nselect nothing\n").failures().getFirst())
                .contains("must match /no such thing/");
        assertThat(run("statement error\nselect 1\n").failures().getFirst())
                .contains("must fail, but succeeded");
        assertThat(run("statement ok\nselect nothing\n").failures().getFirst())
                .contains("Unknown: select nothing");
    }

    @Test
    void records_for_other_engines_are_skipped_and_counted() {
        SltReport report =
                run(
                        """
                        skipif postgresql # not there
                        statement ok
                        fails

                        onlyif mysql
                        statement ok
                        fails

                        onlyif postgresql
                        query I
                        select 1
                        ----
                        1

                        skipif mysql
                        skipif sqlite
                        query I
                        select 1
                        ----
                        1
                        """);
        assertThat(report.failures()).isEmpty();
        assertThat(report.skipped()).isEqualTo(2);
        assertThat(report.passed()).isEqualTo(2);
    }

    @Test
    void halt_ends_the_script_unless_it_is_for_another_engine() {
        assertThat(run("onlyif mysql\nhalt\n\nstatement ok\nselect 1\n\nhalt\n\nfoo\n").passed())
                .isOne();
    }

    @Test
    void equal_labels_must_have_equal_answers() {
        String script = "query IT nosort same\nselect pairs\n----\n2 b\n1 a c\n\n";
        assertThat(run(script + script).passed()).isEqualTo(2);
        assertThat(run(script + "query I nosort same\nselect 1\n----\n1\n").failures().getFirst())
                .contains("labelled same");
    }

    @Test
    void ignore_matches_anything() {
        assertThat(run("query IT\nselect pairs\n----\n2 b\n<slt:ignore> a <slt:ignore>\n").passed())
                .isOne();
        assertThat(run("query IT\nselect pairs\n----\n2 b\n<slt:ignore>z\n").passed()).isZero();
    }

    @Test
    void an_update_fills_answers_in_and_leaves_the_rest_alone() {
        String script =
                """
                # first
                query I
                select 1

                query IT rowsort
                select pairs
                ----
                old

                hash-threshold 3

                query IT rowsort
                select pairs
                ----
                # last
                """;
        String updated = new SltRunner(this::execute, SltOptions.plain()).update(parse(script));
        assertThat(updated)
                .isEqualTo(
                        """
                        # first
                        query I
                        select 1
                        ----
                        1

                        query IT rowsort
                        select pairs
                        ----
                        1 a c
                        2 b

                        hash-threshold 3

                        query IT rowsort
                        select pairs
                        ----
                        4 values hashing to HASH
                        """
                                .replace("HASH", md5("1\na c\n2\nb\n")));
        assertThat(run(updated).failures()).isEmpty();
    }

    @Test
    void one_line_runs_with_the_statements_before_it() {
        SltScript script =
                parse(
                        "statement ok\ncreate table t\n\nquery I\nselect nothing\n----\n1\n\nquery"
                                + " I\nselect 1\n----\n1\n");
        SltReport report = new SltRunner(this::execute, SltOptions.plain()).runLine(script, 9);
        assertThat(report.passed()).isEqualTo(2);
        assertThat(report.skipped()).isOne();
        assertThat(executed).containsExactly("create table t", "select 1");
    }

    @Test
    void sqlite_scripts_lose_keys_and_indexes() {
        SltRunner runner = new SltRunner(this::execute, SltOptions.sqlite(1));
        SltReport report =
                runner.run(
                        parse(
                                "statement ok\ncreate table t(a integer primary key)\n\n"
                                        + "statement ok\nCREATE UNIQUE INDEX i ON t(a)\n"));
        assertThat(report.failures()).isEmpty();
        assertThat(report.skipped()).isOne();
        assertThat(executed).containsExactly("create table t(a integer )");
    }

    @Test
    void a_stride_runs_a_part_of_the_queries() {
        String query = "query I\nselect 1\n----\n1\n\n";
        SltReport report =
                new SltRunner(this::execute, SltOptions.sqlite(2)).run(parse(query.repeat(5)));
        assertThat(report.passed()).isEqualTo(3);
        assertThat(report.skipped()).isEqualTo(2);
    }

    @Test
    void a_line_that_is_no_record_is_refused_with_its_place() {
        assertThatThrownBy(() -> parse("\nquery X\nselect 1\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("own.slt:2")
                .hasMessageContaining("query X");
    }

    private static String md5(String text) {
        List<List<@Nullable String>> rows = new ArrayList<>();
        text.lines().forEach(line -> rows.add(List.of(line)));
        String hash = SltAnswer.of(rows, "T", SltRecord.Sort.NOSORT).hash();
        return hash.substring(hash.lastIndexOf(' ') + 1);
    }
}
