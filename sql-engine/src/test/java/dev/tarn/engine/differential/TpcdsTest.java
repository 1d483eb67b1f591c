package dev.tarn.engine.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.testkit.tpcds.TpcdsQueries;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// The 99 queries of TPC-DS, asked of Tarn and of DuckDB over the same files.
class TpcdsTest {
    private static final Map<Double, TpcdsLake> LAKES = new TreeMap<>();

    @AfterAll
    static void close() throws IOException {
        for (TpcdsLake lake : LAKES.values()) {
            lake.close();
        }
        LAKES.clear();
    }

    static IntStream queries() {
        return IntStream.rangeClosed(1, TpcdsQueries.COUNT);
    }

    @ParameterizedTest
    @MethodSource("queries")
    void a_query_has_the_answer_that_duckdb_gives(int number) {
        assertSameAnswer(0.01, number);
    }

    /// At the scale factor that `tarn.scale` says.
    @Tag("long")
    @ParameterizedTest
    @MethodSource("queries")
    void a_query_of_more_data_has_the_answer_that_duckdb_gives(int number) {
        assertSameAnswer(Double.parseDouble(System.getProperty("tarn.scale", "0.1")), number);
    }

    private static void assertSameAnswer(double scale, int number) {
        TpcdsLake lake = LAKES.computeIfAbsent(scale, TpcdsLake::open);
        assertThat(lake.difference(number)).isNull();
    }
}
