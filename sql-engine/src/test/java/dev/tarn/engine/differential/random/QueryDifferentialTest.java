package dev.tarn.engine.differential.random;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.engine.differential.ParquetTables;
import dev.tarn.testkit.SeededRandom;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/// Random queries over random tables, asked of Tarn and of DuckDB: each seed is new tables and some
/// queries of them, asked with batches of some size and some workers; with little memory where
/// `tarn.memory` says so.
class QueryDifferentialTest {
    private static final List<Integer> BATCH_ROWS = List.of(2048, 3, 1);
    private static final int MOST_DISAGREEMENTS = 20;

    @TempDir Path folder;

    private final List<String> disagreements = new ArrayList<>();
    private final Map<String, Integer> counts = new TreeMap<>();

    @Test
    void random_queries_have_the_rows_that_duckdb_gives() {
        assertAgreement(2, 100);
    }

    @Tag("long")
    @Test
    void many_random_queries_have_the_rows_that_duckdb_gives() {
        assertAgreement(40, 250);
    }

    /// What `./tarn test` prints behind the tests, and what long runs have found so far.
    private void note() throws IOException {
        Path target = Path.of("target");
        Path notes = Files.createDirectories(target.resolve("test-notes"));
        Files.writeString(notes.resolve("random-queries.txt"), "random queries: " + counts + "\n");
        Files.write(target.resolve("random-queries-different.txt"), disagreements);
    }

    private void assertAgreement(int seedCount, int queryCount) {
        SeededRandom.forEachSeed(
                seedCount,
                random -> {
                    if (disagreements.size() < MOST_DISAGREEMENTS) {
                        ask(random, queryCount);
                    }
                });
        assertThat(disagreements).as(String.join(System.lineSeparator(), disagreements)).isEmpty();
        assertThat(counts.getOrDefault("DuckDB refuses", 0))
                .as("Questions that DuckDB refuses")
                .isLessThan(counts.getOrDefault("same", 0) / 20);
    }

    private void ask(Random random, int count) throws IOException {
        int batchRows = BATCH_ROWS.get(random.nextInt(BATCH_ROWS.size()));
        Path lake = Files.createTempDirectory(folder, "lake");
        try (ParquetTables tables = ParquetTables.in(lake, batchRows, 1 + random.nextInt(4))) {
            List<String> names = RandomTables.make(tables, random);
            QueryComparison comparison = new QueryComparison(tables.tarn(), tables.duck());
            for (int i = 0; i < count; i++) {
                String disagreement =
                        comparison.disagreement(new RandomQueries(random, names).next());
                if (disagreement != null) {
                    disagreements.add(disagreement);
                }
            }
            comparison.counts().forEach((kind, n) -> counts.merge(kind, n, Integer::sum));
        }
        note();
    }
}
