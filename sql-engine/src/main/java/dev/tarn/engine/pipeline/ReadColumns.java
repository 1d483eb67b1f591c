package dev.tarn.engine.pipeline;

import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.physical.AggregateCall;
import dev.tarn.engine.physical.Plan;

import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Which columns of each hash join in a plan are read by what stands above it; the others need no
/// values. Operators that move rows without looking at them count as reading all.
final class ReadColumns {
    private final Map<Plan, BitSet> read = new IdentityHashMap<>();

    /// Finds it out for all of `plan`, of which every column is read.
    ReadColumns(Plan plan) {
        visit(plan, all(plan));
    }

    /// The columns of `join` that are read.
    BitSet of(Plan join) {
        BitSet known = read.get(join);
        return known == null ? all(join) : known;
    }

    private static BitSet all(Plan plan) {
        BitSet all = new BitSet();
        all.set(0, plan.output().size());
        return all;
    }

    private void visit(Plan plan, BitSet above) {
        switch (plan) {
            case Plan.Project project -> visit(project.input(), columns(project.expressions()));
            case Plan.Filter filter -> {
                BitSet both = (BitSet) above.clone();
                both.or(columns(List.of(filter.predicate())));
                visit(filter.input(), both);
            }
            case Plan.Aggregate aggregate -> visit(aggregate.input(), columns(aggregate));
            case Plan.HashJoin join -> visitJoin(join, above);
            case Plan.BucketedMergeJoin merge -> visitJoin(merge.join(), above);
            case Plan.Rows _,
                    Plan.Values _,
                    Plan.FileScan _,
                    Plan.TableScan _,
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
                    plan.inputs().forEach(input -> visit(input, all(input)));
        }
    }

    /// A plan that stands in several places is read by all of them.
    private void visitJoin(Plan.HashJoin join, BitSet above) {
        BitSet known = read.computeIfAbsent(join, _ -> new BitSet());
        known.or(above);
        int width = join.left().output().size();
        BitSet pairs = new BitSet();
        int shift = join.type().keepsLeft() ? 0 : width;
        known.stream().forEach(at -> pairs.set(at + shift));
        Expr residual = join.residual();
        if (residual != null) {
            pairs.or(columns(List.of(residual)));
        }
        BitSet left = pairs.get(0, width);
        join.leftKeys().forEach(left::set);
        BitSet right = pairs.get(width, width + join.right().output().size());
        join.rightKeys().forEach(right::set);
        visit(join.left(), left);
        visit(join.right(), right);
    }

    private static BitSet columns(Plan.Aggregate aggregate) {
        BitSet columns = new BitSet();
        aggregate.keys().forEach(columns::set);
        for (AggregateCall call : aggregate.calls()) {
            call.arguments().forEach(columns::set);
            Integer filter = call.filter();
            if (filter != null) {
                columns.set(filter);
            }
            call.order().forEach(key -> columns.set(key.ordinal()));
        }
        return columns;
    }

    private static BitSet columns(List<Expr> expressions) {
        BitSet columns = new BitSet();
        expressions.forEach(expression -> expression.columns().forEach(columns::set));
        return columns;
    }
}
