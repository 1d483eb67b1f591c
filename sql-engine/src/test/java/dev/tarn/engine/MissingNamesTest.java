package dev.tarn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.engine.harness.TestEngine;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A name that leads nowhere: which part of it is missing, where it stands, and what is near.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MissingNamesTest {
    private final TestEngine engine = TestEngine.inMemory(16, 1);

    @BeforeAll
    void create() {
        engine.execute("create table orders (id bigint)");
        engine.execute("create view seen as select id from orders");
    }

    @AfterAll
    void close() {
        engine.close();
    }

    private void refused(String sql, ErrorCode code, String name, String message) {
        assertThatThrownBy(() -> engine.execute(sql))
                .as(sql)
                .isInstanceOfSatisfying(
                        SqlException.class,
                        error -> {
                            assertThat(error.getMessage()).isEqualTo(message);
                            assertThat(error.code()).isEqualTo(code);
                            assertThat(error.position())
                                    .isEqualTo(new SqlException.Position(1, sql.indexOf(name) + 1));
                        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from %s",
                "select 1 from orders join (select id from %s) using (id)",
                "select * from %s for version as of 7",
                "insert into %s values (1)",
                "insert into orders select * from %s",
                "create table made as select * from %s",
                "copy into %s from 'rows.csv'",
                "describe %s",
                "show columns from %s",
                "show create table %s",
                "show tblproperties %s",
                "truncate table %s",
                "drop table %s",
                "alter table %s add column x bigint",
                "alter table %s rename to other"
            })
    void every_statement_tells_a_missing_schema_from_a_missing_table(String sql) {
        refused(
                sql.formatted("nowhere.t"),
                ErrorCode.SCHEMA_NOT_FOUND,
                "nowhere.t",
                "Schema 'nowhere' does not exist in catalog 'lake'");
        refused(
                sql.formatted("lake.tset.orders"),
                ErrorCode.SCHEMA_NOT_FOUND,
                "lake.tset",
                "Schema 'tset' does not exist in catalog 'lake'; did you mean test?");
        refused(
                sql.formatted("test.oders"),
                ErrorCode.TABLE_NOT_FOUND,
                "test.oders",
                "Table 'lake.test.oders' does not exist; did you mean orders?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into %s values (1)",
                "delete from %s",
                "update %s set id = 1",
                "copy into %s from 'rows.csv'",
                "truncate table %s",
                "drop table %s",
                "alter table %s add column x bigint"
            })
    void a_view_is_not_a_table(String sql) {
        refused(
                sql.formatted("seen"),
                ErrorCode.TABLE_NOT_FOUND,
                "seen",
                "lake.test.seen is a view, not a table");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table %s (id bigint)",
                "create table %s as select 1 as id",
                "create view %s as select 1 as id",
                "alter table orders rename to %s"
            })
    void what_is_made_needs_a_schema_to_be_in(String sql) {
        refused(
                sql.formatted("nowhere.t"),
                ErrorCode.SCHEMA_NOT_FOUND,
                "nowhere.t",
                "Schema 'nowhere' does not exist in catalog 'lake'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    use nowhere                     | nowhere        | SCHEMA_NOT_FOUND | Schema 'nowhere' does not exist in catalog 'lake'
                    show tables from tset           | tset           | SCHEMA_NOT_FOUND | Schema 'tset' does not exist in catalog 'lake'; did you mean test?
                    drop schema lake.nowhere        | lake           | SCHEMA_NOT_FOUND | Schema 'nowhere' does not exist in catalog 'lake'
                    drop view nowhere.v             | nowhere        | SCHEMA_NOT_FOUND | Schema 'nowhere' does not exist in catalog 'lake'
                    drop view test.v                | test.v         | TABLE_NOT_FOUND  | View 'lake.test.v' does not exist
                    show create view test.v         | test.v         | TABLE_NOT_FOUND  | View 'lake.test.v' does not exist
                    select * from a.b.c             | a.b.c          | SCHEMA_NOT_FOUND | Schema 'a.b' does not exist in catalog 'lake'
                    select * from nowhere.t.files   | nowhere        | SCHEMA_NOT_FOUND | Schema 'nowhere' does not exist in catalog 'lake'
                    select * from test.oders.files  | test.oders     | TABLE_NOT_FOUND  | Table 'lake.test.oders' does not exist; did you mean orders?
                    select * from information_schema.nothing | information_schema | TABLE_NOT_FOUND | Table 'lake.information_schema.nothing' does not exist
                    select * from system.jdbc.nothing | system.jdbc  | TABLE_NOT_FOUND  | Table 'system.jdbc.nothing' does not exist
                    select * from system.nowhere.t  | system.nowhere | SCHEMA_NOT_FOUND | Schema 'nowhere' does not exist in catalog 'system'
                    """)
    void names_of_other_kinds_too(String sql, String name, ErrorCode code, String message) {
        refused(sql, code, name, message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"drop table if exists nowhere.t", "drop view if exists nowhere.v"})
    void what_may_be_missing_is_no_error(String sql) {
        assertThat(engine.execute(sql)).isEmpty();
    }
}
