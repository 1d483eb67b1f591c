package dev.tarn.engine.physical;

import java.util.List;

/// How many rows plans are expected to give. Kinds that give as many rows as they take, or fewer by
/// a number they name, have no estimate of their own.
public final class EstimatedRows {
    private static final double UNKNOWN = -1;

    private EstimatedRows() {}

    /// Rows that `plan` is expected to give; -1 where nothing is known.
    public static double of(Plan plan) {
        return switch (plan) {
            case Plan.TableScan scan -> scan.estimatedRows();
            case Plan.Rows _, Plan.FileScan _, Plan.TableWrite _, Plan.Analyze _ -> UNKNOWN;
            case Plan.Values values -> values.rows().size();
            case Plan.Filter filter -> filter.estimatedRows();
            case Plan.Project project -> of(project.input());
            case Plan.Aggregate aggregate ->
                    aggregate.keys().isEmpty() ? 1 : aggregate.estimatedRows();
            case Plan.HashJoin join -> join.estimatedRows();
            case Plan.BucketedMergeJoin merge -> of(merge.join());
            case Plan.NestedLoopJoin join -> join.estimatedRows();
            case Plan.AsOfJoin join -> join.estimatedRows();
            case Plan.Sort sort -> of(sort.input());
            case Plan.TopN top -> limited(of(top.input()), top.limit(), top.offset());
            case Plan.Window window -> of(window.input());
            case Plan.Unnest unnest -> unnest.estimatedRows();
            case Plan.Limit limit -> limited(of(limit.input()), limit.limit(), limit.offset());
            case Plan.UnionAll union -> sum(union.inputs());
            case Plan.SingleRow _ -> 1;
            case Plan.Shared shared -> of(shared.input());
        };
    }

    private static double limited(double rows, long limit, long offset) {
        double left = rows < 0 ? UNKNOWN : Math.max(0, rows - offset);
        return limit < 0 ? left : left < 0 ? limit : Math.min(left, limit);
    }

    private static double sum(List<Plan> inputs) {
        double sum = 0;
        for (Plan input : inputs) {
            double rows = of(input);
            if (rows < 0) {
                return UNKNOWN;
            }
            sum += rows;
        }
        return sum;
    }

    /// `plan`, which is expected to give `rows` rows; as it is where it says so itself, or has an
    /// estimate already.
    public static Plan given(Plan plan, double rows) {
        if (!(rows >= 0) || of(plan) >= 0) {
            return plan;
        }
        return switch (plan) {
            case Plan.Filter filter -> new Plan.Filter(filter.input(), filter.predicate(), rows);
            case Plan.Project project -> {
                Plan input = given(project.input(), rows);
                yield new Plan.Project(input, project.expressions(), project.output());
            }
            case Plan.Aggregate aggregate ->
                    new Plan.Aggregate(
                            aggregate.input(),
                            aggregate.keys(),
                            aggregate.calls(),
                            aggregate.output(),
                            rows);
            case Plan.HashJoin join ->
                    new Plan.HashJoin(
                            join.left(),
                            join.right(),
                            join.type(),
                            join.leftKeys(),
                            join.rightKeys(),
                            join.nullSafe(),
                            join.residual(),
                            rows);
            case Plan.NestedLoopJoin join ->
                    new Plan.NestedLoopJoin(
                            join.left(), join.right(), join.type(), join.condition(), rows);
            case Plan.AsOfJoin join ->
                    new Plan.AsOfJoin(
                            join.left(),
                            join.right(),
                            join.type(),
                            join.leftKeys(),
                            join.rightKeys(),
                            join.match(),
                            rows);
            case Plan.Unnest unnest ->
                    new Plan.Unnest(
                            unnest.input(),
                            unnest.width(),
                            unnest.withOrdinality(),
                            unnest.outer(),
                            unnest.output(),
                            rows);
            case Plan.BucketedMergeJoin merge ->
                    new Plan.BucketedMergeJoin(
                            (Plan.HashJoin) given(merge.join(), rows), merge.layout());
            case Plan.TableScan _, Plan.Rows _, Plan.Values _, Plan.FileScan _ -> plan;
            case Plan.Sort _, Plan.TopN _, Plan.Window _, Plan.Limit _, Plan.UnionAll _ -> plan;
            case Plan.SingleRow _, Plan.Shared _, Plan.TableWrite _, Plan.Analyze _ -> plan;
        };
    }
}
