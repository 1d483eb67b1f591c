package dev.tarn.engine.physical;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// Plans over other inputs.
public final class PlanInputs {
    private PlanInputs() {}

    /// `plan` over what `each` makes of its inputs, which give the same columns; `plan` itself
    /// where that is the inputs themselves.
    public static Plan mapped(Plan plan, UnaryOperator<Plan> each) {
        List<Plan> inputs = new ArrayList<>();
        boolean same = true;
        for (Plan input : plan.inputs()) {
            Plan one = each.apply(input);
            same &= one == input;
            inputs.add(one);
        }
        return same ? plan : replaced(plan, inputs);
    }

    /// `plan` with `inputs`, as many as it has, which give the same columns.
    public static Plan replaced(Plan plan, List<Plan> inputs) {
        return switch (plan) {
            case Plan.TableScan _, Plan.Rows _, Plan.Values _, Plan.FileScan _ -> plan;
            case Plan.Filter filter ->
                    new Plan.Filter(inputs.getFirst(), filter.predicate(), filter.estimatedRows());
            case Plan.Project project ->
                    new Plan.Project(inputs.getFirst(), project.expressions(), project.output());
            case Plan.Aggregate aggregate ->
                    new Plan.Aggregate(
                            inputs.getFirst(),
                            aggregate.keys(),
                            aggregate.calls(),
                            aggregate.output(),
                            aggregate.estimatedRows());
            case Plan.HashJoin join ->
                    new Plan.HashJoin(
                            inputs.get(0),
                            inputs.get(1),
                            join.type(),
                            join.leftKeys(),
                            join.rightKeys(),
                            join.nullSafe(),
                            join.residual(),
                            join.estimatedRows());
            case Plan.BucketedMergeJoin merge ->
                    new Plan.BucketedMergeJoin(
                            (Plan.HashJoin) replaced(merge.join(), inputs), merge.layout());
            case Plan.NestedLoopJoin join ->
                    new Plan.NestedLoopJoin(
                            inputs.get(0),
                            inputs.get(1),
                            join.type(),
                            join.condition(),
                            join.estimatedRows());
            case Plan.AsOfJoin join ->
                    new Plan.AsOfJoin(
                            inputs.get(0),
                            inputs.get(1),
                            join.type(),
                            join.leftKeys(),
                            join.rightKeys(),
                            join.match(),
                            join.estimatedRows());
            case Plan.Sort sort -> new Plan.Sort(inputs.getFirst(), sort.keys());
            case Plan.TopN top ->
                    new Plan.TopN(inputs.getFirst(), top.keys(), top.limit(), top.offset());
            case Plan.Unnest unnest ->
                    new Plan.Unnest(
                            inputs.getFirst(),
                            unnest.width(),
                            unnest.withOrdinality(),
                            unnest.outer(),
                            unnest.output(),
                            unnest.estimatedRows());
            case Plan.Window window ->
                    new Plan.Window(
                            inputs.getFirst(),
                            window.partitionKeys(),
                            window.order(),
                            window.calls(),
                            window.output(),
                            window.limit());
            case Plan.Limit limit ->
                    new Plan.Limit(inputs.getFirst(), limit.limit(), limit.offset());
            case Plan.UnionAll union -> new Plan.UnionAll(inputs, union.output());
            case Plan.SingleRow _ -> new Plan.SingleRow(inputs.getFirst());
            case Plan.Shared shared -> new Plan.Shared(inputs.getFirst(), shared.number());
            case Plan.TableWrite write -> write.of(inputs.getFirst(), write.table());
            case Plan.Analyze analyze -> new Plan.Analyze(inputs.getFirst(), analyze.json());
        };
    }
}
