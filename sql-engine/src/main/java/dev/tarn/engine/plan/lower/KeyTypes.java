package dev.tarn.engine.plan.lower;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.ValueOrder;
import dev.tarn.engine.physical.AggregateCall;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.SortKey;

import java.util.List;

/// Refuses plans that group, join or sort by values that cannot be compared.
public final class KeyTypes {
    private KeyTypes() {}

    /// `plan` itself.
    ///
    /// @throws SqlException TYPE_MISMATCH where a key is a variant or a shape, or holds some
    public static Plan checked(Plan plan) {
        plan.inputs().forEach(KeyTypes::checked);
        switch (plan) {
            case Plan.Aggregate aggregate -> aggregate(aggregate);
            case Plan.HashJoin join -> columns(join.left().output(), join.leftKeys(), "joined by");
            case Plan.AsOfJoin join -> columns(join.left().output(), join.leftKeys(), "joined by");
            case Plan.Sort sort -> order(sort.input().output(), sort.keys());
            case Plan.TopN top -> order(top.input().output(), top.keys());
            case Plan.Window window -> {
                columns(window.input().output(), window.partitionKeys(), "partitioned by");
                order(window.input().output(), window.order());
            }
            case Plan.TableScan _,
                    Plan.Rows _,
                    Plan.Values _,
                    Plan.FileScan _,
                    Plan.Filter _,
                    Plan.Project _,
                    Plan.BucketedMergeJoin _,
                    Plan.NestedLoopJoin _,
                    Plan.Unnest _,
                    Plan.Limit _,
                    Plan.UnionAll _,
                    Plan.SingleRow _,
                    Plan.Shared _,
                    Plan.TableWrite _,
                    Plan.Analyze _ -> {}
        }
        return plan;
    }

    private static void aggregate(Plan.Aggregate aggregate) {
        List<Field> input = aggregate.input().output();
        columns(input, aggregate.keys(), "grouped by, nor be made distinct");
        for (AggregateCall call : aggregate.calls()) {
            if (call.distinct()) {
                columns(input, call.arguments(), "made distinct");
            }
            for (SortKey key : call.order()) {
                check(input.get(call.arguments().get(key.ordinal())).type(), "sorted by");
            }
        }
    }

    private static void order(List<Field> input, List<SortKey> keys) {
        for (SortKey key : keys) {
            check(input.get(key.ordinal()).type(), "sorted by");
        }
    }

    private static void columns(List<Field> input, List<Integer> ordinals, String use) {
        for (int ordinal : ordinals) {
            check(input.get(ordinal).type(), use);
        }
    }

    private static void check(DataType type, String use) {
        if (!ValueOrder.isComparable(type)) {
            throw new SqlException(
                    ErrorCode.TYPE_MISMATCH,
                    "Values of type %s cannot be %s; CAST them to a type that they hold"
                            .formatted(type, use));
        }
    }
}
