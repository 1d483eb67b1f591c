package dev.tarn.server.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.VectorBuilder;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.Session;
import dev.tarn.engine.SqlException;
import dev.tarn.server.CannedQuery;
import dev.tarn.server.output.Format;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

class ScriptRunnerTest {
    private static final List<DataType.Field> COLUMNS =
            List.of(
                    new DataType.Field("id", DataType.INTEGER),
                    new DataType.Field("name", DataType.STRING),
                    new DataType.Field("tags", new DataType.ListOf(DataType.STRING)));

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void tablesAreAlignedAndCountedAndTextsOfSeveralLinesGoOnBelow() throws IOException {
        assertThat(run(Format.TABLE, "rows")).isTrue();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo(
                        """
                         id | name   | tags
                        ----+--------+------------
                          1 | a, "b" | ["x",null]
                         22 | two    | NULL
                            | lines  |\s
                        (2 rows)
                        """);
    }

    @Test
    void csvQuotesWhatMustBeQuotedAndLeavesNullEmpty() throws IOException {
        assertThat(run(Format.CSV, "rows")).isTrue();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo(
                        "id,name,tags\n"
                                + "1,\"a, \"\"b\"\"\",\"[\"\"x\"\",null]\"\n"
                                + "22,\"two\n"
                                + "lines\",\n");
    }

    @Test
    void jsonIsOneArrayAndJsonlOneObjectALine() throws IOException {
        assertThat(run(Format.JSON, "rows")).isTrue();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo(
                        """
                        [
                        {"id":1,"name":"a, \\"b\\"","tags":["x",null]},
                        {"id":22,"name":"two\\nlines","tags":null}
                        ]
                        """);
        out.reset();
        assertThat(run(Format.JSONL, "rows")).isTrue();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo(
                        """
                        {"id":1,"name":"a, \\"b\\"","tags":["x",null]}
                        {"id":22,"name":"two\\nlines","tags":null}
                        """);
    }

    @Test
    void markdownEscapesBars() throws IOException {
        assertThat(run(Format.MARKDOWN, "rows")).isTrue();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("| id | name | tags |\n|---:|---|---|\n| 1 | a, \"b\" |");
    }

    @Test
    void aFailureEndsTheScriptAndPointsAtThePlace() throws IOException {
        assertThat(run(Format.TABLE, "rows;\n  select\n    wrong;\nrows")).isFalse();
        assertThat(out.toString(StandardCharsets.UTF_8)).containsOnlyOnce("(2 rows)");
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo(
                        """
                        COLUMN_NOT_FOUND at line 3, column 5: Column wrong
                              wrong
                              ^
                        """);
    }

    private boolean run(Format format, String text) throws IOException {
        return new ScriptRunner(
                        ScriptRunnerTest::start,
                        Session.of("ann", "lake", null),
                        format,
                        out,
                        new PrintStream(err, true))
                .runAll(text);
    }

    private static CannedQuery start(Session session, String sql) {
        if (sql.equals("rows")) {
            Batch batch =
                    new Batch(
                            List.of(
                                    VectorBuilder.of(DataType.INTEGER, List.of(1, 22)),
                                    VectorBuilder.of(
                                            DataType.STRING, List.of("a, \"b\"", "two\nlines")),
                                    VectorBuilder.of(
                                            new DataType.ListOf(DataType.STRING),
                                            Arrays.asList(Arrays.asList("x", null), null))),
                            2);
            return CannedQuery.of("q1", session, sql, COLUMNS, batch);
        }
        return CannedQuery.of("q2", session, sql, List.of())
                .thenFailing(
                        new SqlException(
                                ErrorCode.COLUMN_NOT_FOUND,
                                "Column wrong",
                                new SqlException.Position(2, 5),
                                null));
    }
}
