package dev.tarn.engine.plan.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.engine.plan.stats.DistinctEstimate.Run;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongUnaryOperator;

class DistinctEstimateTest {
    private static final int ROWS = 1_000_000;
    private static final int RUN_ROWS = 2048;

    /// Eight runs spread over a table whose row `i` has `value(i)`, below 0 a null.
    private static List<Run> runs(LongUnaryOperator value) {
        SplittableRandom random = new SplittableRandom(7);
        List<Run> runs = new ArrayList<>();
        for (int place = 0; place < 8; place++) {
            long row = (long) ((place + random.nextDouble()) / 8 * ROWS);
            runs.add(run(row - row % RUN_ROWS, RUN_ROWS, value));
        }
        return runs;
    }

    private static Run run(long from, int count, LongUnaryOperator value) {
        long[] values = new long[count];
        for (int i = 0; i < count; i++) {
            values[i] = value.applyAsLong(from + i);
        }
        return new Run(
                count, Arrays.stream(values).filter(v -> v >= 0).sorted().distinct().toArray());
    }

    private static double estimate(LongUnaryOperator value) {
        return DistinctEstimate.of(runs(value), ROWS);
    }

    /// A number in `[0, bound)` that looks drawn at random for each row.
    private static long drawn(long row, long bound) {
        return new SplittableRandom(row * 31 + 5).nextLong(bound);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 100, 5_000, 50_000, 200_000})
    void values_drawn_evenly(int distinct) {
        assertThat(estimate(row -> drawn(row, distinct))).isBetween(distinct / 1.3, distinct * 1.3);
    }

    @Test
    void a_value_of_its_own_for_each_row() {
        assertThat(estimate(row -> row)).isEqualTo(ROWS);
        assertThat(estimate(row -> row * 7919 % 1_000_003)).isEqualTo(ROWS);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 50, 400, 4_000})
    void values_that_stand_together(int rowsEach) {
        double distinct = (double) ROWS / rowsEach;
        assertThat(estimate(row -> row / rowsEach)).isBetween(distinct / 3, distinct * 3);
    }

    @Test
    void few_values_in_order() {
        assertThat(estimate(row -> row / (ROWS / 5))).isBetween(5.0, 10.0);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.8, 1.0})
    void values_of_which_some_are_frequent(double skew) {
        int most = 20_000;
        double[] sums = new double[most];
        double sum = 0;
        for (int i = 0; i < most; i++) {
            sum += Math.pow(i + 1, -skew);
            sums[i] = sum;
        }
        double total = sum;
        LongUnaryOperator zipf =
                row -> {
                    double at = new SplittableRandom(row).nextDouble() * total;
                    int found = Arrays.binarySearch(sums, at);
                    return found < 0 ? -found - 1 : found;
                };
        assertThat(estimate(zipf)).isBetween(most / 3.0, most * 1.5);
    }

    @Test
    void nulls_are_no_values() {
        assertThat(estimate(row -> row % 10 == 0 ? drawn(row, 1_000) : -1))
                .isBetween(700.0, 1400.0);
        assertThat(estimate(row -> -1)).isZero();
    }

    @Test
    void all_rows_looked_at_are_counted() {
        List<Run> runs = new ArrayList<>();
        for (int from = 0; from < 40_000; from += 10_000) {
            runs.add(run(from, 10_000, row -> drawn(row, 30_000)));
        }
        long truth =
                runs.stream().flatMapToLong(run -> Arrays.stream(run.hashes())).distinct().count();
        assertThat(DistinctEstimate.of(runs, 40_000)).isEqualTo(truth);
        assertThat(DistinctEstimate.of(runs.subList(0, 1), 10_000))
                .isEqualTo(runs.getFirst().hashes().length);
    }

    @Test
    void runs_much_shorter_than_others_are_left_out() {
        List<Run> runs = new ArrayList<>();
        runs.add(run(0, 400_000, row -> drawn(row, 10_000)));
        runs.add(run(500_000, 300, row -> drawn(row, 10_000)));
        assertThat(DistinctEstimate.of(runs, ROWS)).isBetween(10_000.0, 20_000.0);
    }

    @Test
    void one_run_of_many_says_little() {
        Run only = run(0, RUN_ROWS, row -> row);
        assertThat(DistinctEstimate.of(List.of(only), ROWS))
                .isBetween((double) RUN_ROWS, (double) ROWS);
        assertThat(DistinctEstimate.of(List.of(), ROWS)).isNaN();
    }
}
