package dev.tarn.engine.pipeline;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.exec.KeyBound;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.physical.Plan;

import org.jspecify.annotations.Nullable;

/// Finds the scan that a column of a plan comes from unchanged, so that what becomes known of the
/// column can bound the scan.
final class ScanBounds {
    private ScanBounds() {}

    /// A bound on the scan below `plan` that its column `ordinal` is read by; null where the column
    /// is computed, or rows are combined before it is seen.
    static @Nullable KeyBound of(Plan plan, int ordinal, QueryContext query) {
        return switch (plan) {
            case Plan.TableScan scan -> {
                DataType type = scan.output().get(ordinal).type();
                if (!KeyBound.supports(type)) {
                    yield null;
                }
                KeyBound bound = new KeyBound(scan.projection().columns().get(ordinal).name());
                query.live(scan).add(bound);
                yield bound;
            }
            case Plan.Filter filter -> of(filter.input(), ordinal, query);
            case Plan.Project project ->
                    project.expressions().get(ordinal) instanceof Expr.Column column
                            ? of(project.input(), column.ordinal(), query)
                            : null;
            case Plan.Rows _,
                    Plan.Values _,
                    Plan.FileScan _,
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
                    Plan.TableWrite _,
                    Plan.Analyze _ ->
                    null;
        };
    }
}
