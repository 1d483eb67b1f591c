package dev.tarn.engine.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.Engine;
import dev.tarn.engine.EngineConfig;
import dev.tarn.engine.Query;
import dev.tarn.engine.Session;
import dev.tarn.engine.SessionChange;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.spi.CatalogConnection;
import dev.tarn.engine.spi.Extensions;
import dev.tarn.testkit.Batches;
import dev.tarn.testkit.SeededRandom;

import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;

/// Queries with parameters give what the same queries with literals give, whatever the values and
/// in whatever order they come: answers, or errors of the same kind.
///
/// A template has `{kind}` where a value goes.
class PreparedQueriesTest {
    private static final Session OPEN = Session.of("ann", "lake", Namespace.of("main"));
    private static final Session PLAIN =
            new SessionChange.SetProperty("plan_cache", "false").applyTo(OPEN);

    private static final Map<String, List<String>> VALUES =
            Map.ofEntries(
                    Map.entry(
                            "int",
                            List.of(
                                    "0",
                                    "1",
                                    "-1",
                                    "3",
                                    "7",
                                    "12",
                                    "40",
                                    "2147483647",
                                    "-2147483648",
                                    "NULL",
                                    "INTEGER '5'",
                                    "SMALLINT '2'")),
                    Map.entry(
                            "long",
                            List.of(
                                    "BIGINT '0'",
                                    "BIGINT '-3'",
                                    "BIGINT '11'",
                                    "9223372036854775807",
                                    "-9223372036854775808",
                                    "2147483648",
                                    "4",
                                    "NULL",
                                    "CAST(NULL AS BIGINT)")),
                    Map.entry(
                            "text",
                            List.of(
                                    "''",
                                    "'a'",
                                    "'b'",
                                    "'it''s'",
                                    "'%'",
                                    "'a%'",
                                    "'_b'",
                                    "'ü€'",
                                    "'zz\"top\"'",
                                    "NULL",
                                    "'5'",
                                    "'2026-01-03'",
                                    "' a '",
                                    "'?'")),
                    Map.entry(
                            "decimal",
                            List.of(
                                    "0.00",
                                    "1.5",
                                    "-2.25",
                                    "7",
                                    "99999999.99",
                                    "1.005",
                                    "DECIMAL '3.10'",
                                    "DECIMAL '12345678901234567890123456789012.345678'",
                                    "NULL")),
                    Map.entry(
                            "double",
                            List.of(
                                    "DOUBLE '0'",
                                    "DOUBLE '-0.0'",
                                    "DOUBLE '1.5'",
                                    "1e0",
                                    "-2.5e0",
                                    "DOUBLE 'NaN'",
                                    "DOUBLE 'Infinity'",
                                    "REAL '0.1'",
                                    "1.5",
                                    "NULL")),
                    Map.entry(
                            "date",
                            List.of(
                                    "DATE '2026-01-01'",
                                    "DATE '2026-01-03'",
                                    "DATE '1969-12-31'",
                                    "DATE '0001-01-01'",
                                    "DATE '9999-12-31'",
                                    "TIMESTAMP '2026-01-02 00:00:00'",
                                    "'2026-01-02'",
                                    "NULL")),
                    Map.entry(
                            "time",
                            List.of(
                                    "TIMESTAMP '2026-01-02 03:04:05'",
                                    "TIMESTAMP '2026-01-01 00:00:00.123456'",
                                    "TIMESTAMP '1900-01-01 00:00:00'",
                                    "DATE '2026-01-02'",
                                    "TIMESTAMP '2026-01-02 00:00:00 UTC'",
                                    "TIMESTAMP '2026-01-03 00:00:00.123456789'",
                                    "NULL")),
                    Map.entry("truth", List.of("true", "false", "NULL")),
                    Map.entry("unit", List.of("'day'", "'month'", "'hour'", "'year'", "'no'")),
                    Map.entry("count", List.of("0", "1", "2", "5", "100", "-1", "NULL")),
                    Map.entry("limit", List.of("0", "1", "2", "5", "100", "3000000000")));

    private static final InMemoryCatalog CATALOG = new InMemoryCatalog();
    private static final Engine ENGINE =
            Engine.create(
                    new EngineConfig(2, 1L << 28, 1L << 28, 16, 16, Batch.TARGET_ROW_COUNT),
                    _ -> List.of(new CatalogConnection("lake", CATALOG, CATALOG, CATALOG)),
                    new Extensions(List.of(), List.of(), List.of()),
                    Map.of());

