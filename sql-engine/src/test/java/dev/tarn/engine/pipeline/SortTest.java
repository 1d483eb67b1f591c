package dev.tarn.engine.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.VectorBuilder;
import dev.tarn.engine.function.ValueOrder;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.SortKey;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/// Sorts of random rows against a comparator in Java.
class SortTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14})
    void sort_and_top_n_agree_with_a_comparator(long seed) {
        Random random = new Random(seed);
        int rowCount = seed == 1 ? 0 : random.nextInt(seed % 5 == 0 ? 80_000 : 3000);
        RandomRows input = RandomRows.of(random, 1 + random.nextInt(3), rowCount);
        List<SortKey> keys = new ArrayList<>();
        for (int column = 0; column < input.fields().size(); column++) {
            keys.add(new SortKey(column, random.nextBoolean(), random.nextBoolean()));
        }
        int batchRows = rowCount > 10_000 ? 2048 : List.of(1, 3, 2048).get(random.nextInt(3));
        int workers = 1 + random.nextInt(4);
        int half = rowCount / 2;
        Plan plan =
                new Plan.UnionAll(
                        List.of(
                                Plans.rows(
                                        input.fields(), input.rows().subList(0, half), batchRows),
                                Plans.rows(
                                        input.fields(),
                                        input.rows().subList(half, rowCount),
                                        batchRows)),
                        input.fields());
        List<List<@Nullable Object>> expected = new ArrayList<>(input.rows());
        expected.sort(comparator(input, keys));

        assertThat(Plans.run(new Plan.Sort(plan, keys), workers, batchRows)).isEqualTo(expected);

        int offset = random.nextInt(50);
        int limit = random.nextInt(100);
        assertThat(Plans.run(new Plan.TopN(plan, keys, limit, offset), workers, batchRows))
                .isEqualTo(
                        expected.subList(
                                Math.min(rowCount, offset), Math.min(rowCount, offset + limit)));
    }

    static Comparator<List<@Nullable Object>> comparator(RandomRows input, List<SortKey> keys) {
        return (left, right) -> {
            for (SortKey key : keys) {
                Object l = left.get(key.ordinal());
                Object r = right.get(key.ordinal());
                int order;
                if (l == null || r == null) {
                    order = l == r ? 0 : (l == null) == key.nullsFirst() ? -1 : 1;
                } else {
                    DataType type = input.fields().get(key.ordinal()).type();
                    FlatVector both = VectorBuilder.of(type, List.of(l, r));
                    order = ValueOrder.compare(both, 0, both, 1);
                    order = key.descending() ? -order : order;
                }
                if (order != 0) {
                    return order;
                }
            }
            return 0;
        };
    }

    @Test
    void strings_are_compared_whole_and_nan_is_greatest() {
        assertThat(sorted(DataType.STRING, "abcdefghi", "abcdefgh", "abcdefgh\0", "é", "z", ""))
                .containsExactly("", "abcdefgh", "abcdefgh\0", "abcdefghi", "z", "é");
        assertThat(
                        sorted(
                                DataType.DOUBLE,
                                Double.NaN,
                                Double.POSITIVE_INFINITY,
                                -1.0,
                                Double.NEGATIVE_INFINITY,
                                1.0))
                .containsExactly(
                        Double.NEGATIVE_INFINITY, -1.0, 1.0, Double.POSITIVE_INFINITY, Double.NaN);
        assertThat(sorted(DataType.BIGINT, Long.MAX_VALUE, null, Long.MIN_VALUE, 0L))
                .containsExactly(Long.MIN_VALUE, 0L, Long.MAX_VALUE, null);
    }

    private static List<@Nullable Object> sorted(DataType type, @Nullable Object... values) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Object value : values) {
            rows.add(Arrays.asList(value));
        }
        Plan plan =
                new Plan.Sort(
                        Plans.rows(Plans.fields(type), rows, 2),
                        List.of(new SortKey(0, false, false)));
        List<@Nullable Object> sorted = new ArrayList<>();
        for (List<@Nullable Object> row : Plans.run(plan, 2, 2)) {
            sorted.add(row.getFirst());
        }
        return sorted;
    }
}
