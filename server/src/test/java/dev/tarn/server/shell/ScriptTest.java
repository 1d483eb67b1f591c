package dev.tarn.server.shell;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

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

    @Test
    void aTextWithoutSemicolonMayGoOn() {
        Script script = Script.cut("select 1; select 'a;");

        assertThat(script.statements()).hasSize(1);
        assertThat(script.rest().text()).isEqualTo("select 'a;");
    }
}
