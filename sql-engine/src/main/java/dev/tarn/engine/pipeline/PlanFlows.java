package dev.tarn.engine.pipeline;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.agg.Aggregations;
import dev.tarn.engine.basic.BasicOperators;
import dev.tarn.engine.exec.Flow;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.scan.RowScans;

/// The one place that knows all kinds of plans and all operator packages.
final class PlanFlows {
    private final QueryContext query;

    PlanFlows(QueryContext query) {
        this.query = query;
    }

    /// The rows of `plan`, as open pipelines.
    Flow flow(Plan plan) {
        return switch (plan) {
            case Plan.Values values -> RowScans.flow(values, query);
            case Plan.Rows rows -> RowScans.flow(rows, query);
            case Plan.Limit limit -> BasicOperators.limit(flow(limit.input()), limit);
            case Plan.SingleRow row -> BasicOperators.singleRow(flow(row.input()), row);
            case Plan.UnionAll union ->
                    Flow.union(query, union.inputs().stream().map(this::flow).toList());
            case Plan.TableScan scan -> throw refusal(scan);
            case Plan.FileScan scan -> throw refusal(scan);
            case Plan.Filter filter -> throw refusal(filter);
            case Plan.Project project -> throw refusal(project);
            case Plan.Aggregate aggregate ->
                    Aggregations.aggregate(flow(aggregate.input()), aggregate);
            case Plan.HashJoin join -> throw refusal(join);
            case Plan.NestedLoopJoin join -> throw refusal(join);
            case Plan.Sort sort -> throw refusal(sort);
            case Plan.TopN topN -> throw refusal(topN);
            case Plan.TableWrite write -> throw refusal(write);
        };
    }

    private static SqlException refusal(Plan plan) {
        return new SqlException(
                ErrorCode.NOT_SUPPORTED,
                "Plan %s cannot be executed".formatted(plan.getClass().getSimpleName()));
    }
}
