package dev.tarn.engine.differential;

import static org.assertj.core.api.Assertions.assertThat;

import static java.math.RoundingMode.HALF_UP;

import dev.tarn.engine.harness.Answers;
import dev.tarn.engine.harness.DuckDb;
import dev.tarn.engine.harness.TestEngine;
import dev.tarn.testkit.SharedData;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// The 22 queries of TPC-H at scale 0.01, against answers that DuckDB gave.
class TpchTest {
    private static final List<String> TABLES =
            List.of(
                    "region",
                    "nation",
                    "supplier",
                    "customer",
                    "part",
                    "partsupp",
                    "orders",
                    "lineitem");

    private static @Nullable TestEngine engine;

    @BeforeAll
    static void load() {
        Path folder = SharedData.path("tpch/sf0.01");
        TestEngine opened = TestEngine.inMemory(2048, 2);
        engine = opened;
        try (DuckDb duck = DuckDb.open()) {
            for (String table : TABLES) {
                Path file = folder.resolve(table + ".parquet");
                opened.execute("create table " + table + " " + duck.columns("'" + file + "'"));
                opened.execute("copy into " + table + " from '" + file + "' file_format parquet");
            }
        }
    }

    @AfterAll
    static void close() {
        if (engine != null) {
            engine.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22})
    void a_query_gives_the_answer(int query) throws IOException {
        String file = "q%02d".formatted(query);
        String sql = Files.readString(SharedData.path("tpch/queries/" + file + ".sql"));
        List<List<@Nullable String>> expected = new ArrayList<>();
        for (String line :
                Files.readAllLines(SharedData.path("tpch/answers_sf0.01/" + file + ".csv"))) {
            expected.add(Arrays.asList(line.split("\\|", -1)));
        }
        expected.removeFirst();
        TestEngine loaded = Objects.requireNonNull(engine);
        List<List<@Nullable String>> seen = loaded.execute(sql.strip().replaceFirst(";$", ""));
        assertThat(Answers.sorted(seen)).isEqualTo(Answers.sorted(rounded(expected, seen)));
    }

    /// Averages and quotients of decimals have the scale that Trino gives them, DuckDB's are
    /// doubles: the expected values rounded to the scale of those that were seen.
    private static List<List<@Nullable String>> rounded(
            List<List<@Nullable String>> expected, List<List<@Nullable String>> seen) {
        List<List<@Nullable String>> rounded = new ArrayList<>();
        for (int row = 0; row < expected.size(); row++) {
            List<@Nullable String> values = new ArrayList<>(expected.get(row));
            for (int i = 0; row < seen.size() && i < values.size(); i++) {
                String value = values.get(i);
                String other = seen.get(row).get(i);
                if (value != null && other != null && other.matches("-?\\d+\\.\\d{1,10}")) {
                    int scale = other.length() - other.indexOf('.') - 1;
                    values.set(i, new BigDecimal(value).setScale(scale, HALF_UP).toString());
                }
            }
            rounded.add(values);
        }
        return rounded;
    }
}
