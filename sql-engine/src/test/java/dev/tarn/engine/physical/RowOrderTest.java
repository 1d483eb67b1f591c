package dev.tarn.engine.physical;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.function.library.Functions;
import dev.tarn.engine.harness.TestEngine;
import dev.tarn.engine.physical.WindowFunction.Ranking;

import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

class RowOrderTest {
    private static final List<Field> FIELDS =
            List.of(
                    new Field("a", DataType.BIGINT),
                    new Field("b", DataType.BIGINT),
                    new Field("c", DataType.BIGINT));

    private static final Plan ROWS = new Plan.Rows("rows", FIELDS, batches -> {});
    private static final SortKey A = new SortKey(0, false, false);
    private static final SortKey B = new SortKey(1, true, true);
    private static final Plan SORTED = new Plan.Sort(ROWS, List.of(A, B));

    private static final Schema SCHEMA =
            new Schema(
                    Types.NestedField.optional(1, "a", Types.LongType.get()),
                    Types.NestedField.optional(2, "b", Types.LongType.get()),
                    Types.NestedField.optional(3, "c", Types.LongType.get()));

    private static Plan project(Plan input, Expr... expressions) {
        return new Plan.Project(input, List.of(expressions), FIELDS.subList(0, expressions.length));
    }

    private static Expr column(int ordinal) {
        return new Expr.Column(ordinal, DataType.BIGINT);
    }

    private static Plan numbered(Plan input, List<Integer> partitionKeys, SortKey... order) {
        WindowCall number =
                new WindowCall(Ranking.ROW_NUMBER, List.of(), false, WindowFrame.PARTITION);
        List<Field> output =
                Stream.concat(input.output().stream(), Stream.of(new Field("n", DataType.BIGINT)))
                        .toList();
        return new Plan.Window(input, partitionKeys, List.of(order), List.of(number), output);
    }

    private static List<SortKey> order(Plan plan) {
        return RowOrder.of(plan).keys();
    }

    @Test
    void a_sort_makes_an_order_in_which_a_column_counts_once() {
        assertThat(order(ROWS)).isEmpty();
        assertThat(order(SORTED)).containsExactly(A, B);
        assertThat(order(new Plan.TopN(ROWS, List.of(B), 3, 0))).containsExactly(B);
        assertThat(order(new Plan.Sort(ROWS, List.of(A, new SortKey(0, true, false), B))))
                .containsExactly(A, B);
    }

    @Test
    void filters_and_limits_keep_it_and_projections_as_far_as_the_columns_are_there() {
        Expr literal = new Expr.Literal(true, DataType.BOOLEAN);
        assertThat(order(new Plan.Limit(new Plan.Filter(SORTED, literal), 5, 1)))
                .containsExactly(A, B);
        assertThat(order(project(SORTED, column(1), column(0))))
                .containsExactly(new SortKey(1, false, false), new SortKey(0, true, true));
        assertThat(order(project(SORTED, column(2), column(0))))
                .containsExactly(new SortKey(1, false, false));
        assertThat(order(project(SORTED, column(1)))).isEmpty();
    }

    @Test
    void what_mixes_rows_has_none() {
        assertThat(order(new Plan.UnionAll(List.of(SORTED, ROWS), FIELDS))).isEmpty();
        assertThat(order(new Plan.Shared(SORTED, 1))).isEmpty();
        assertThat(order(new Plan.NestedLoopJoin(SORTED, ROWS, JoinType.INNER, null))).isEmpty();
        assertThat(order(numbered(SORTED, List.of(1), A))).isEmpty();
    }

    @Test
    void windows_of_all_rows_sort_unless_rows_come_in_their_order() {
        assertThat(order(numbered(ROWS, List.of(), B))).containsExactly(B);
        assertThat(order(numbered(SORTED, List.of(), A))).containsExactly(A, B);
        assertThat(order(numbered(SORTED, List.of(), B))).containsExactly(B);
        assertThat(order(numbered(SORTED, List.of(0), B))).containsExactly(A, B);
        assertThat(order(numbered(SORTED, List.of(1, 0)))).containsExactly(A, B);
    }

    @Test
    void groups_stand_side_by_side_by_the_first_keys_in_any_sequence() {
        RowOrder order = RowOrder.of(SORTED);

        assertThat(order.groups(List.of(0))).isTrue();
        assertThat(order.groups(List.of(1, 0))).isTrue();
        assertThat(order.groups(List.of(1))).isFalse();
        assertThat(order.groups(List.of(0, 2))).isFalse();
        assertThat(order.groups(List.of(0, 1, 2))).isFalse();
        assertThat(RowOrder.of(ROWS).groups(List.of())).isFalse();
    }

