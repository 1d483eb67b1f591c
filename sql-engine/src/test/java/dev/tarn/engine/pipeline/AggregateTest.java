package dev.tarn.engine.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.physical.AggregateCall;
import dev.tarn.engine.physical.Plan;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

class AggregateTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void agrees_with_a_map_of_rows(long seed) {
        Random random = new Random(seed);
        RandomRows input = RandomRows.of(random, 1 + random.nextInt(3), random.nextInt(20_000));
        List<Field> fields = new ArrayList<>(input.fields());
        int number = fields.size();
        fields.add(new Field("number", DataType.BIGINT));
        fields.add(new Field("flag", DataType.BOOLEAN));
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (List<@Nullable Object> row : input.rows()) {
            List<@Nullable Object> longer = new ArrayList<>(row);
            longer.add(random.nextInt(5) == 0 ? null : (long) random.nextInt(100));
            longer.add(random.nextInt(5) == 0 ? null : random.nextBoolean());
            rows.add(longer);
        }
        List<Integer> keys = new ArrayList<>();
        for (int key = 0; key < number; key++) {
            keys.add(key);
        }
        List<Field> output = new ArrayList<>(input.fields());
        for (String name : List.of("n", "s", "sf", "ds", "dc")) {
            output.add(new Field(name, DataType.BIGINT));
        }
        int batchRows = List.of(1, 3, 100, 2048).get(random.nextInt(4));
        Plan plan =
                new Plan.Aggregate(
                        split(fields, rows, batchRows, random),
                        keys,
                        List.of(
                                new AggregateCall(Sums.COUNT, List.of(), false, null),
                                new AggregateCall(Sums.SUM, List.of(number), false, null),
                                new AggregateCall(Sums.SUM, List.of(number), false, number + 1),
                                new AggregateCall(Sums.SUM, List.of(number), true, null),
                                new AggregateCall(
                                        Sums.count(DataType.BIGINT), List.of(number), true, null)),
                        output);

        assertThat(Plans.bag(Plans.run(plan, 1 + random.nextInt(4), batchRows)))
                .isEqualTo(Plans.bag(expected(rows, number)));
    }

    private static Plan split(
            List<Field> fields, List<List<@Nullable Object>> rows, int batchRows, Random random) {
        List<Plan> parts = new ArrayList<>();
        int parted = 1 + random.nextInt(3);
        for (int part = 0; part < parted; part++) {
            int from = rows.size() * part / parted;
            int to = rows.size() * (part + 1) / parted;
            parts.add(Plans.rows(fields, rows.subList(from, to), batchRows));
        }
        return new Plan.UnionAll(parts, fields);
    }

    private static List<List<@Nullable Object>> expected(
            List<List<@Nullable Object>> rows, int number) {
        Map<List<@Nullable Object>, List<List<@Nullable Object>>> groups = new HashMap<>();
        for (List<@Nullable Object> row : rows) {
            groups.computeIfAbsent(row.subList(0, number), key -> new ArrayList<>()).add(row);
        }
        List<List<@Nullable Object>> expected = new ArrayList<>();
        for (List<@Nullable Object> key : groups.keySet()) {
            List<List<@Nullable Object>> members = Objects.requireNonNull(groups.get(key));
            List<@Nullable Object> result = new ArrayList<>(key);
            result.add((long) members.size());
            result.add(sum(members, number, false, false));
            result.add(sum(members, number, true, false));
            result.add(sum(members, number, false, true));
            Set<Object> distinct = new HashSet<>();
            for (List<@Nullable Object> row : members) {
                if (row.get(number) instanceof Object value) {
                    distinct.add(value);
                }
            }
            result.add((long) distinct.size());
            expected.add(result);
        }
        return expected;
    }

    private static @Nullable Long sum(
            List<List<@Nullable Object>> rows, int number, boolean filtered, boolean distinct) {
        Long sum = null;
        Set<Object> seen = new HashSet<>();
        for (List<@Nullable Object> row : rows) {
            Object value = row.get(number);
            if (value == null
                    || (filtered && !Boolean.TRUE.equals(row.get(number + 1)))
                    || (distinct && !seen.add(value))) {
                continue;
            }
            sum = (sum == null ? 0 : sum) + (Long) value;
        }
        return sum;
    }

    @Test
    void without_keys_there_is_one_row_even_for_no_input() {
        List<Field> fields = Plans.fields(DataType.BIGINT);
        List<AggregateCall> calls =
                List.of(
                        new AggregateCall(Sums.COUNT, List.of(), false, null),
                        new AggregateCall(Sums.SUM, List.of(0), true, null));
        List<Field> output = Plans.fields(DataType.BIGINT, DataType.BIGINT);

        assertThat(
                        Plans.run(
                                new Plan.Aggregate(
                                        Plans.rows(fields, List.of(), 1), List.of(), calls, output),
                                2,
                                10))
                .containsExactly(Arrays.asList(null, null));
        assertThat(
                        Plans.run(
                                new Plan.Aggregate(
                                        Plans.rows(
                                                fields,
                                                List.of(List.of(2L), List.of(2L), List.of(3L)),
                                                1),
                                        List.of(),
                                        calls,
                                        output),
                                2,
                                10))
                .containsExactly(List.of(3L, 5L));
    }

    @Test
    void zeros_are_one_group_and_so_are_nans() {
        List<Field> fields = Plans.fields(DataType.DOUBLE);
        Plan plan =
                new Plan.Aggregate(
                        Plans.rows(
                                fields,
                                List.of(
                                        List.of(0.0),
                                        List.of(-0.0),
                                        List.of(Double.NaN),
                                        List.of(Double.longBitsToDouble(0x7ff8000000000001L))),
                                2),
                        List.of(0),
                        List.of(),
                        fields);

        assertThat(Plans.run(plan, 2, 10))
                .containsExactlyInAnyOrder(List.of(0.0), List.of(Double.NaN));
    }
}
