package dev.tarn.engine.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DictionaryVector;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.columns.RowStore;
import dev.tarn.engine.function.FunctionContext;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFunction;
import dev.tarn.engine.function.ValueOrder;
import dev.tarn.engine.spi.FileOrder;
import dev.tarn.engine.spi.FileOrder.Curve;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/// What share of the files a predicate on one column has to read, when rows lie in files by the
/// curve: 65,536 rows in 256 files, one percent of each column asked for at each of 100 places.
class CurveKeyTest {
    private static final int ROWS = 1 << 16;
    private static final int FILES = 256;

    private static final FunctionContext CONTEXT =
            new FunctionContext(Instant.EPOCH, ZoneOffset.UTC, "tester", 1);

    private final SplittableRandom random = new SplittableRandom(7);

    private IntVector days() {
        return new IntVector(DataType.DATE, random.ints(ROWS, 0, 2500).toArray());
    }

    private DoubleVector prices() {
        double[] values = new double[ROWS];
        Arrays.setAll(values, i -> Math.exp(random.nextDouble() * 12) / 100);
        return new DoubleVector(DataType.DOUBLE, values);
    }

    /// Names of equal length, from the numbers of rows.
    private static BytesVector names(IntUnaryOperator number) {
        StringBuilder text = new StringBuilder();
        int[] offsets = new int[ROWS + 1];
        for (int i = 0; i < ROWS; i++) {
            text.append("CUST-%08d".formatted(number.applyAsInt(i)));
            offsets[i + 1] = text.length();
        }
        byte[] data = text.toString().getBytes(StandardCharsets.US_ASCII);
        return new BytesVector(DataType.STRING, data, offsets, null, ROWS);
    }

    private static long[] keys(Curve curve, List<? extends Vector> columns) {
        List<DataType> types = columns.stream().map(Vector::type).toList();
        RowStore sample = new RowStore(columns.size());
        int[] every = IntStream.range(0, ROWS / 5).map(i -> i * 5).toArray();
        sample.add(new Batch(List.copyOf(columns), ROWS, every, every.length));
        ScalarFunction key = CurveKey.of(curve, types, sample);
        Vector keys = key.kernel().apply(List.copyOf(columns), Rows.all(ROWS), CONTEXT);
        return ((LongVector) keys.flatten()).values();
    }

    /// The share of the files that have a value of the ranks asked for.
    private static double share(long[] keys, int[] ranks) {
        Integer[] rows = new Integer[ROWS];
        Arrays.setAll(rows, i -> i);
        Arrays.sort(rows, Comparator.comparingLong(row -> keys[row]));
        int read = 0;
        for (int place = 0; place < 100; place++) {
            int from = place * ROWS / 100;
            int to = (place + 1) * ROWS / 100;
            for (int file = 0; file < FILES; file++) {
                int least = Integer.MAX_VALUE;
                int most = -1;
                for (int i = 0; i < ROWS / FILES; i++) {
                    int rank = ranks[rows[file * (ROWS / FILES) + i]];
                    least = Math.min(least, rank);
                    most = Math.max(most, rank);
                }
                read += least < to && most >= from ? 1 : 0;
            }
        }
        return read / 100.0 / FILES;
    }

    /// Ranks of rows by a column, ties in any order.
    private static int[] ranks(FlatVector column) {
        Integer[] rows = new Integer[ROWS];
        Arrays.setAll(rows, i -> i);
        Arrays.sort(rows, (left, right) -> ValueOrder.compare(column, left, column, right));
        int[] ranks = new int[ROWS];
        for (int i = 0; i < ROWS; i++) {
            ranks[rows[i]] = i;
        }
        return ranks;
    }

    @Test
    void a_date_and_a_price_skip_nine_tenths_each() {
        List<FlatVector> columns = List.of(days(), prices());
        long[] keys = keys(Curve.HILBERT, columns);
        for (FlatVector column : columns) {
            assertThat(share(keys, ranks(column))).isLessThanOrEqualTo(0.094);
        }
    }

