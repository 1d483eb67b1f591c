package dev.tarn.engine.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.engine.harness.Agreement;
import dev.tarn.engine.harness.DuckDb;
import dev.tarn.engine.harness.TestEngine;
import dev.tarn.testkit.SeededRandom;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Window functions over random rows, asked of Tarn and of DuckDB.
class WindowDifferentialTest {
    private static final int QUESTIONS = 50;

    /// `null`, NaN and ties come often; `y` is finite, so that sums of it can be compared.
    private static final String COLUMNS =
            "(id integer, g varchar, k integer, x double, y double, d date, m decimal(10,2),"
                    + " t timestamp, b boolean)";

    @Test
    void random_windows_give_what_duckdb_gives() {
        SeededRandom.forEachSeed(4, WindowDifferentialTest::ask);
    }

    @Tag("long")
    @Test
    void many_more_random_windows_give_what_duckdb_gives() {
        SeededRandom.forEachSeed(60, WindowDifferentialTest::ask);
    }

    private static void ask(Random random) {
        int rowCount = List.of(0, 1, 7, 60, 400).get(random.nextInt(5));
        int batchRows = List.of(1, 3, 2048).get(random.nextInt(3));
        try (TestEngine tarn = TestEngine.inMemory(batchRows, 1 + random.nextInt(4));
                DuckDb duck = DuckDb.open()) {
            fill(tarn, duck, rowCount, random);
            RandomWindows windows = new RandomWindows(random);
            List<String> failures = new ArrayList<>();
            for (int question = 0; question < QUESTIONS; question++) {
                RandomWindows.Question asked = windows.next();
                String difference = difference(tarn, duck, asked);
                if (difference != null) {
                    failures.add(asked.tarn() + "\n" + difference);
                }
            }
            assertThat(failures).isEmpty();
        }
    }

    private static @Nullable String difference(
            TestEngine tarn, DuckDb duck, RandomWindows.Question asked) {
        try {
            return Agreement.ofUnordered(tarn.values(asked.tarn()), duck.values(asked.duck()));
        } catch (RuntimeException e) {
            return e.toString();
        }
    }

    private static void fill(TestEngine tarn, DuckDb duck, int rowCount, Random random) {
        tarn.execute("create table w " + COLUMNS);
        duck.execute("create table w " + COLUMNS);
        List<String> rows = new ArrayList<>();
        for (int id = 0; id < rowCount; id++) {
            rows.add(row(id, random));
        }
        for (int from = 0; from < rowCount; from += 100) {
            String values = String.join(", ", rows.subList(from, Math.min(rowCount, from + 100)));
            tarn.execute("insert into w values " + values.replace("'nan'::double", "nan()"));
            duck.execute("insert into w values " + values);
        }
    }

    private static String row(int id, Random random) {
        List<String> values = new ArrayList<>(List.of(Integer.toString(id)));
        values.add("'" + "abcdé".charAt(random.nextInt(5)) + "'");
        values.add(Integer.toString(random.nextInt(8)));
        values.add(
                switch (random.nextInt(5)) {
                    case 0 -> "'nan'::double";
                    case 1 -> "0e0";
                    default -> random.nextInt(100) / 4.0 + "e0";
                });
        values.add(random.nextInt(1000) / 8.0 + "e0");
        values.add("date '2024-0%d-%02d'".formatted(1 + random.nextInt(2), 1 + random.nextInt(28)));
        values.add("%d.%02d".formatted(random.nextInt(30), random.nextInt(100)));
        values.add(
                "timestamp '2024-01-01 %02d:%02d:00'"
                        .formatted(random.nextInt(24), random.nextInt(60)));
        values.add(random.nextBoolean() ? "true" : "false");
        for (int column = 1; column < values.size(); column++) {
            if (random.nextInt(8) == 0) {
                values.set(column, "null");
            }
        }
        return "(" + String.join(", ", values) + ")";
    }
}
