package dev.tarn.engine.function.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Decimal;
import dev.tarn.columnar.JavaValues;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.VectorBuilder;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.Accumulator;
import dev.tarn.engine.function.GroupedAccumulator;
import dev.tarn.engine.function.GroupedRows;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.library.Functions;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Rows put together by group give what they give one after the other.
class GroupedRowsTest {
    private static final int ROWS = 1000;

    private static Accumulator accumulator(String name, DataType type) {
        return Functions.standard()
                .aggregate(name)
                .orElseThrow()
                .bind(List.of(type))
                .orElseThrow()
                .newAccumulator()
                .get();
    }

    private static @Nullable Object random(DataType type, Random random) {
        return switch (type) {
            case Decimal decimal -> {
                BigInteger unscaled = new BigInteger(decimal.precision() > 18 ? 100 : 59, random);
                yield new BigDecimal(
                        random.nextBoolean() ? unscaled : unscaled.negate(), decimal.scale());
            }
            case DataType.Simple simple ->
                    switch (simple) {
                        case BOOLEAN -> random.nextBoolean();
                        case INTEGER -> random.nextInt();
                        case BIGINT -> random.nextLong() >> 24;
                        default -> (double) random.nextInt(1 << 20);
                    };
            default -> throw new IllegalArgumentException(type.toString());
        };
    }

    @Test
    void sums_and_counts_are_those_of_rows_one_by_one() {
        Random random = new Random(5);
        List<DataType> types =
                List.of(
                        new Decimal(18, 3),
                        new Decimal(38, 3),
                        DataType.BIGINT,
                        DataType.INTEGER,
                        DataType.DOUBLE);
        for (int round = 0; round < 60; round++) {
            DataType type = types.get(round % types.size());
            int groupCount = 1 + random.nextInt(round % 2 == 0 ? 6 : GroupedRows.MAX_GROUPS);
            List<@Nullable Object> values = new ArrayList<>();
            int[] groups = new int[ROWS];
            int[] selection = new int[ROWS];
            int selected = 0;
            for (int row = 0; row < ROWS; row++) {
                values.add(round % 3 == 0 && random.nextInt(4) == 0 ? null : random(type, random));
                groups[row] = random.nextInt(groupCount);
                selection[selected] = row;
                selected += random.nextInt(10) == 0 ? 0 : 1;
            }
            Rows rows = round % 4 < 2 ? Rows.all(ROWS) : new Rows(ROWS, selection, selected);
            Vector vector = VectorBuilder.of(type, values);
            for (String name : List.of("sum", "avg", "count")) {
                check(name, type, vector, groups, rows, groupCount);
            }
        }
    }

    private static void check(
            String name, DataType type, Vector vector, int[] groups, Rows rows, int groupCount) {
        Accumulator one = accumulator(name, type);
        one.resize(groupCount);
        one.add(groups, List.of(vector), rows);
        GroupedAccumulator other = (GroupedAccumulator) accumulator(name, type);
        other.resize(groupCount);
        GroupedRows grouped = new GroupedRows();
        grouped.fill(groups, rows, groupCount);
        other.addGrouped(grouped, List.of(vector));
        Vector expected = one.finish(0, groupCount);
        Vector seen = other.finish(0, groupCount);
        for (int group = 0; group < groupCount; group++) {
            assertThat(JavaValues.value(seen, group))
                    .as("%s of %s, group %d", name, type, group)
                    .isEqualTo(JavaValues.value(expected, group));
        }
    }

    @Test
    void booleans_are_counted_where_they_are_true() {
        Vector vector =
                VectorBuilder.of(
                        DataType.BOOLEAN, java.util.Arrays.asList(true, null, false, true));
        check("count_if", DataType.BOOLEAN, vector, new int[] {0, 1, 1, 1}, Rows.all(4), 2);
    }

    @Test
    void a_sum_beyond_bigint_is_an_error() {
        GroupedAccumulator sum = (GroupedAccumulator) accumulator("sum", DataType.BIGINT);
        sum.resize(2);
        GroupedRows grouped = new GroupedRows();
        grouped.fill(new int[] {1, 1, 0}, Rows.all(3), 2);
        Vector vector =
                new LongVector(DataType.BIGINT, new long[] {Long.MAX_VALUE, Long.MAX_VALUE, 1});
        assertThatThrownBy(() -> sum.addGrouped(grouped, List.of(vector)))
                .isInstanceOf(SqlException.class)
                .hasMessageContaining("sum of bigint overflows");
    }
}
