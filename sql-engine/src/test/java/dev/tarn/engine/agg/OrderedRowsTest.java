package dev.tarn.engine.agg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.columnar.JavaValues;
import dev.tarn.columnar.VectorBuilder;
import dev.tarn.engine.function.AggregateFunction;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.library.Functions;
import dev.tarn.engine.physical.AggregateCall;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.SortKey;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;

/// Aggregates in an order keep it when their states leave memory and come back.
class OrderedRowsTest {
    private static final AggregateFunction LIST =
            Functions.standard()
                    .aggregate("array_agg")
                    .orElseThrow()
                    .bind(List.of(DataType.STRING))
                    .orElseThrow();

    @Test
    void states_that_were_saved_are_merged_in_order() {
        List<Field> input =
                List.of(new Field("text", DataType.STRING), new Field("at", DataType.INTEGER));
        AggregateCall call =
                new AggregateCall(
                        LIST, List.of(0, 1), false, null, List.of(new SortKey(1, true, false)));
        Plan.Aggregate plan =
                new Plan.Aggregate(
                        new Plan.Values(input, List.of()),
                        List.of(),
                        List.of(call),
                        List.of(new Field("list", LIST.resultType())));
        GroupStates first = states(plan, List.of("b", "d"), Arrays.asList(2, 4));
        GroupStates second = states(plan, List.of("a", "none", "c"), Arrays.asList(1, null, 3));
        GroupFormat format = new GroupFormat(plan);
        Batch saved = format.groups(first, new int[] {0}, 0, 1);
        format.merge(saved, second, new int[] {0});
        assertThat(JavaValues.value(second.results(0, 1).column(0), 0))
                .isEqualTo(List.of("d", "c", "b", "a", "none"));
    }

    private static GroupStates states(
            Plan.Aggregate plan, List<String> texts, List<Integer> places) {
        GroupStates states = new GroupStates(plan);
        states.accumulator(0)
                .add(
                        new int[texts.size()],
                        List.of(
                                VectorBuilder.of(DataType.STRING, texts),
                                VectorBuilder.of(DataType.INTEGER, places)),
                        Rows.all(texts.size()));
        return states;
    }
}