    @Test
    void a_merge_join_has_groups_side_by_side_in_streams_that_no_group_is_divided_among() {
        Plan merge = merge(JoinType.INNER);
        assertThat(RowOrder.of(merge).groups(List.of(0, 1))).isTrue();
        assertThat(RowOrder.of(merge).groups(List.of(0))).as("bucketed by b").isFalse();
        assertThat(RowOrder.of(merge).gives(List.of(A))).as("one stream").isFalse();
        assertThat(RowOrder.of(project(merge, column(1), column(0))).groups(List.of(0, 1)))
                .isTrue();
        assertThat(RowOrder.of(project(merge, column(0))).isNone()).isTrue();
        assertThat(RowOrder.of(merge(JoinType.LEFT)).isNone()).isTrue();
    }

    private static Plan merge(JoinType type) {
        Table table =
                TestEngine.emptyCatalog().createTable(TableIdentifier.of("test", "t"), SCHEMA);
        Plan scan =
                new Plan.TableScan(
                        "t", table, 1L, SCHEMA, FIELDS, 3, Expressions.alwaysTrue(), null, -1);
        Plan other =
                new Plan.TableScan(
                        "t", table, 1L, SCHEMA, FIELDS, 3, Expressions.alwaysTrue(), null, -1);
        List<Integer> keys = List.of(0, 1);
        MergeLayout.Side side = new MergeLayout.Side(Map.of(0, List.of(0)), Set.of(1));
        MergeLayout layout =
                new MergeLayout(
                        List.of(new MergeLayout.Part(1, 4)),
                        keys,
                        List.of(false, true),
                        List.of(false, true),
                        side,
                        side);
        return new Plan.BucketedMergeJoin(
                new Plan.HashJoin(scan, other, type, keys, keys, List.of(false, false), null),
                layout);
    }

    @Test
    void an_order_is_given_only_in_the_same_directions_with_nulls_at_the_same_ends() {
        RowOrder order = RowOrder.of(SORTED);

        assertThat(order.gives(List.of(A))).isTrue();
        assertThat(order.gives(List.of(A, new SortKey(0, true, true), B))).isTrue();
        assertThat(order.gives(List.of(B))).isFalse();
        assertThat(order.gives(List.of(new SortKey(0, true, false)))).isFalse();
        assertThat(order.gives(List.of(new SortKey(0, false, true)))).isFalse();
        assertThat(order.gives(List.of(A, B, new SortKey(2, false, false)))).isFalse();
        assertThat(RowOrder.of(ROWS).gives(List.of())).isFalse();
    }

    @Test
    void groups_are_streamed_in_the_order_of_their_rows() {
        Plan.Aggregate groups =
                new Plan.Aggregate(SORTED, List.of(1, 0), List.of(), FIELDS.subList(0, 2));
        Plan.Aggregate others = new Plan.Aggregate(SORTED, List.of(1), List.of(), FIELDS);

        assertThat(PlanText.line(groups)).isEqualTo("Aggregate streamed by [b, a]");
        assertThat(order(groups))
                .containsExactly(new SortKey(1, false, false), new SortKey(0, true, true));
        assertThat(PlanText.line(others)).isEqualTo("Aggregate by [b]");
        assertThat(order(others)).isEmpty();
        assertThat(PlanJson.of(groups)).contains("\"streamed by [b, a]\"");
    }

    @Test
    void distinct_values_have_to_stand_side_by_side_too() {
        assertThat(PlanText.line(counted(List.of(0), 1))).startsWith("Aggregate streamed by [a]");
        assertThat(PlanText.line(counted(List.of(1, 0), 0))).startsWith("Aggregate streamed by");
        assertThat(PlanText.line(counted(List.of(0), 2))).startsWith("Aggregate by [a]");
    }

    private static Plan counted(List<Integer> keys, int argument) {
        AggregateCall count =
                new AggregateCall(
                        Functions.standard()
                                .aggregate("count")
                                .orElseThrow()
                                .bind(List.of(DataType.BIGINT))
                                .orElseThrow(),
                        List.of(argument),
                        true,
                        null);
        return new Plan.Aggregate(SORTED, keys, List.of(count), FIELDS);
    }
}
