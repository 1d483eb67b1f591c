package dev.tarn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.engine.harness.TestEngine;
import dev.tarn.storage.KeptParts;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/// Aggregations whose scans put every batch into the arrays of the one before it, beside the same
/// ones behind a union, which keeps scans from that.
class LentBatchesTest {
    private static final String UNION = "(select * from t union all select * from t where x < 0)";

    private static TestEngine engine;

    @BeforeAll
    static void fill() {
        engine = TestEngine.inMemory(64, 1);
        engine.execute("create table d as select * from (values 0,1,2,3,4,5,6,7,8,9) as v(n)");
        engine.execute(
                "create table t as select x, x % 7 as k, 'name ' || cast(x * 7919 % 1009 as"
                    + " varchar) as name, 'few ' || cast(x % 5 as varchar) as few, nullif(x * 37 %"
                    + " 101, 50) as gaps, cast(x as double) / 8 as d, x % 3 = 0 as b, cast(x as"
                    + " decimal(30, 2)) as wide, array[x, x + 1] as list from (select a.n + 10 *"
                    + " b.n + 100 * c.n as x from d a, d b, d c) as s order by x");
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    @AfterEach
    void keepColumns() {
        KeptParts.SHARED.keepColumns(true);
    }

    private static List<List<@Nullable String>> grouped(String key, String calls, String from) {
        return engine.execute(
                "select %s, %s from %s where x <> 500 group by 1 order by 1"
                        .formatted(key, calls, from));
    }

    @Test
    void a_union_keeps_scans_from_lending() {
        assertThat(engine.execute("explain select max(name) from " + UNION).toString())
                .contains("UnionAll");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "min(name), max(name), min(few), max(few)",
                "array_agg(name), array_agg(gaps), array_agg(list)",
                "any_value(name), any_value(list), any_value(gaps), any_value(wide)",
                "max_by(name, x), min_by(few, d), max_by(list, gaps), max_by(wide, name)",
                "count(distinct name), sum(distinct gaps), count(distinct wide)",
                "listagg(name, ','), listagg(few, '')",
                "sum(gaps), avg(d), min(wide), max(wide), sum(wide), count(gaps), bool_or(b)",
                "approx_distinct(name), stddev(d), max(d + x), max(upper(name))",
                "max(x) filter (where b), array_agg(name) filter (where gaps > 70)"
            })
    void nothing_of_a_batch_is_kept_but_copies(String calls) {
        KeptParts.SHARED.keepColumns(false);
        check(calls);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "array_agg(name), array_agg(gaps), array_agg(x)",
                "any_value(few), any_value(gaps), max_by(few, x), min_by(x, gaps)",
                "count(distinct few), sum(distinct gaps), max(x) filter (where gaps > 70)"
            })
    void nothing_of_kept_columns_is_kept_but_copies(String calls) {
        for (int time = 0; time < 3; time++) {
            check(calls);
        }
    }

    private static void check(String calls) {
        assertThat(grouped("k", calls, "t")).isEqualTo(grouped("k", calls, UNION)).hasSize(7);
        assertThat(grouped("name", calls, "t"))
                .isEqualTo(grouped("name", calls, UNION))
                .hasSize(999);
    }
}
