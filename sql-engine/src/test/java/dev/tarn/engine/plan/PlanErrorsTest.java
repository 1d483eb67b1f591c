package dev.tarn.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class PlanErrorsTest {
    private static SqlStatementPlanner planner;

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
                    select x.r_name from region              | TABLE_NOT_FOUND  | 1:8  | Table 'x' is not in this query
                    select r_name, count(*) from region      | EXPRESSION_NOT_AGGREGATE | 1:8 | Expression 'r_name' is not being grouped
                    select r_name from region a, region b    | AMBIGUOUS_NAME   | 1:8  | Column 'r_name' is ambiguous: more than one table of this query has it
                    select sum(r_regionkey) over () from region | NOT_SUPPORTED | -   | Window function SUM is not supported
                    select * from region for version as of 7 | NOT_FOUND        | -    | Table lake.tpch.region does not have a snapshot 7
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
