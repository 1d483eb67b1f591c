package dev.tarn.engine.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.physical.AggregateCall;
import dev.tarn.engine.physical.JoinType;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.SortKey;

import org.junit.jupiter.api.Test;

import java.util.List;

/// Which columns of a join are read by what stands above it.
class ReadColumnsTest {
    private static final List<Field> FIELDS =
            Plans.fields(
                    DataType.BIGINT,
                    DataType.BIGINT,
                    DataType.BOOLEAN,
                    DataType.BIGINT,
                    DataType.BIGINT);

    @Test
    void an_aggregation_reads_keys_arguments_filters_and_what_it_orders_by() {
        Plan join =
                new Plan.HashJoin(
                        Plans.rows(FIELDS, List.of(), 10),
                        Plans.rows(FIELDS, List.of(), 10),
                        JoinType.INNER,
                        List.of(0),
                        List.of(0),
                        List.of(false),
                        null);
        Plan aggregate =
                new Plan.Aggregate(
                        join,
                        List.of(1),
                        List.of(
                                new AggregateCall(
                                        Sums.SUM,
                                        List.of(3),
                                        false,
                                        2,
                                        List.of(new SortKey(9, false, false)))),
                        Plans.fields(DataType.BIGINT, DataType.BIGINT));

        assertThat(new ReadColumns(aggregate).of(join).stream().toArray())
                .containsExactly(1, 2, 3, 9);
    }
}
