package dev.tarn.engine.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.harness.TestEngine;

import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// What becomes of rows that do not meet a table's expectations, whichever statement brings them.
class ExpectationsTest {
    @TempDir private Path folder = Path.of("");
    private final InMemoryCatalog catalog = TestEngine.emptyCatalog();
    private TestEngine engine = TestEngine.inMemory(2048, 2);

    @BeforeEach
    void open() {
        engine.close();
        engine = TestEngine.over(catalog, 2048, 2);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private void create(String policy) {
        engine.execute(
                "create table t (id bigint, amount bigint, expect positive (amount > 0) on"
                        + " violation "
                        + policy
                        + ")");
        engine.execute("insert into t values (1, 10), (2, null)");
    }

    private String rows() {
        return engine.execute("select id, amount from t order by id").toString();
    }

    private SqlException refused(String sql) {
        SqlException failure = catchThrowableOfType(SqlException.class, () -> engine.execute(sql));
        assertThat(failure).as(sql).isNotNull();
        return failure;
    }

    private Table table() {
        return catalog.loadTable(TableIdentifier.of("test", "t"));
    }

    private List<List<@Nullable String>> rejected() {
        return engine.execute(
                "select file, line, record, reason from t.rejected_rows order by record");
    }

    @Test
    void fail_refuses_all_and_null_passes() {
        create("fail");
        SqlException failure = refused("insert into t values (3, 1), (4, -1)");
        assertThat(failure.code()).isEqualTo(ErrorCode.CONSTRAINT_VIOLATION);
        assertThat(failure)
                .hasMessage(
                        "A row for lake.test.t does not meet EXPECT positive (amount > 0): id = 4,"
                                + " amount = -1");
        assertThat(rows()).isEqualTo("[[1, 10], [2, null]]");
    }

    @Test
    void drop_leaves_out_and_warn_counts() {
        create("drop");
        engine.execute("alter table t add expect small (amount < 100) on violation warn");
        engine.execute("insert into t values (3, -3), (4, 400), (5, 5)");
        assertThat(rows()).isEqualTo("[[1, 10], [2, null], [4, 400], [5, 5]]");
        assertThat(table().currentSnapshot().summary())
                .containsEntry("tarn.violations.positive", "1")
                .containsEntry("tarn.violations.small", "1");
        long snapshot = table().currentSnapshot().snapshotId();
        engine.execute("insert into t values (6, -6)");
        assertThat(table().currentSnapshot().snapshotId()).isEqualTo(snapshot);
    }

    @Test
    void quarantine_keeps_rows_aside_in_the_same_commit() {
        create("quarantine");
        engine.execute("insert into t values (3, -3), (4, 4)");
        engine.execute("insert into t values (5, -5)");
        assertThat(rows()).isEqualTo("[[1, 10], [2, null], [4, 4]]");
        String reason = "EXPECT positive (amount > 0)";
        assertThat(rejected())
                .isEqualTo(
                        List.of(
                                List.of("INSERT", "0", "id = 3, amount = -3", reason),
                                List.of("INSERT", "0", "id = 5, amount = -5", reason)));
        assertThat(table().currentSnapshot().summary())
                .containsEntry("tarn.violations.positive", "1");
    }

    @Test
    void copy_into_counts_what_it_leaves_out() throws IOException {
        create("quarantine");
        Files.writeString(folder.resolve("a.csv"), "id,amount\n3,-3\n4,4\nx,5\n");
        assertThat(
                        engine.execute(
                                "copy into t from '%s' on_error = continue"
                                        .formatted(folder.resolve("a.csv"))))
                .first()
                .satisfies(row -> assertThat(row.subList(3, 5)).containsExactly("1", "2"));
        assertThat(rejected())
                .extracting(row -> row.get(2))
                .containsExactly("id = 3, amount = -3", "x,5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fail", "drop", "quarantine"})
    void rows_that_are_there_are_not_lost_by_changes(String policy) {
        create(policy);
        for (String sql :
                List.of(
                        "update t set amount = -1 where id = 1",
                        "merge into t using (values (1, -1)) s(id, amount) on t.id = s.id when"
                                + " matched then update set *",
                        "merge into t using (values (9, -1)) s(id, amount) on t.id = s.id when not"
                                + " matched then insert *")) {
            assertThat(refused(sql).code()).as(sql).isEqualTo(ErrorCode.CONSTRAINT_VIOLATION);
        }
        engine.execute("update t set amount = 11 where id = 1");
        engine.execute("delete from t where id = 2");
        engine.execute(
                "merge into t using (values (1, 12), (9, -1)) s(id, amount) on t.id = s.id when"
                    + " matched then update set * when not matched and s.amount > 0 then insert *");
        assertThat(rows()).isEqualTo("[[1, 12]]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"copy-on-write", "merge-on-read"})
    void rows_that_a_change_does_not_write_are_not_looked_at(String mode) {
        create("warn");
        engine.execute("insert into t values (3, -3)");
        engine.execute("alter table t drop expect positive");
        engine.execute("alter table t add expect positive (amount > 0) on violation fail");
        engine.execute(
                "alter table t set properties \"write.delete.mode\" = '%s', \"write.merge.mode\" = '%s'"
                        .formatted(mode, mode));
        engine.execute("delete from t where id = 1");
        engine.execute(
                "merge into t using (values (2, 1), (3, 1)) s(id, amount) on t.id = s.id"
                        + " when matched and s.id = 3 then delete when matched then update set *");
        assertThat(rows()).isEqualTo("[[2, 1]]");
    }

    @Test
    void overwriting_takes_rows_out_but_keeps_none_aside() {
        create("drop");
        engine.execute("insert overwrite t values (7, 7), (8, -8)");
        assertThat(rows()).isEqualTo("[[7, 7]]");
        engine.execute("alter table t add expect even (id % 2 = 1) on violation quarantine");
        assertThat(refused("insert overwrite t values (8, 8)"))
                .hasMessageContaining("QUARANTINE takes no rows out of this statement");
    }

    @Test
    void show_create_table_says_what_makes_the_same() {
        engine.execute(
                "create table t (id bigint, \"On\" varchar, expect a (id > 0 and \"On\" <> '(''' )"
                    + " on violation drop, expect \"B c\" (length(\"On\") < 5) on violation warn)");
        String text = engine.execute("show create table t").getFirst().getFirst();
        assertThat(text)
                .contains("EXPECT a (id > 0 and \"On\" <> '(''') ON VIOLATION DROP")
                .doesNotContain("tarn.expect");
        Map<String, String> properties = table().properties();
        engine.execute("drop table t");
        engine.execute(String.valueOf(text));
        assertThat(table().properties()).isEqualTo(properties);
    }

    @Test
    void conditions_are_looked_into_when_they_are_made() {
        engine.execute("create table t (id bigint, expect bigint)");
        for (String condition :
                List.of("missing > 0", "id + 1", "count(*) > 0", "id in (select 1)", "id > 'x'")) {
            SqlException failure =
                    refused(
                            "alter table t add expect x (%s) on violation fail"
                                    .formatted(condition));
            assertThat(failure.code().kind()).as(condition).isEqualTo(ErrorCode.Kind.USER);
        }
        assertThat(refused("alter table t add expect x (id > 0) on violation ignore"))
                .hasMessageContaining("WARN, DROP, FAIL or QUARANTINE");
        engine.execute("alter table t add expect x (expect > 0) on violation fail");
        assertThat(refused("alter table t add expect x (id > 0) on violation fail").code())
                .isEqualTo(ErrorCode.ALREADY_EXISTS);
        engine.execute("alter table t drop expect x");
        engine.execute("alter table t drop expect if exists x");
        assertThat(refused("alter table t drop expect x").code()).isEqualTo(ErrorCode.NOT_FOUND);
        engine.execute("alter table t drop expect");
        assertThat(table().schema().columns()).hasSize(1);
    }

    @Test
    void columns_may_be_called_as_the_clause_begins() {
        engine.execute(
                "create table t (expect struct(a integer), id bigint, expect x (id > 0) on"
                        + " violation fail)");
        engine.execute("create table u (expect x (id > 0) on violation fail, id bigint)");
        engine.execute("create table v (id bigint, expect struct(a integer), b integer)");
        assertThat(table().schema().columns().getFirst().name()).isEqualTo("expect");
        assertThat(engine.execute("show columns from v")).hasSize(3);
        engine.execute("insert into t select row(1), 1");
        for (String name : List.of("t select row(1), 0", "u values (0)")) {
            assertThat(refused("insert into " + name).code())
                    .isEqualTo(ErrorCode.CONSTRAINT_VIOLATION);
        }
        assertThat(refused("create table w (expect x (1 > 0) on violation fail)").code())
                .isEqualTo(ErrorCode.SYNTAX_ERROR);
    }

    @Test
    void condition_that_fails_is_an_error_and_one_whose_column_is_gone_too() {
        engine.execute(
                "create table t (id bigint, amount bigint, expect x (10 / amount > 1) on violation"
                        + " warn)");
        assertThat(refused("insert into t values (1, 0)").code())
                .isEqualTo(ErrorCode.DIVISION_BY_ZERO);
        engine.execute("alter table t drop column amount");
        assertThat(refused("insert into t values (1)"))
                .hasMessageContaining("EXPECT x cannot be evaluated");
    }

    @Test
    void what_is_known_of_the_rows_that_are_there_is_not_taken_for_new_ones() {
        create("fail");
        engine.execute("insert into t select x, x from unnest(sequence(1, 100)) as s(x)");
        assertThat(
                        refused("insert into t select x, -x from unnest(sequence(1, 5000)) as s(x)")
                                .code())
                .isEqualTo(ErrorCode.CONSTRAINT_VIOLATION);
    }
}
