package dev.tarn.engine.parse;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusedStatementsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    CREATE MATERIALIZED VIEW m AS SELECT 1 AS x | CREATE TABLE … AS keeps rows
                    create or replace materialized view m grace period interval '1' day as select 1 | CREATE TABLE … AS keeps rows
                    ALTER MATERIALIZED VIEW m RENAME TO n | computed when they are read
                    REFRESH MATERIALIZED VIEW m | computed when they are read
                    SHOW CREATE MATERIALIZED VIEW m | computed when they are read
                    ALTER VIEW v REFRESH | computed when they are read
                    ALTER TABLE t SET AUTHORIZATION ROLE r | GRANT MANAGE ON
                    ALTER SCHEMA s SET AUTHORIZATION bob | GRANT MANAGE ON
                    ALTER VIEW v SET AUTHORIZATION bob | GRANT MANAGE ON
                    CREATE SCHEMA s AUTHORIZATION bob | GRANT MANAGE ON
                    CREATE OR REPLACE SCHEMA s | ALTER SCHEMA … SET PROPERTIES
                    ALTER SCHEMA s RENAME TO u | catalogs of Iceberg have no such operation
                    CREATE CATALOG c USING tpch | warehouse.NAME.location
                    DROP CATALOG c | warehouse.NAME.location
                    CREATE BRANCH b IN TABLE t | ALTER TABLE t CREATE [OR REPLACE] BRANCH b
                    DROP BRANCH b IN TABLE t | ALTER TABLE t DROP BRANCH b
                    ALTER BRANCH a IN TABLE t FAST FORWARD TO b | CALL system.fast_forward
                    SHOW BRANCHES FROM TABLE t | SELECT * FROM t.refs
                    DENY SELECT ON t TO bob | what is not granted is denied
                    GRANT ALL PRIVILEGES ON t TO bob | MANAGE, which is all of them
                    REVOKE ALL PRIVILEGES ON t FROM bob | MANAGE, which is all of them
                    GRANT SELECT ON t TO bob WITH GRANT OPTION | who holds MANAGE on an object
                    GRANT r TO bob WITH ADMIN OPTION | administrators may grant roles
                    REVOKE GRANT OPTION FOR SELECT ON t FROM bob | take no OPTION FOR
                    GRANT r TO bob GRANTED BY CURRENT_USER | take no GRANTED BY
                    GRANT r TO USER ann, USER bob | one user or role at a time
                    GRANT CREATE BRANCH ON t TO bob | those of their table hold
                    CREATE ROLE r WITH ADMIN CURRENT_USER | administrators rule all roles
                    DROP ROLE r IN lake | Roles are the server's
                    SHOW ROLES FROM lake | Roles are the server's
                    SHOW CURRENT ROLES | information_schema.enabled_roles
                    SHOW ROLE GRANTS FROM lake | information_schema.applicable_roles
                    SHOW GRANTS | information_schema.table_privileges
                    WITH FUNCTION f(x integer) RETURNS integer RETURN x SELECT f(1) | CREATE FUNCTION
                    CACHE TABLE t | kept while it fits
                    MSCK REPAIR TABLE t | CALL system.add_files
                    LOAD DATA INPATH 'x' INTO TABLE t | COPY INTO loads files
                    KILL QUERY '1' | CALL system.runtime.kill_query
                    """)
    void statements_of_others_are_refused_with_what_to_do(String sql, String hint) {
        assertThatThrownBy(() -> StatementParser.parse(sql)).hasMessageContaining(hint);
    }

    @Test
    void comments_and_blanks_do_not_matter() {
        String sql = "/* daily */ refresh -- all\n materialized\tview m;";
        assertThatThrownBy(() -> StatementParser.parse(sql))
                .asInstanceOf(InstanceOfAssertFactories.type(SqlException.class))
                .returns(ErrorCode.NOT_SUPPORTED, SqlException::code);
    }

    @Test
    void a_text_that_is_wrong_elsewhere_is_a_syntax_error() {
        assertThatThrownBy(() -> StatementParser.parse("select 'deny select' from from t"))
                .asInstanceOf(InstanceOfAssertFactories.type(SqlException.class))
                .returns(ErrorCode.SYNTAX_ERROR, SqlException::code);
    }
}
