package dev.tarn.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.engine.harness.TestEngine;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Arithmetic is done in longs where manifests prove that it fits, and nowhere else.
class FitNumbersTest {
    private TestEngine engine;

    @BeforeEach
    void open() {
        engine = TestEngine.inMemory(64, 2);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private @Nullable String value(String sql) {
        return engine.execute(sql).getFirst().getFirst();
    }

    private String plan(String sql) {
        StringBuilder text = new StringBuilder();
        engine.execute("explain " + sql).forEach(row -> text.append(row.getFirst()).append('\n'));
        return text.toString();
    }

    @Test
    void a_product_of_eighteen_digits_is_a_long_and_one_of_nineteen_is_not() {
        engine.execute("create table t (a decimal(18,0), b decimal(18,0))");
        engine.execute("insert into t values (999999999, 1000000001), (-999999999, 1000000001)");
        String sql = "select max(p), min(p), sum(p), count(p) from (select a * b as p from t)";
        String sum = "select sum(a * b), avg(a * b) from t";
        assertThat(plan(sum)).contains("long(a * b)");
        assertThat(engine.execute(sql).getFirst())
                .containsExactly("999999999999999999", "-999999999999999999", "0", "2");
        assertThat(engine.execute(sum).getFirst()).containsExactly("0", "0");

        engine.execute("insert into t values (2, 1000000002)");
        assertThat(plan(sum)).doesNotContain("long(");
        assertThat(value(sum)).isEqualTo("2000000004");
    }

    @Test
    void a_side_that_outgrows_a_long_when_it_is_scaled_is_not_a_long() {
        engine.execute("create table t (a decimal(18,0), b decimal(18,4))");
        engine.execute("insert into t values (99999999999999, 0.5)");
        assertThat(plan("select sum(a - b) from t")).contains("long(a - b)");
        assertThat(value("select sum(a - b) from t")).isEqualTo("99999999999998.5000");
        engine.execute("insert into t values (100000000000000, 0.5)");
        assertThat(plan("select sum(a - b) from t")).doesNotContain("long(");
        assertThat(value("select sum(a - b) from t")).isEqualTo("199999999999998.0000");
    }

    @Test
    void types_that_a_query_shows_stay() {
        engine.execute("create table t (a decimal(15,2), b decimal(15,2))");
        engine.execute("insert into t values (1.50, 2.50), (null, 1), (3, null), (null, null)");
        assertThat(plan("select a * b from t")).contains("widen(long(a * b))");
        assertThat(
                        engine.execute(
                                        "select typeof(a * b), typeof(sum(a * b)), sum(a * b)"
                                                + " from t group by typeof(a * b)")
                                .getFirst())
                .containsExactly("decimal(30,4)", "decimal(38,4)", "3.7500");
        assertThat(engine.execute("select a * b from t order by a, b"))
                .extracting(List::getFirst)
                .containsExactly("3.7500", null, null, null);
    }

    @Test
    void columns_without_bounds_prove_nothing() {
        String sql =
                "select sum(a * b) from (values (cast(1000000000 as decimal(18,0)),"
                        + " cast(1000000000 as decimal(18,0)))) v(a, b)";
        assertThat(plan(sql)).doesNotContain("long(");
        assertThat(value(sql)).isEqualTo("1000000000000000000");
    }

    @Test
    void what_overflows_its_type_is_still_an_error() {
        engine.execute("create table t (a decimal(38,0), b decimal(38,0))");
        engine.execute("insert into t values (12345678901234567890, 12345678901234567890)");
        assertThatThrownBy(() -> engine.execute("select sum(a * b) from t"))
                .hasMessageContaining("multiplication overflow");
        assertThatThrownBy(() -> engine.execute("select sum(a / (b - b)) from t"))
                .hasMessageContaining("Division by zero");
        engine.execute("create table l (a bigint)");
        engine.execute("insert into l values (4000000000)");
        assertThatThrownBy(() -> engine.execute("select sum(a * a) from l"))
                .hasMessageContaining("overflow");
    }

    @Test
    void wide_columns_with_small_values_are_summed_as_longs() {
        engine.execute("create table t (a decimal(38,2), b bigint)");
        engine.execute("insert into t values (-7.25, 3), (100.50, 4), (null, null)");
        assertThat(plan("select sum(a) from t")).contains("narrow(a)");
        assertThat(
                        engine.execute("select sum(a), avg(a), sum(a * b), sum(b * b) from t")
                                .getFirst())
                .containsExactly("93.25", "46.63", "380.25", "25");
    }

    @Test
    void cases_and_casts_keep_their_values() {
        engine.execute("create table t (k integer, a decimal(20,2), b bigint)");
        engine.execute("insert into t values (1, 10.25, 7), (2, -3.50, -8), (3, null, null)");
        String sql =
                "select sum(case when k = 1 then a * a when k = 2 then null else 0 end), sum(cast(b"
                        + " as decimal(30,3)) * a), sum(cast(a as decimal(25,1))) from t";
        assertThat(plan(sql)).contains("long(");
        assertThat(engine.execute(sql).getFirst()).containsExactly("105.0625", "99.75000", "6.8");
    }

    @Test
    void a_kept_plan_is_not_used_for_another_snapshot() {
        engine.execute("create table t (a decimal(18,0))");
        engine.execute("insert into t values (3)");
        String sql = "select sum(a * a * a) from t";
        assertThat(value(sql)).isEqualTo("27");
        assertThat(value(sql)).isEqualTo("27");
        engine.execute("insert into t values (100000000000)");
        assertThat(value(sql)).isEqualTo("1000000000000000000000000000000027");
    }

    @Test
    void files_and_tables_without_values_prove_the_rest() {
        engine.execute("create table t (a decimal(18,0), b decimal(18,0))");
        assertThat(value("select sum(a * b) from t")).isNull();
        engine.execute("insert into t values (null, 5), (null, 6)");
        engine.execute("insert into t values (2, 7)");
        assertThat(plan("select sum(a * b) from t")).contains("long(a * b)");
        assertThat(value("select sum(a * b) from t")).isEqualTo("14");
    }

    @Test
    void random_numbers_near_the_edge_are_computed_exactly() {
        Random random = new Random(20260122);
        for (int round = 0; round < 8; round++) {
            long most = BigInteger.TEN.pow(5 + round).longValueExact();
            int scale = random.nextInt(5);
            String type = "decimal(%d,%d)".formatted(18, scale);
            engine.execute("create or replace table r (a %s, b %s)".formatted(type, type));
            List<String> rows = new ArrayList<>();
            BigDecimal products = BigDecimal.ZERO;
            BigDecimal sums = BigDecimal.ZERO;
            for (int i = 0; i < 150; i++) {
                BigDecimal a = BigDecimal.valueOf(random.nextLong(-most, most), scale);
                BigDecimal b = BigDecimal.valueOf(random.nextLong(-most, most), scale);
                products = products.add(a.multiply(BigDecimal.ONE.subtract(b)).multiply(b));
                sums = sums.add(a).subtract(b);
                rows.add("(%s, %s)".formatted(a.toPlainString(), b.toPlainString()));
            }
            rows.add("(null, 1)");
            engine.execute("insert into r values " + String.join(", ", rows));
            List<@Nullable String> seen =
                    engine.execute("select sum(a * (1 - b) * b), sum(a - b) from r").getFirst();
            assertThat(new BigDecimal(seen.get(0))).as("round %s", round).isEqualTo(products);
            assertThat(new BigDecimal(seen.get(1))).isEqualByComparingTo(sums);
        }
    }
}
