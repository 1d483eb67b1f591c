package dev.tarn.engine.function.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tarn.columnar.ConstantVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.JavaValues;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Accumulator;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.library.Functions;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

class SketchesTest {
    private static final int ROWS = 2_000;
    private static final int PARTS = 50;

    private static Accumulator accumulator(String name, List<DataType> types) {
        return Functions.standard()
                .aggregate(name)
                .orElseThrow()
                .bind(types)
                .orElseThrow()
                .newAccumulator()
                .get();
    }

    /// The result of one group over `PARTS` batches of `values`, each added by another accumulator
    /// that leaves memory, and comes back to be merged.
    private static Object merged(String name, List<Vector> before, long[] values, Vector last) {
        List<DataType> types = new ArrayList<>();
        before.forEach(vector -> types.add(vector.type()));
        types.add(DataType.BIGINT);
        types.add(last.type());
        Accumulator all = accumulator(name, types);
        all.resize(1);
        for (int part = 0; part < PARTS; part++) {
            long[] some = Arrays.copyOfRange(values, part * ROWS, (part + 1) * ROWS);
            List<Vector> arguments = new ArrayList<>(before);
            arguments.add(new LongVector(DataType.BIGINT, some));
            arguments.add(last);
            Accumulator one = accumulator(name, types);
            one.resize(1);
            one.add(new int[ROWS], arguments, Rows.all(ROWS));
            Accumulator restored = accumulator(name, types);
            restored.restore(one.save(new int[1], 0, 1), 1);
            all.merge(restored, new int[1], new int[1], 1);
        }
        assertThat(all.sizeBytes()).isBetween(64L, 100_000L);
        return Objects.requireNonNull(JavaValues.value(all.finish(0, 1), 0));
    }

    @Test
    void a_percentile_of_many_merged_states_is_off_by_less_than_half_a_percent_of_the_rows() {
        long[] values = new long[PARTS * ROWS];
        for (int i = 0; i < values.length; i++) {
            values[i] = i - values.length / 2L;
        }
        shuffle(values, new Random(7));
        for (double share : new double[] {0, 0.01, 0.5, 0.9, 0.999, 1}) {
            Vector constant =
                    new ConstantVector(
                            new DoubleVector(DataType.DOUBLE, new double[] {share}), ROWS);
            long found = (Long) merged("approx_percentile", List.of(), values, constant);
            double rank = (found + values.length / 2.0) / values.length;
            assertThat(rank).as("share %s", share).isCloseTo(share, within(0.005));
            assertThat(merged("approx_percentile", List.of(), values, constant)).isEqualTo(found);
        }
    }

    @Test
    void frequent_values_are_found_among_many_rare_ones() {
        long[] values = new long[PARTS * ROWS];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 10 < 3 ? 1 : i % 10 == 3 ? 2 : 1000 + i;
        }
        shuffle(values, new Random(8));
        Vector two = new ConstantVector(new LongVector(DataType.BIGINT, new long[] {2}), ROWS);
        Vector hundred =
                new ConstantVector(new LongVector(DataType.BIGINT, new long[] {100}), ROWS);
        Map<?, ?> found = (Map<?, ?>) merged("approx_most_frequent", List.of(two), values, hundred);
        assertThat(List.copyOf(found.keySet())).isEqualTo(List.of(1L, 2L));
        assertThat((Long) found.get(1L)).isBetween(30_000L, 31_000L);
        assertThat((Long) found.get(2L)).isBetween(10_000L, 11_000L);
    }

    private static void shuffle(long[] values, Random random) {
        for (int i = values.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            long value = values[i];
            values[i] = values[other];
            values[other] = value;
        }
    }
}
