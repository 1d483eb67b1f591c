package dev.tarn.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.harness.TestEngine;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is wrong with functions of catalogs and calls of them is told with its place: in the text
/// of the body where that is given, at the call where it is not.
class FunctionErrorsTest {
    private static TestEngine engine;

    @BeforeAll
    static void open() {
        engine = TestEngine.inMemory(1024, 1);
        engine.execute("create table t (id bigint)");
        engine.execute("create function gone(x bigint) returns bigint return x");
        engine.execute("create function f(x bigint) returns bigint return gone(x)");
        engine.execute("create function g(x bigint) returns bigint return f(x)");
        engine.execute(
                "create function rows_of(x bigint) returns table (a bigint) return select x");
        engine.execute("drop function gone");
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    create function h(x bigint) returns bigint return x + y  | COLUMN_NOT_FOUND   | 1:55 | Column 'y' does not exist
                    create function h(x bigint) returns bigint return 'a'    | TYPE_MISMATCH      | 1:51 | The function returns bigint, and its body gives varchar; write an explicit CAST
                    create function h() returns table (a date) return select 1 | TYPE_MISMATCH    | 1:51 | Column 'a' of the function is date, and its body gives integer; write an explicit CAST
                    create function h(x bigint, x date) returns date return x | SYNTAX_ERROR      | 1:29 | Two parameters of this function are called 'x'
                    create function h(x money) returns date return x         | NOT_SUPPORTED      | 1:21 | -
                    create function f(x bigint) returns bigint return x      | ALREADY_EXISTS     | 1:17 | Function 'lake.test.f(bigint)' already exists
                    create or replace function f(x bigint) returns bigint return g(x) | NOT_SUPPORTED | 1:62 | In function lake.test.g: In function lake.test.f: Function lake.test.f(bigint) calls itself
                    select id, f(id) from t                                  | FUNCTION_NOT_FOUND | 1:12 | In function lake.test.f: Function 'lake.test.gone' does not exist
                    select id, g(id) from t                                  | FUNCTION_NOT_FOUND | 1:12 | In function lake.test.g: In function lake.test.f: Function 'lake.test.gone' does not exist
                    select id, test.ff(id) from t                            | FUNCTION_NOT_FOUND | 1:12 | Function 'lake.test.ff' does not exist; did you mean f or g?
                    select id, f('a') from t                                 | FUNCTION_NOT_FOUND | 1:12 | Function lake.test.f does not take (varchar); usage: lake.test.f(x bigint) → bigint
                    select * from t, rows_of(id, 1)                          | FUNCTION_NOT_FOUND | 1:18 | Function lake.test.rows_of has no overload of 2 arguments that gives rows; usage: lake.test.rows_of(x bigint) → table
                    select rows_of(1)                                        | FUNCTION_NOT_FOUND | 1:8  | Function lake.test.rows_of does not take (integer); usage: lake.test.rows_of(x bigint) → table
                    drop function test.ff                                    | FUNCTION_NOT_FOUND | 1:15 | Function 'lake.test.ff' does not exist; did you mean f or g?
                    """)
    void a_wrong_function_is_told_what_is_wrong_and_where(
            String sql, ErrorCode code, String place, String message) {
        assertThatThrownBy(() -> engine.execute(sql))
                .isInstanceOfSatisfying(
                        SqlException.class,
                        error -> {
                            if (!message.equals("-")) {
                                assertThat(error.getMessage()).isEqualTo(message);
                            }
                            assertThat(error.code()).isEqualTo(code);
                            SqlException.Position at = error.position();
                            assertThat(at == null ? "-" : at.line() + ":" + at.column())
                                    .isEqualTo(place);
                        });
    }

    @Test
    void a_plan_is_not_kept_past_the_function_that_it_holds() {
        engine.execute("create function one() returns bigint return 1");
        assertThat(engine.execute("select one() from (values 1)")).hasToString("[[1]]");
        engine.execute("create or replace function one() returns bigint return 2");
        assertThat(engine.execute("select one() from (values 1)")).hasToString("[[2]]");
        engine.execute("insert into t values 5");
        assertThat(engine.execute("select one() + id from t")).hasToString("[[7]]");
        engine.execute("create or replace function one() returns bigint return 3");
        assertThat(engine.execute("select one() + id from t")).hasToString("[[8]]");
    }
}
