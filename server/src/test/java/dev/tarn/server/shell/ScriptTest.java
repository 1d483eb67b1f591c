package dev.tarn.server.shell;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptTest {
    @Test
    void semicolonsInQuotesAndCommentsDoNotCut() {
        assertThat(
                        Script.statements(
                                """
                                select ';', 'it''s;' -- no; here
                                from "a;b" /* nor; here
                                ; */ ;
                                select 2\
                                """))
                .extracting(Script.Piece::text)
                .containsExactly(
                        "select ';', 'it''s;' -- no; here\nfrom \"a;b\" /* nor; here\n; */",
                        "select 2");
    }

    @Test
    void everyStatementKnowsWhereItBegins() {
        assertThat(Script.statements("select 1;\n\n  select\n 2;"))
                .containsExactly(
                        new Script.Piece("select 1", 1, 1), new Script.Piece("select\n 2", 3, 3));
    }

    @Test
    void nothingButCommentsIsNoStatement() {
        assertThat(Script.statements(" ; -- a\n;/* b */")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"select 1", "SELECT 'a'; values 2;", "select\n1 + 1 as y", ""})
    void queriesInWhichNoWordIntroducesTablesNameNone(String script) {
        assertThat(Script.mayNameTables(script)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1; select * from t",
                "select\n1 where exists (\ntable t)",
                "drop view v",
                "insert into t values (1)",
                "show tables",
                "selected",
                "call system.x()"
            })
    void allElseMayNameTables(String script) {
        assertThat(Script.mayNameTables(script)).isTrue();
    }

    @Test
    void aTextWithoutSemicolonMayGoOn() {
        Script script = Script.cut("select 1; select 'a;");

        assertThat(script.statements()).hasSize(1);
        assertThat(script.rest().text()).isEqualTo("select 'a;");
    }
}
