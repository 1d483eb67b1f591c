package dev.tarn.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.tarn.engine.harness.TestEngine;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Objects;

/// EXPLAIN (TYPE IO): what is read, what of it, and what is written.
class PlanIoTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TestEngine engine = TestEngine.inMemory(2048, 2);

    @BeforeEach
    void create() {
        engine.execute(
                "create table t (a bigint, s varchar, d date, at timestamp(6), n decimal(6, 2))");
        engine.execute(
                "insert into t values (1, 'x', date '2020-01-01', timestamp '2020-01-01 00:00:00',"
                        + " 1.5)");
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private JsonNode io(String sql) {
        String json = engine.execute("explain (type io, format json) " + sql).getFirst().getFirst();
        try {
            return JSON.readTree(Objects.requireNonNull(json));
        } catch (java.io.IOException e) {
            throw new AssertionError(json, e);
        }
    }

    private static String table(JsonNode table) {
        return table.path("catalog").asText()
                + "."
                + table.path("schemaTable").path("schema").asText()
                + "."
                + table.path("schemaTable").path("table").asText();
    }

    /// `a:bigint [1,5) | [7,7] | null`, a column a line.
    private static String constraints(JsonNode io) {
        StringBuilder text = new StringBuilder();
        JsonNode constraint = io.path("inputTableColumnInfos").path(0).path("constraint");
        if (constraint.path("none").asBoolean()) {
            return "none";
        }
        for (JsonNode column : constraint.path("columnConstraints")) {
            text.append(text.isEmpty() ? "" : "; ").append(column.path("columnName").asText());
            text.append(':').append(column.path("type").asText());
            for (JsonNode range : column.path("domain").path("ranges")) {
                text.append(range.at("/low/bound").asText().equals("EXACTLY") ? " [" : " (");
                text.append(range.at("/low/value").asText(""));
                text.append("..").append(range.at("/high/value").asText(""));
                text.append(range.at("/high/bound").asText().equals("EXACTLY") ? ']' : ')');
            }
            text.append(column.at("/domain/nullsAllowed").asBoolean() ? " null" : "");
        }
        return text.toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    a = 1 | a:bigint [1..1]
                    a > 1 and a <= 5 | a:bigint (1..5]
                    a in (3, 1) | a:bigint [1..1] [3..3]
                    a = 3 or a < 2 | a:bigint (..2) [3..3]
                    a between 1 and 4 or a between 3 and 9 | a:bigint [1..9]
                    a is null | a:bigint null
                    a is null or a = 4 | a:bigint [4..4] null
                    s = 'T o' and d >= date '2020-02-03' | s:varchar [T o..T o]; d:date [2020-02-03..)
                    at < timestamp '2020-01-01 10:00:00' | at:timestamp(6) (..2020-01-01 10:00:00)
                    n = 1.50 | n:decimal(6,2) [1.50..1.50]
                    a = 1 or s = 'x' | ``
                    a + 1 = 2 or 2 > 1 | ``
                    """)
    void conditions_are_what_they_leave_to_columns(String condition, String expected) {
        JsonNode io = io("select * from t where " + condition);
        assertThat(constraints(io)).isEqualTo(expected);
        assertThat(table(io.path("inputTableColumnInfos").path(0).path("table")))
                .isEqualTo("lake.test.t");
        assertThat(io.has("outputTable")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    insert into t select * from t where a = 1 | lake.test.t
                    create table u as select a from t | lake.test.u
                    delete from t where a = 1 | lake.test.t
                    update t set a = 2 where s = 'x' | lake.test.t
                    merge into t using (select 9 as k) as o on t.a = o.k when matched then delete | lake.test.t
                    """)
    void the_table_that_is_written_is_told(String sql, String table) {
        JsonNode io = io(sql);
        assertThat(table(io.path("outputTable"))).isEqualTo(table);
        assertThat(table(io.path("inputTableColumnInfos").path(0).path("table")))
                .isEqualTo("lake.test.t");
    }

    @Test
    void every_table_is_told_once_for_each_condition() {
        engine.execute("create table v as select 1 as a");
        JsonNode io = io("select * from t join v on t.a = v.a");
        assertThat(io.path("inputTableColumnInfos")).hasSize(2);
        assertThat(io("select * from t as x, t as y where x.s = y.s").path("inputTableColumnInfos"))
                .hasSize(1);
    }

    @Test
    void an_answer_that_stands_in_metadata_is_read_of_its_table() {
        JsonNode io = io("select count(*) from t");
        assertThat(table(io.path("inputTableColumnInfos").path(0).path("table")))
                .isEqualTo("lake.test.t");
        assertThat(io.at("/estimate/cpuCost").asText()).isEqualTo("NaN");
    }

    @Test
    void a_version_is_of_its_table() {
        engine.execute("alter table t create branch old");
        JsonNode io = io("select * from t for version as of 'old'");
        assertThat(table(io.path("inputTableColumnInfos").path(0).path("table")))
                .startsWith("lake.test.t");
    }

    @Test
    void what_reads_and_writes_no_table_is_refused() {
        assertThatThrownBy(() -> engine.execute("explain (type io) use lake.test"))
                .hasMessageContaining("USE has no plan that reads or writes tables");
    }
}