    @BeforeAll
    static void load() {
        CATALOG.initialize("lake", Map.of(CatalogProperties.WAREHOUSE_LOCATION, "memory/lake"));
        CATALOG.createNamespace(Namespace.of("main"));
        ask(
                OPEN,
                "create table t (i bigint, n integer, s varchar, d decimal(12, 2),"
                        + " w decimal(38, 6), x double, r real, day date, ts timestamp(6),"
                        + " tz timestamp(6) with time zone, b boolean)"
                        + " with (partitioning = ARRAY['day'])");
        ask(OPEN, "create table u (k bigint, v varchar, n integer)");
        Random random = new Random(1);
        for (int file = 0; file < 3; file++) {
            List<String> rows = new ArrayList<>();
            for (int row = 0; row < 20; row++) {
                rows.add(row(random));
            }
            ask(OPEN, "insert into t values " + String.join(", ", rows));
        }
        ask(
                OPEN,
                "insert into u values (0, 'a', 1), (1, 'b', 2), (3, 'it''s', 3), (7, null, 4),"
                        + " (null, 'a', 5), (40, 'ü€', 6), (11, '%', 7)");
    }

    private static String row(Random random) {
        return "("
                + String.join(
                        ", ",
                        nullOr(random, "" + random.nextInt(-3, 14)),
                        nullOr(random, "" + random.nextInt(-3, 14)),
                        nullOr(random, "'" + "ab%_ü".charAt(random.nextInt(5)) + "'"),
                        nullOr(random, random.nextInt(-3, 9) + ".25"),
                        nullOr(random, random.nextInt(-3, 9) + ".5"),
                        nullOr(random, "DOUBLE '" + random.nextInt(-3, 3) + ".5'"),
                        nullOr(random, "REAL '" + random.nextInt(-3, 3) + ".5'"),
                        nullOr(random, "DATE '2026-01-0" + random.nextInt(1, 5) + "'"),
                        nullOr(
                                random,
                                "TIMESTAMP '2026-01-0%d 03:04:05'".formatted(random.nextInt(1, 5))),
                        nullOr(
                                random,
                                "TIMESTAMP '2026-01-0%d 00:00:00 UTC'"
                                        .formatted(random.nextInt(1, 5))),
                        nullOr(random, "" + random.nextBoolean()))
                + ")";
    }

    private static String nullOr(Random random, String value) {
        return random.nextInt(8) == 0 ? "NULL" : value;
    }

    @AfterAll
    static void close() throws Exception {
        ENGINE.close();
        CATALOG.close();
    }

    static Stream<String> templates() throws IOException {
        return Files.readString(Path.of("src/test/prepared/templates.sql"))
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("--"));
    }

    @ParameterizedTest
    @MethodSource("templates")
    void values_answer_as_literals_do(String template) {
        compare(template, 2);
    }

    @ParameterizedTest
    @MethodSource("templates")
    @Tag("long")
    void many_values_answer_as_literals_do(String template) {
        compare(template, 24);
    }

    private static void compare(String template, int count) {
        SeededRandom.forEachSeed(
                count,
                random -> {
                    Asked asked = Asked.of(template, random);
                    String expected = ask(PLAIN, asked.plain());
                    assertThat(ask(OPEN, asked.execute())).as(asked.execute()).isEqualTo(expected);
                    assertThat(ask(OPEN, asked.execute()))
                            .as("again: " + asked.execute())
                            .isEqualTo(expected);
                });
        assertThat(ENGINE.planUsage().plans()).isPositive();
    }

    /// A template with values in it, and the same as the execution of a prepared text.
    private record Asked(String plain, String execute) {
        static Asked of(String template, Random random) {
            List<String> values = new ArrayList<>();
            StringBuilder plain = new StringBuilder();
            int at = 0;
            for (int start = template.indexOf('{'); start >= 0; start = template.indexOf('{', at)) {
                int end = template.indexOf('}', start);
                List<String> kind =
                        Objects.requireNonNull(VALUES.get(template.substring(start + 1, end)));
                String value = kind.get(random.nextInt(kind.size()));
                values.add(value);
                plain.append(template, at, start).append(value);
                at = end + 1;
            }
            plain.append(template.substring(at));
            String open = template.replaceAll("\\{\\w+}", "?").replace("'", "''");
            return new Asked(
                    plain.toString(),
                    "EXECUTE IMMEDIATE '%s' USING %s".formatted(open, String.join(", ", values)));
        }
    }

    /// The answer as text; the kind of the error where it fails.
    private static String ask(Session session, String sql) {
        try (Query query = ENGINE.submit(session, sql)) {
            List<String> rows = new ArrayList<>();
            rows.add(query.columns().toString());
            for (Batch batch = query.next(); batch != null; batch = query.next()) {
                Batches.rows(batch).forEach(row -> rows.add(row.toString()));
            }
            return String.join("\n", rows);
        } catch (SqlException e) {
            assertThat(e.code().name()).isNotEqualTo("INTERNAL_ERROR");
            return "Error " + e.code().name();
        }
    }
}
