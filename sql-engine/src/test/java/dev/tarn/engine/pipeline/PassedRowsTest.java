package dev.tarn.engine.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.memory.MemoryPool;
import dev.tarn.engine.physical.AggregateCall;
import dev.tarn.engine.physical.Plan;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Aggregations whose rows go past the drivers' tables, as those reduce too little, give the groups
/// that a map gives.
class PassedRowsTest {
    /// Sixteen batches of so many rows are a portion, and 32 portions are merged.
    private static final int BATCH_ROWS = 8;

    @TempDir private Path directory;

    /// Of types with one word a key, several, and bytes; all with nulls. Keys are few, many and
    /// (nearly) as many as rows, and once many become few.
    @ParameterizedTest
    @CsvSource({
        "1, BIGINT, 6000, 100000000",
        "1, BIGINT, 1000, 100000000",
        "2, BIGINT, 60000, 100000000",
        "2, BIGINT, 60000, 3000000",
        "3, BIGINT, 300, 100000000",
        "2, STRING, 6000, 100000000",
        "3, STRING, 60000, 4000000",
        "2, 'BIGINT,DOUBLE', 6000, 100000000",
        "2, 'STRING,BIGINT', 3000, 100000000",
        "2, DOUBLE, 60000, 100000000",
    })
    void groups_are_those_of_a_map(int workers, String types, int distinct, long memoryBytes) {
        Random random = new Random(distinct + workers);
        List<DataType> columns = new ArrayList<>(List.of(DataType.BIGINT));
        List<Integer> keys = new ArrayList<>();
        List<DataType> output = new ArrayList<>();
        for (String type : types.split(",")) {
            keys.add(columns.size());
            columns.add(DataType.Simple.valueOf(type));
            output.add(DataType.Simple.valueOf(type));
        }
        RandomRows first = RandomRows.of(random, columns, 30_000, distinct);
        RandomRows later = RandomRows.of(random, columns, 15_000, Math.min(distinct, 400));
        List<List<@Nullable Object>> rows = new ArrayList<>(first.rows());
        rows.addAll(later.rows());
        Plan input =
                new Plan.UnionAll(
                        List.of(
                                Plans.rows(first.fields(), rows.subList(0, 22_000), BATCH_ROWS),
                                Plans.rows(
                                        first.fields(),
                                        rows.subList(22_000, rows.size()),
                                        BATCH_ROWS)),
                        first.fields());
        output.add(DataType.BIGINT);
        output.add(DataType.BIGINT);
        Plan plan =
                new Plan.Aggregate(
                        input,
                        keys,
                        List.of(
                                new AggregateCall(Sums.SUM, List.of(0), false, null),
                                new AggregateCall(
                                        Sums.count(DataType.BIGINT), List.of(0), false, null)),
                        Plans.fields(output.toArray(DataType[]::new)));

        Trial trial = Trial.of(workers, BATCH_ROWS, directory).in(new MemoryPool(memoryBytes));

        assertThat(Plans.bag(trial.run(plan).rows())).isEqualTo(Plans.bag(expected(rows, keys)));
    }

    private static List<List<@Nullable Object>> expected(
            List<List<@Nullable Object>> rows, List<Integer> keys) {
        Map<List<@Nullable Object>, long[]> sums = new HashMap<>();
        for (List<@Nullable Object> row : rows) {
            List<@Nullable Object> key = new ArrayList<>();
            keys.forEach(at -> key.add(row.get(at)));
            long[] state = sums.computeIfAbsent(key, _ -> new long[2]);
            if (row.getFirst() instanceof Long value) {
                state[0] += value;
                state[1]++;
            }
        }
        List<List<@Nullable Object>> groups = new ArrayList<>();
        sums.forEach((key, state) -> {
            List<@Nullable Object> group = new ArrayList<>(key);
            group.add(state[1] == 0 ? null : state[0]);
            group.add(state[1]);
            groups.add(group);
        });
        return groups;
    }
}
