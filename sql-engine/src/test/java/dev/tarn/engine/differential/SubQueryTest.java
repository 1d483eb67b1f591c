package dev.tarn.engine.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.engine.SqlException;
import dev.tarn.engine.harness.Answers;
import dev.tarn.engine.harness.DuckDb;
import dev.tarn.engine.harness.TestEngine;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// Sub-queries of every shape in every place, over small tables with nulls, with duplicates and
/// without rows, against DuckDB's answers. What `src/test/subqueries/refused.sql` has is refused;
/// what `answered.sql` has is answered, and as DuckDB does.
class SubQueryTest {
    private static final Path FOLDER = Path.of("src/test/subqueries");
    private static final List<String> TABLES =
            List.of(
                    "create table t (id int, a int, b int, s varchar)",
                    "insert into t values (1, 1, 10, 'x'), (2, 1, 20, 'y'), (3, 2, 10, 'x'), (4, 2,"
                        + " null, 'z'), (5, null, 30, 'y'), (6, 3, 5, null), (7, 4, 40, 'w'), (8,"
                        + " null, null, 'x')",
                    "create table u (id int, a int, c int, s varchar)",
                    "insert into u values (1, 1, 10, 'x'), (2, 1, 15, 'x'), (3, 2, null, 'y'), (4,"
                            + " null, 20, 'z'), (5, 3, 5, 'x'), (6, 3, 7, null), (7, 5, 50, 'q')",
                    "create table v (id int, a int, d int)",
                    "insert into v values (1, 1, 1), (2, 2, 2), (3, 2, 3), (4, null, 4)",
                    "create table w (k int not null, n int not null)",
                    "insert into w values (1, 10), (2, 20), (3, 30), (3, 31)",
                    "create table none (id int, a int, c int)");

    private static @Nullable TestEngine tarn;
    private static @Nullable DuckDb duck;

    @BeforeAll
    static void load() {
        TestEngine engine = TestEngine.inMemory(3, 2);
        DuckDb oracle = DuckDb.open();
        tarn = engine;
        duck = oracle;
        for (String statement : TABLES) {
            engine.execute(statement);
            oracle.execute(statement);
        }
    }

    @AfterAll
    static void close() {
        Objects.requireNonNull(tarn).close();
        Objects.requireNonNull(duck).close();
    }

    private static List<String> queries(String file) throws IOException {
        List<String> queries = new ArrayList<>();
        for (String query : Files.readString(FOLDER.resolve(file)).split(";\\s*(\n|$)", -1)) {
            if (!query.isBlank()) {
                queries.add(query.strip());
            }
        }
        return queries;
    }

    @TestFactory
    Stream<DynamicTest> answers_are_those_of_duckdb() throws IOException {
        return queries("answered.sql").stream()
                .map(query -> DynamicTest.dynamicTest(query, () -> compare(query)));
    }

    private static void compare(String query) {
        List<String> expected = Answers.sorted(Objects.requireNonNull(duck).rows(query));
        List<String> seen = Answers.sorted(Objects.requireNonNull(tarn).execute(query));
        assertThat(seen).as(query).isEqualTo(expected);
    }

    /// One that is answered, and rightly, belongs to the others.
    @TestFactory
    Stream<DynamicTest> the_rest_is_refused() throws IOException {
        return queries("refused.sql").stream()
                .map(query ->
                        DynamicTest.dynamicTest(
                                query,
                                () -> {
                                    SqlException refusal = refusal(query);
                                    assertThat(refusal.code().name()).isEqualTo("NOT_SUPPORTED");
                                }));
    }

    private static SqlException refusal(String query) {
        try {
            compare(query);
        } catch (SqlException e) {
            return e;
        }
        throw new AssertionError("Answered, and rightly: " + query);
    }
}
