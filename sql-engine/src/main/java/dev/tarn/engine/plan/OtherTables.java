package dev.tarn.engine.plan;

import dev.tarn.engine.physical.Plan;

import org.apache.iceberg.Table;

import java.util.List;
import java.util.function.UnaryOperator;

/// A plan over other tables than it was made for, which have the same contents.
final class OtherTables {
    private OtherTables() {}

    /// Whether all that `plan` reads is tables and literals, and it writes nothing.
    static boolean areAll(Plan plan) {
        boolean one =
                switch (plan) {
                    case Plan.Rows _, Plan.FileScan _, Plan.TableWrite _, Plan.Analyze _ -> false;
                    case Plan.TableScan _,
                            Plan.Values _,
                            Plan.Filter _,
                            Plan.Project _,
                            Plan.Aggregate _,
                            Plan.HashJoin _,
                            Plan.NestedLoopJoin _,
                            Plan.Sort _,
                            Plan.TopN _,
                            Plan.Window _,
                            Plan.Unnest _,
                            Plan.Limit _,
                            Plan.UnionAll _,
                            Plan.SingleRow _,
                            Plan.Shared _ ->
                            true;
                };
        return one && plan.inputs().stream().allMatch(OtherTables::areAll);
    }

    /// `plan` with each table replaced.
    static Plan in(Plan plan, UnaryOperator<Table> tables) {
        List<Plan> inputs = plan.inputs().stream().map(input -> in(input, tables)).toList();
        return switch (plan) {
            case Plan.TableScan scan ->
                    new Plan.TableScan(
                            scan.name(),
                            tables.apply(scan.table()),
                            scan.snapshotId(),
                            scan.projection(),
                            scan.columns(),
                            scan.outputCount(),
                            scan.pruning(),
                            scan.filter(),
                            scan.estimatedRows());
            case Plan.Rows rows -> rows;
            case Plan.Values values -> values;
            case Plan.FileScan scan -> scan;
            case Plan.Filter filter -> new Plan.Filter(inputs.getFirst(), filter.predicate());
            case Plan.Project project ->
                    new Plan.Project(inputs.getFirst(), project.expressions(), project.output());
            case Plan.Aggregate aggregate ->
                    new Plan.Aggregate(
                            inputs.getFirst(),
                            aggregate.keys(),
                            aggregate.calls(),
                            aggregate.output());
            case Plan.HashJoin join ->
                    new Plan.HashJoin(
                            inputs.get(0),
                            inputs.get(1),
                            join.type(),
                            join.leftKeys(),
                            join.rightKeys(),
                            join.nullSafe(),
                            join.residual());
            case Plan.NestedLoopJoin join ->
                    new Plan.NestedLoopJoin(
                            inputs.get(0), inputs.get(1), join.type(), join.condition());
            case Plan.Sort sort -> new Plan.Sort(inputs.getFirst(), sort.keys());
            case Plan.TopN top ->
                    new Plan.TopN(inputs.getFirst(), top.keys(), top.limit(), top.offset());
            case Plan.Unnest unnest ->
                    new Plan.Unnest(
                            inputs.getFirst(),
                            unnest.width(),
                            unnest.withOrdinality(),
                            unnest.outer(),
                            unnest.output());
            case Plan.Window window ->
                    new Plan.Window(
                            inputs.getFirst(),
                            window.partitionKeys(),
                            window.order(),
                            window.calls(),
                            window.output());
            case Plan.Limit limit ->
                    new Plan.Limit(inputs.getFirst(), limit.limit(), limit.offset());
            case Plan.UnionAll union -> new Plan.UnionAll(inputs, union.output());
            case Plan.SingleRow _ -> new Plan.SingleRow(inputs.getFirst());
            case Plan.Shared shared -> new Plan.Shared(inputs.getFirst(), shared.number());
            case Plan.TableWrite write ->
                    new Plan.TableWrite(
                            inputs.getFirst(), tables.apply(write.table()), write.output());
            case Plan.Analyze analyze -> new Plan.Analyze(inputs.getFirst(), analyze.json());
        };
    }
}
