package dev.tarn.engine.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.testkit.SeededRandom;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/// Queries of TPC-DS that read the same in several places, asked again and again with other numbers
/// of workers and rows a batch: whatever runs first, the rows are the same.
@Tag("long")
class TpcdsRepeatedTest {
    /// Grouping sets, set operations, and what WITH names and several places read.
    private static final List<Integer> QUERIES =
            List.of(
                    1, 2, 4, 5, 11, 14, 18, 22, 23, 24, 27, 30, 31, 33, 36, 39, 47, 51, 54, 56, 57,
                    58, 59, 60, 64, 67, 70, 74, 75, 77, 80, 81, 86, 87, 95, 97);

    private static final List<Integer> BATCH_ROWS = List.of(2048, 2048, 512, 100, 17);

    /// Each seed is one engine that is asked all of them.
    @Test
    void a_query_has_the_same_rows_however_it_is_run() throws IOException {
        double scale = Double.parseDouble(System.getProperty("tarn.scale", "0.01"));
        Map<Integer, TpcdsLake.Question> questions = new TreeMap<>();
        try (TpcdsLake lake = TpcdsLake.open(scale)) {
            for (int number : QUERIES) {
                questions.put(number, lake.question(number));
            }
        }
        SeededRandom.forEachSeed(20, random -> ask(scale, questions, random));
    }

    private static void ask(double scale, Map<Integer, TpcdsLake.Question> questions, Random random)
            throws IOException {
        int batchRows = BATCH_ROWS.get(random.nextInt(BATCH_ROWS.size()));
        int workers = 1 + random.nextInt(8);
        List<String> differences = new ArrayList<>();
        try (TpcdsLake lake = TpcdsLake.open(scale, batchRows, workers)) {
            questions.forEach((number, question) -> {
                String difference = question.difference(lake.tarn());
                if (difference != null) {
                    differences.add("query " + number + ": " + difference);
                }
            });
        }
        assertThat(differences).as("%d workers, %d rows", workers, batchRows).isEmpty();
    }
}
