package dev.tarn.engine.function.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tarn.columnar.ConstantVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DictionaryVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.JavaValues;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.VectorBuilder;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.Accumulator;
import dev.tarn.engine.function.AggregateFamily;
import dev.tarn.engine.function.AggregateFunction;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.library.Functions;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

@NullUnmarked
class AggregatesTest {

    private static AggregateFunction bind(String name, DataType... types) {
        return Functions.standard()
                .aggregate(name)
                .orElseThrow()
                .bind(List.of(types))
                .orElseThrow();
    }

    /// The result over all rows, as one group.
    private static Object all(String name, DataType type, Object... values) {
        Vector vector = VectorBuilder.of(type, Arrays.asList(values));
        Accumulator accumulator = bind(name, type).newAccumulator().get();
        accumulator.resize(1);
        accumulator.add(new int[values.length], List.of(vector), Rows.all(values.length));
        return JavaValues.value(accumulator.finish(0, 1), 0);
    }

    @Test
    void sums_have_the_types_and_values_that_sql_gives_them() {
        assertThat(all("sum", DataType.INTEGER, 1, null, Integer.MAX_VALUE)).isEqualTo(2147483648L);
        assertThat(all("sum", DataType.BIGINT, 1L, 2L)).isEqualTo(3L);
        assertThat(all("sum", DataType.DOUBLE, 0.5, null, 0.25)).isEqualTo(0.75);
        assertThat(all("sum", DataType.REAL, 0.5f, 0.25f)).isEqualTo(0.75f);
        assertThat(
                        all(
                                "sum",
                                new DataType.Decimal(18, 2),
                                new BigDecimal("9999999999999999.99"),
                                new BigDecimal("-0.01"),
                                new BigDecimal("9999999999999999.99")))
                .isEqualTo(new BigDecimal("19999999999999999.97"));
        assertThat(bind("sum", new DataType.Decimal(10, 3)).resultType())
                .isEqualTo(new DataType.Decimal(38, 3));
        assertThat(all("sum", DataType.BIGINT, (Object) null)).isNull();
    }

    @Test
    void a_sum_beyond_its_type_fails() {
        assertThatThrownBy(() -> all("sum", DataType.BIGINT, Long.MAX_VALUE, 1L))
                .hasMessageContaining("9223372036854775807 + 1")
                .extracting(e -> ((SqlException) e).code())
                .isEqualTo(ErrorCode.NUMERIC_VALUE_OUT_OF_RANGE);
        BigDecimal nines = new BigDecimal("9".repeat(38));
        assertThatThrownBy(() -> all("sum", new DataType.Decimal(38, 0), nines, nines))
                .isInstanceOf(SqlException.class);
    }

    @Test
    void averages_of_decimals_round_half_away_from_zero() {
        DataType cents = new DataType.Decimal(5, 2);
        assertThat(all("avg", cents, new BigDecimal("0.01"), new BigDecimal("0.02")))
                .isEqualTo(new BigDecimal("0.02"));
        assertThat(all("avg", cents, new BigDecimal("-0.01"), new BigDecimal("-0.02"), null))
                .isEqualTo(new BigDecimal("-0.02"));
        assertThat(all("avg", DataType.INTEGER, 1, 2)).isEqualTo(1.5);
    }

    @Test
    void extremes_follow_the_order_of_the_type() {
        assertThat(all("min", DataType.INTEGER, 3, -1, null)).isEqualTo(-1);
        assertThat(all("max", DataType.DATE, LocalDate.of(2020, 1, 1), LocalDate.of(1960, 1, 1)))
                .isEqualTo(LocalDate.of(2020, 1, 1));
        assertThat(all("max", DataType.DOUBLE, 1.0, Double.NaN, Double.POSITIVE_INFINITY))
                .isEqualTo(Double.NaN);
        assertThat(all("min", DataType.DOUBLE, 1.0, Double.NaN, -2.5)).isEqualTo(-2.5);
        assertThat(all("min", DataType.REAL, 1f, -0.5f)).isEqualTo(-0.5f);
        assertThat(all("max", DataType.STRING, "a", "é", "z", null)).isEqualTo("é");
        assertThat(all("min", DataType.STRING, "b", "", "a")).isEqualTo("");
        assertThat(
                        all(
                                "max",
                                new DataType.Decimal(30, 0),
                                new BigDecimal("-5"),
                                new BigDecimal("123456789012345678901234567890")))
                .isEqualTo(new BigDecimal("123456789012345678901234567890"));
        assertThat(all("max", new DataType.ListOf(DataType.INTEGER), List.of(1, 2), List.of(1, 3)))
                .isEqualTo(List.of(1, 3));
        assertThat(all("bool_and", DataType.BOOLEAN, true, null, false)).isEqualTo(false);
        assertThat(all("bool_or", DataType.BOOLEAN, true, null, false)).isEqualTo(true);
        assertThat(all("every", DataType.BOOLEAN, true, null)).isEqualTo(true);
    }

