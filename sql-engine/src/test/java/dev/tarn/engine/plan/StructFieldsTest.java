package dev.tarn.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.engine.harness.TestEngine;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Fields of structs by their path, with and without the table's name, in every clause.
class StructFieldsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    select s.a from t order by s.a                          | [[1], [2], [3]]
                    select id from t order by s.a desc                      | [[30], [20], [10]]
                    select s.a as x from t order by x desc                  | [[3], [2], [1]]
                    select t.s.a from t order by t.s.a                      | [[1], [2], [3]]
                    select id from t u order by u.s.b desc, s.a             | [[10], [20], [30]]
                    select id from t order by s.a + id desc                 | [[30], [20], [10]]
                    select distinct s.b from t order by s.b                 | [[x], [y]]
                    select s.b, count(*) from t group by s.b order by s.b   | [[x, 2], [y, 1]]
                    select s.b from t group by s.b order by count(*), s.b   | [[y], [x]]
                    select id from t where s.b = 'x' order by s.a limit 1   | [[20]]
                    select s.a from t order by 1                            | [[1], [2], [3]]
                    select s.a + 1 as a from t order by a desc              | [[4], [3], [2]]
                    """)
    void fields_are_found(String sql, String rows, @TempDir Path folder) throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("rows.jsonl"),
                        """
                        {"id": 10, "s": {"a": 1, "b": "y"}}
                        {"id": 30, "s": {"a": 3, "b": "x"}}
                        {"id": 20, "s": {"a": 2, "b": "x"}}
                        """);
        try (TestEngine engine = TestEngine.inMemory(1024, 2)) {
            engine.execute("create table t (id bigint, s row(a bigint, b varchar))");
            engine.execute("copy into t from '" + file + "' file_format json");
            assertThat(engine.execute(sql)).hasToString(rows);
        }
    }
}
