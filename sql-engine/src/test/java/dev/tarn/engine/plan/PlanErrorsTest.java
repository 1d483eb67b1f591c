package dev.tarn.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.statement.StatementPlanner;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class PlanErrorsTest {
    private static StatementPlanner planner;

    @BeforeAll
    static void plan() {
        planner = FixtureCatalog.planner(FixtureCatalog.create());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    select r_nam from region                 | COLUMN_NOT_FOUND | 1:8  | Column 'r_nam' does not exist; did you mean r_name?
                    select * from regoin                     | TABLE_NOT_FOUND  | 1:15 | Table 'lake.tpch.regoin' does not exist; did you mean region?
                    select uper(r_name) from region          | FUNCTION_NOT_FOUND | 1:8 | Function uper(varchar) does not exist; did you mean upper?
                    select substr(1, 2, 3, 4) from region    | FUNCTION_NOT_FOUND | 1:8 | Function substr does not take (integer, integer, integer, integer); usage: substr(varchar, bigint start[, bigint length]) → varchar
                    set session result_cahce = false         | INVALID_SESSION_PROPERTY | 1:13 | Session property 'result_cahce' does not exist; did you mean result_cache?
                    set session plan_cache = 'maybe'         | INVALID_SESSION_PROPERTY | 1:13 | Session property plan_cache must be true or false, not 'maybe'
                    select x.r_name from region              | TABLE_NOT_FOUND  | 1:8  | Table 'x' is not in this query
                    select r_name, count(*) from region      | EXPRESSION_NOT_AGGREGATE | 1:8 | Expression 'r_name' is not being grouped
                    select r_name from region a, region b    | AMBIGUOUS_NAME   | 1:8  | Column 'r_name' is ambiguous: more than one table of this query has it
                    select sum(distinct r_regionkey) over () from region | NOT_SUPPORTED | -   | DISTINCT in a window function is not supported
                    select * from region for version as of 7 | NOT_FOUND        | -    | Table lake.tpch.region does not have a snapshot 7
                    select 1 from region where r_name = 1    | TYPE_MISMATCH    | 1:28 | Cannot apply operator: varchar = integer; CAST one of them to the type of the other
                    select 1 from region where 1 < r_name    | TYPE_MISMATCH    | 1:28 | Cannot apply operator: integer < varchar; CAST one of them to the type of the other
                    select '10' <> 9                         | TYPE_MISMATCH    | 1:8  | Cannot apply operator: varchar <> integer; CAST one of them to the type of the other
                    select r_name > 1.5 from region          | TYPE_MISMATCH    | 1:8  | Cannot apply operator: varchar > decimal(2,1); CAST one of them to the type of the other
                    select r_name = r_regionkey from region  | TYPE_MISMATCH    | 1:8  | Cannot apply operator: varchar = bigint; CAST one of them to the type of the other
                    select 1 from region where r_name in ('a', 1) | TYPE_MISMATCH | 1:28 | Cannot apply operator: varchar IN integer; CAST one of them to the type of the other
                    select 1 from region where r_name between 1 and 2 | TYPE_MISMATCH | 1:28 | Cannot apply operator: varchar BETWEEN integer; CAST one of them to the type of the other
                    select 1 from region where r_name in (select r_regionkey from region) | TYPE_MISMATCH | 1:28 | Cannot apply operator: varchar IN bigint; CAST one of them to the type of the other
                    select 1 from region a join region b on a.r_name = b.r_regionkey | TYPE_MISMATCH | 1:41 | Cannot apply operator: varchar = bigint; CAST one of them to the type of the other
                    select case r_name when 1 then 2 end from region | TYPE_MISMATCH | 1:8 | Cannot apply operator: varchar = integer; CAST one of them to the type of the other
                    select nullif(r_name, 1) from region     | TYPE_MISMATCH    | 1:8  | Cannot apply operator: varchar = integer; CAST one of them to the type of the other
                    insert into region values (1)            | TYPE_MISMATCH    | 1:13 | INSERT INTO lake.tpch.region gives 1 values for 3 columns
                    """)
    void a_wrong_query_is_told_what_is_wrong_and_where(
            String sql, ErrorCode code, String place, String message) {
        assertThatThrownBy(() -> planner.plan(FixtureCatalog.session(), sql, List.of()))
                .isInstanceOfSatisfying(
                        SqlException.class,
                        error -> {
                            assertThat(error.getMessage()).isEqualTo(message);
                            assertThat(error.code()).isEqualTo(code);
                            SqlException.Position at = error.position();
                            assertThat(at == null ? "-" : at.line() + ":" + at.column())
                                    .isEqualTo(place);
                        });
    }
}