    @Test
    void variances_are_those_of_the_textbook() {
        Object[] values = {2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0, null};
        assertThat((Double) all("stddev_pop", DataType.DOUBLE, values)).isCloseTo(2, within(1e-12));
        assertThat((Double) all("var_samp", DataType.DOUBLE, values))
                .isCloseTo(32.0 / 7, within(1e-12));
        assertThat(all("stddev", DataType.DOUBLE, 1.0)).isNull();
        assertThat(all("var_pop", DataType.DOUBLE, 1.0)).isEqualTo(0.0);
    }

    @Test
    void pairs_leave_out_rows_with_a_null_on_either_side() {
        Vector y = VectorBuilder.of(DataType.DOUBLE, Arrays.asList(3.0, 5.0, 7.0, null, 1.0));
        Vector x = VectorBuilder.of(DataType.DOUBLE, Arrays.asList(1.0, 2.0, 3.0, 4.0, null));
        assertThat(pair("regr_slope", y, x)).isEqualTo(2.0);
        assertThat(pair("regr_intercept", y, x)).isEqualTo(1.0);
        assertThat(pair("corr", y, x)).isEqualTo(1.0);
        assertThat(pair("covar_samp", y, x)).isEqualTo(2.0);
        assertThat(pair("max_by", x, y)).isEqualTo(3.0);
        assertThat(pair("min_by", x, y)).isNull();
    }

    private static Object pair(String name, Vector y, Vector x) {
        Accumulator accumulator = bind(name, y.type(), x.type()).newAccumulator().get();
        accumulator.resize(1);
        accumulator.add(new int[y.length()], List.of(y, x), Rows.all(y.length()));
        return JavaValues.value(accumulator.finish(0, 1), 0);
    }

    @Test
    void lists_keep_nulls_and_joined_strings_leave_them_out() {
        assertThat(all("array_agg", DataType.INTEGER, 1, null, 2))
                .isEqualTo(Arrays.asList(1, null, 2));
        Vector values = VectorBuilder.of(DataType.STRING, Arrays.asList("a", null, "b"));
        Vector comma = new ConstantVector(VectorBuilder.of(DataType.STRING, List.of(", ")), 3);
        assertThat(pair("listagg", values, comma)).isEqualTo("a, b");
    }

    @Test
    void approximate_counts_are_exact_for_few_and_near_for_many() {
        Object[] few = new Object[200];
        Arrays.setAll(few, i -> (long) (i % 50));
        assertThat(all("approx_distinct", DataType.BIGINT, few)).isEqualTo(50L);
        Object[] many = new Object[200_000];
        Arrays.setAll(many, i -> (long) (i % 100_000));
        assertThat((Long) all("approx_distinct", DataType.BIGINT, many))
                .isBetween(92_000L, 108_000L);
    }

    /// What every aggregate must satisfy: how rows are encoded, selected, split and merged does not
    /// show in the result.
    @Test
    void encodings_selections_and_merges_do_not_change_any_result() {
        Random random = new Random(7);
        for (AggregateFamily family : Functions.standard().aggregates()) {
            for (DataType type :
                    List.of(
                            DataType.INTEGER,
                            DataType.BIGINT,
                            DataType.DOUBLE,
                            DataType.REAL,
                            DataType.BOOLEAN,
                            DataType.STRING,
                            DataType.DATE,
                            new DataType.Decimal(9, 2),
                            new DataType.Decimal(25, 3))) {
                for (int count = family.minArguments(); count <= family.maxArguments(); count++) {
                    List<DataType> types = java.util.Collections.nCopies(count, type);
                    AggregateFunction function = family.bind(types).orElse(null);
                    // Entropy takes no negative numbers; its results are asked for in SQL.
                    if (function != null
                            && !function.name().equals("entropy")
                            && !hasSettings(function)
                            && function.parameterTypes().equals(types)) {
                        checkInvariance(function, random);
                    }
                }
            }
        }
    }

    /// Whether an argument has to be the same for all rows, which random ones are not.
    private static boolean hasSettings(AggregateFunction function) {
        int count = function.parameterTypes().size();
        return switch (function.name()) {
            case "approx_percentile", "approx_most_frequent", "numeric_histogram" -> true;
            case "approx_distinct", "min", "max" -> count > 1;
            case "min_by", "max_by" -> count > 2;
            default -> false;
        };
    }