    @Test
    void three_columns_skip_three_quarters_each() {
        List<FlatVector> columns = List.of(days(), prices(), names(_ -> random.nextInt(90_000)));
        long[] keys = keys(Curve.HILBERT, columns);
        for (FlatVector column : columns) {
            assertThat(share(keys, ranks(column))).isLessThanOrEqualTo(0.236);
        }
    }

    @Test
    void the_other_curve_is_a_little_worse() {
        List<FlatVector> columns = List.of(days(), prices());
        long[] keys = keys(Curve.ZORDER, columns);
        for (FlatVector column : columns) {
            assertThat(share(keys, ranks(column))).isBetween(0.08, 0.15);
        }
    }

    @ParameterizedTest
    @EnumSource(Curve.class)
    void one_column_is_sorted_by_its_values(Curve curve) {
        DoubleVector prices = prices();
        long[] keys = keys(curve, List.of(prices));
        for (int i = 1; i < ROWS; i++) {
            if (keys[i - 1] != keys[i]) {
                assertThat(keys[i - 1] < keys[i])
                        .isEqualTo(prices.values()[i - 1] < prices.values()[i]);
            }
        }
    }

    @Test
    void nulls_come_first_and_nan_last() {
        double[] values = new double[ROWS];
        Arrays.setAll(values, i -> i % 3 == 0 ? Double.NaN : i % 3 == 1 ? -1e300 : 0);
        long[] validity = new long[ROWS / 64];
        for (int i = 0; i < ROWS; i++) {
            validity[i >>> 6] |= i % 3 == 2 ? 0 : 1L << i;
        }
        long[] keys =
                keys(
                        Curve.HILBERT,
                        List.of(new DoubleVector(DataType.DOUBLE, values, validity, ROWS)));
        assertThat(keys[2]).isZero();
        assertThat(keys[1]).isGreaterThan(keys[2]);
        assertThat(keys[0]).isGreaterThan(keys[1]);
        assertThat(keys[3]).isEqualTo(keys[0]);
    }

    @Test
    void texts_that_begin_alike_count_whole() {
        BytesVector names = names(i -> i);
        long[] keys = keys(Curve.HILBERT, List.of(names));
        assertThat(Arrays.stream(keys).distinct().count()).isGreaterThan(1000);
        for (int i = 1; i < ROWS; i++) {
            assertThat(keys[i]).isGreaterThanOrEqualTo(keys[i - 1]);
        }
    }

    @Test
    void values_of_dictionaries_have_the_keys_that_they_have_without() {
        BytesVector names = names(i -> i % 300);
        int[] ids = new int[ROWS];
        Arrays.setAll(ids, i -> i % 300);
        Vector coded = new DictionaryVector(names, ids, ROWS);
        assertThat(keys(Curve.HILBERT, List.of(coded, coded)))
                .isEqualTo(keys(Curve.HILBERT, List.of(names, names)));
    }

    @Test
    void a_sample_without_rows_gives_one_key() {
        ScalarFunction key =
                CurveKey.of(
                        Curve.HILBERT, List.of(DataType.INTEGER, DataType.STRING), new RowStore(2));
        List<Vector> columns =
                List.of(new IntVector(DataType.INTEGER, new int[ROWS]), names(i -> i));
        Vector keys = key.kernel().apply(columns, Rows.all(ROWS), CONTEXT);
        assertThat(((LongVector) keys).values()).containsOnly(0);
    }

    @Test
    void more_columns_than_fit_into_a_key_are_refused() {
        List<Integer> ids = List.of(1, 2, 3, 4, 5, 6, 7);
        assertThatThrownBy(() -> new FileOrder.Clustered(Curve.ZORDER, ids))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("7 columns");
        assertThatThrownBy(() -> new FileOrder.Clustered(Curve.ZORDER, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 columns");
    }

    @Test
    void as_many_columns_as_there_may_be_have_room() {
        List<FlatVector> columns = new ArrayList<>();
        for (int i = 0; i < FileOrder.Clustered.MOST_COLUMNS; i++) {
            columns.add(days());
        }
        assertThat(Arrays.stream(keys(Curve.HILBERT, columns)).min().orElseThrow()).isNotNegative();
    }
}
