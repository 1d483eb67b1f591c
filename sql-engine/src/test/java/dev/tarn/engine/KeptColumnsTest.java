package dev.tarn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.engine.harness.TestEngine;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.Map;

/// Queries asked again and again: the first reads, the second keeps what it decodes, the third
/// finds it.
class KeptColumnsTest {
    private TestEngine engine;

    @BeforeEach
    void fill() {
        engine = TestEngine.inMemory(64, 1).with("result_cache", "false");
        engine.execute(
                "create table t with (\"write.parquet.page-row-limit\" = '100') as"
                        + " select n, n * 7919 % 1009 as shuffled, 'name ' || cast(n * 31 % 5003 as"
                        + " varchar) as name from unnest(sequence(0, 4999)) as s (n)");
    }

    @AfterEach
    void close() {
        engine.close();
    }

    /// Pages that are fetched, and those of them that are decompressed.
    private record Pages(long fetched, long opened) {}

    private Pages pages(String sql) {
        Map<String, Long> scans = engine.stats(sql).scans();
        long fetched = scans.getOrDefault("pages", 0L);
        return new Pages(fetched, fetched - scans.getOrDefault("unreadPages", 0L));
    }

    private Pages pagesOfTheThird(String sql) {
        assertThat(pages(sql).opened()).isPositive();
        assertThat(pages(sql).opened()).isPositive();
        return pages(sql);
    }

    @Test
    void what_a_range_of_rows_needs() {
        // The pages at both ends have rows of batches of which no row is selected.
        assertThat(pagesOfTheThird("select max(name) from t where n between 1234 and 1777"))
                .isEqualTo(new Pages(2, 0));
    }

    @Test
    void numbers_of_few_rows_here_and_there() {
        assertThat(pagesOfTheThird("select sum(n) from t where shuffled < 20").opened()).isZero();
    }

    @Test
    void texts_of_few_rows_are_not_decoded_for_others() {
        String sql = "select max(name) from t where shuffled < 20";
        assertThat(pagesOfTheThird(sql)).isEqualTo(pages(sql));
        assertThat(pages("select max(name) from t where shuffled < 21").opened()).isPositive();
    }
}
