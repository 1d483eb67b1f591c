package dev.tarn.engine.plan;

import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.PlanInputs;

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
                            Plan.BucketedMergeJoin _,
                            Plan.NestedLoopJoin _,
                            Plan.AsOfJoin _,
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
            case Plan.TableScan scan -> scan.of(tables.apply(scan.table()));
            case Plan.Rows _, Plan.Values _, Plan.FileScan _ -> plan;
            case Plan.TableWrite write -> write.of(inputs.getFirst(), tables.apply(write.table()));
            case Plan.Filter _,
                    Plan.Project _,
                    Plan.Aggregate _,
                    Plan.HashJoin _,
                    Plan.BucketedMergeJoin _,
                    Plan.NestedLoopJoin _,
                    Plan.AsOfJoin _,
                    Plan.Sort _,
                    Plan.TopN _,
                    Plan.Window _,
                    Plan.Unnest _,
                    Plan.Limit _,
                    Plan.UnionAll _,
                    Plan.SingleRow _,
                    Plan.Shared _,
                    Plan.Analyze _ ->
                    PlanInputs.replaced(plan, inputs);
        };
    }
}
