package dev.tarn.engine.agg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.VectorBuilder;
import dev.tarn.engine.columns.Cells;
import dev.tarn.engine.columns.KeyBatch;
import dev.tarn.engine.columns.KeyEncoder;
import dev.tarn.engine.columns.KeyLayout;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Keys are numbered in the order in which they come, whether they are close together or not.
class GroupTableTest {
    private static final KeyLayout BIGINT = KeyLayout.of(List.of(DataType.BIGINT), false);

    private final GroupTable table = new GroupTable(BIGINT);
    private final KeyEncoder encoder = new KeyEncoder(BIGINT);
    private final KeyBatch batch = new KeyBatch();
    private final Map<@Nullable Long, Integer> expected = new HashMap<>();

    /// Adds `keys` and compares their groups with those of a map, and memory with what was told.
    private void add(List<@Nullable Long> keys) {
        LongVector vector = (LongVector) VectorBuilder.of(DataType.BIGINT, keys);
        encoder.encode(List.of(new Cells(vector, null, keys.size())), keys.size(), batch);
        long most = table.sizeBytesWith(batch);
        int[] groups = new int[keys.size()];
        table.findOrAdd(batch, groups);
        for (int i = 0; i < groups.length; i++) {
            int number = expected.size();
            Integer known = expected.putIfAbsent(keys.get(i), number);
            assertThat(groups[i]).isEqualTo(known == null ? number : known);
        }
        assertThat(table.groupCount()).isEqualTo(expected.size());
        assertThat(table.sizeBytes()).isLessThanOrEqualTo(most);
    }

    private static List<@Nullable Long> run(long from, int count, long step) {
        List<@Nullable Long> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            keys.add(from + i * step);
        }
        return keys;
    }

    @Test
    void keys_in_order_have_direct_slots_also_where_runs_are_far_apart() {
        for (int batch = 0; batch < 40; batch++) {
            add(run(10_000L * (batch * 7 % 40) - 50_000, 2000, 3));
        }
        assertThat(table.direct()).isNotNull();
        add(run(-50_000, 2000, 5));
        assertThat(table.direct()).isNotNull();
    }

    @Test
    void keys_far_apart_are_hashed_and_so_are_those_that_follow() {
        add(run(0, 2048, 1));
        assertThat(table.direct()).isNotNull();
        add(List.of(1L, Long.MAX_VALUE, Long.MIN_VALUE, 5L));
        assertThat(table.direct()).isNull();
        add(run(0, 2048, 1));
        add(run(-5_000_000_000L, 2048, 1_000_003));
        assertThat(table.direct()).isNull();
    }

    @Test
    void extremes_close_together_have_direct_slots() {
        add(run(Long.MIN_VALUE, 2048, 1));
        assertThat(table.direct()).isNotNull();
        GroupTable upper = new GroupTable(BIGINT);
        LongVector vector =
                (LongVector) VectorBuilder.of(DataType.BIGINT, run(Long.MAX_VALUE - 2047, 2048, 1));
        encoder.encode(List.of(new Cells(vector, null, 2048)), 2048, batch);
        int[] groups = new int[2048];
        upper.findOrAdd(batch, groups);
        assertThat(upper.direct()).isNotNull();
        assertThat(groups[2047]).isEqualTo(2047);
    }

    @Test
    void a_null_is_a_group_of_its_own_wherever_keys_are() {
        List<@Nullable Long> keys = run(1_000_000, 2000, 1);
        keys.set(3, null);
        keys.set(1999, null);
        add(keys);
        assertThat(table.direct()).isNotNull();
        add(java.util.Arrays.asList(null, null));
        add(java.util.Arrays.asList(0L, null, -1L));
        add(keys);
    }

    @Test
    void random_keys_are_numbered_as_a_map_numbers_them() {
        Random random = new Random(11);
        for (int round = 0; round < 30; round++) {
            expected.clear();
            GroupTableTest fresh = new GroupTableTest();
            long width = 1L << 2 + random.nextInt(40);
            for (int batch = 0; batch < 12; batch++) {
                List<@Nullable Long> keys = new ArrayList<>();
                int count = 1 + random.nextInt(random.nextBoolean() ? 10 : 2048);
                long from = random.nextLong(-width, width);
                for (int i = 0; i < count; i++) {
                    keys.add(
                            random.nextInt(50) == 0
                                    ? null
                                    : batch % 3 == 0
                                            ? random.nextLong(-width, width)
                                            : from + random.nextInt(3000));
                }
                fresh.add(keys);
            }
        }
    }

    @Test
    void tables_with_keys_in_one_range_are_partitioned_by_it() {
        add(run(0, 2048, 4));
        GroupTableTest other = new GroupTableTest();
        other.add(run(2, 2048, 4));
        Partitioning together = Partitioning.of(List.of(table, other.table));
        assertThat(together).isInstanceOf(Partitioning.ByRange.class);
        for (int group = 0; group < 2048; group++) {
            assertThat(together.of(table.keys(), group))
                    .isBetween(0, Radix.PARTITION_COUNT - 1)
                    .isEqualTo(together.of(other.table.keys(), group));
        }
        GroupTableTest far = new GroupTableTest();
        far.add(run(1L << 40, 2048, 1));
        assertThat(Partitioning.of(List.of(table, far.table)))
                .isInstanceOf(Partitioning.ByHash.class);
    }
}