    /// The values of a vector, bytes as something that is equal to the same bytes.
    private static List<Object> values(Vector vector) {
        List<Object> values = new ArrayList<>(JavaValues.values(vector));
        values.replaceAll(value -> value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : value);
        return values;
    }

    private static void checkInvariance(AggregateFunction function, Random random) {
        int rowCount = 130;
        int groupCount = 5;
        List<Vector> flat = new ArrayList<>();
        List<Vector> encoded = new ArrayList<>();
        for (DataType type : function.parameterTypes()) {
            FlatVector dictionary = randomValues(type, 9, random);
            int[] ids = random.ints(rowCount, 0, 9).toArray();
            encoded.add(new DictionaryVector(dictionary, ids, rowCount));
            flat.add(dictionary.take(ids, rowCount));
        }
        int[] groups = random.ints(rowCount, 0, groupCount).toArray();

        Accumulator whole = function.newAccumulator().get();
        whole.resize(groupCount);
        whole.add(groups, flat, Rows.all(rowCount));
        List<Object> expected = values(whole.finish(0, groupCount));

        // Even rows dictionary-encoded into one, odd rows into another with other group numbers.
        Accumulator even = function.newAccumulator().get();
        Accumulator odd = function.newAccumulator().get();
        even.resize(groupCount);
        odd.resize(groupCount);
        addEvery(even, encoded, groups, 0, g -> g);
        addEvery(odd, flat, groups, 1, g -> groupCount - 1 - g);
        int[] from = new int[groupCount];
        int[] to = new int[groupCount];
        Arrays.setAll(from, g -> g);
        Arrays.setAll(to, g -> groupCount - 1 - g);
        even.merge(odd, from, to, groupCount);
        List<Object> merged = values(even.finish(0, groupCount));

        // Group `i` of what is restored is group `to[i]` of what was saved.
        Accumulator restored = function.newAccumulator().get();
        restored.restore(odd.save(to, 0, groupCount), groupCount);
        Accumulator again = function.newAccumulator().get();
        again.resize(groupCount);
        addEvery(again, encoded, groups, 0, g -> g);
        again.merge(restored, from, from, groupCount);
        assertThat(values(again.finish(0, groupCount)))
                .as("saved states of %s", function)
                .isEqualTo(merged);
        if (!List.of(
                        "array_agg",
                        "map_agg",
                        "multimap_agg",
                        "string_agg",
                        "listagg",
                        "any_value",
                        "arbitrary",
                        "min_by",
                        "max_by")
                .contains(function.name())) {
            for (int g = 0; g < groupCount; g++) {
                String what = function + " of " + function.parameterTypes() + " group " + g;
                if (expected.get(g) instanceof Number number
                        && !Double.isNaN(number.doubleValue())
                        && (number instanceof Double || number instanceof Float)) {
                    assertThat(((Number) merged.get(g)).doubleValue())
                            .as(what)
                            .isCloseTo(
                                    number.doubleValue(),
                                    within(1e-6 * (1 + Math.abs(number.doubleValue()))));
                } else {
                    assertThat(merged.get(g)).as(what).isEqualTo(expected.get(g));
                }
            }
        }
        assertThat(even.sizeBytes()).isPositive();
    }

    private static void addEvery(
            Accumulator accumulator,
            List<Vector> arguments,
            int[] groups,
            int parity,
            java.util.function.IntUnaryOperator renumber) {
        int[] selection = new int[groups.length / 2];
        int[] selectedGroups = new int[selection.length];
        for (int i = 0; i < selection.length; i++) {
            selection[i] = 2 * i + parity;
            selectedGroups[i] = renumber.applyAsInt(groups[selection[i]]);
        }
        accumulator.add(
                selectedGroups, arguments, new Rows(groups.length, selection, selection.length));
    }

    private static FlatVector randomValues(DataType type, int count, Random random) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int n = random.nextInt(-500, 500);
            if (random.nextInt(5) == 0) {
                values.add(null);
                continue;
            }
            values.add(
                    switch (type) {
                        case DataType.Decimal decimal -> BigDecimal.valueOf(n, decimal.scale());
                        default -> {
                            if (type == DataType.INTEGER) {
                                yield n;
                            } else if (type == DataType.BIGINT) {
                                yield (long) n;
                            } else if (type == DataType.DOUBLE) {
                                yield n / 8.0;
                            } else if (type == DataType.REAL) {
                                yield n / 8f;
                            } else if (type == DataType.BOOLEAN) {
                                yield n > 0;
                            } else if (type == DataType.DATE) {
                                yield LocalDate.ofEpochDay(n);
                            }
                            yield "s" + n;
                        }
                    });
        }
        return VectorBuilder.of(type, values);
    }
}
