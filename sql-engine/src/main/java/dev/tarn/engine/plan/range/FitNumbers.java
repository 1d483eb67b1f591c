package dev.tarn.engine.plan.range;

import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.function.AggregateFunction;
import dev.tarn.engine.physical.AggregateCall;
import dev.tarn.engine.physical.JoinType;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.PlanInputs;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// Replaces arithmetic that is proven to fit a long by arithmetic without checks, all over a plan:
///
/// ```
/// Aggregate sum(x)                                Aggregate sum(x)
///   Project x := price * (1 - discount)    →        Project x := long(price * (1 - discount))
///     TableScan price in 9.01..1049.50, …              TableScan
/// ```
///
/// Types of a plan's output stay; columns between a projection and the sums and averages over it
/// may get fewer digits. A plan is for the snapshots that it names, and so are the proofs.
public final class FitNumbers {
    private FitNumbers() {}

    /// A plan, and what its columns may hold.
    private record Ranged(Plan plan, Ranges ranges) {}

    public static Plan in(Plan plan) {
        return ranged(plan).plan;
    }

    private static Ranged ranged(Plan plan) {
        return switch (plan) {
            case Plan.TableScan scan -> scan(scan);
            case Plan.Rows _, Plan.Values _, Plan.FileScan _ -> new Ranged(plan, Ranges.UNKNOWN);
            case Plan.Filter filter -> {
                Ranged input = ranged(filter.input());
                Expr predicate = new Fitting(input.ranges).exact(filter.predicate());
                yield new Ranged(
                        new Plan.Filter(input.plan, predicate, filter.estimatedRows()),
                        input.ranges);
            }
            case Plan.Project project -> project(project, new BitSet());
            case Plan.Aggregate aggregate -> aggregate(aggregate);
            case Plan.HashJoin join -> join(join);
            case Plan.BucketedMergeJoin merge -> new Ranged(merge, ranged(merge.join()).ranges);
            case Plan.NestedLoopJoin join -> join(join);
            case Plan.AsOfJoin join -> {
                Ranged left = ranged(join.left());
                Ranged right = ranged(join.right());
                yield new Ranged(
                        PlanInputs.replaced(join, List.of(left.plan, right.plan)),
                        both(left, right));
            }
            case Plan.Sort sort -> {
                Ranged input = ranged(sort.input());
                yield new Ranged(new Plan.Sort(input.plan, sort.keys()), input.ranges);
            }
            case Plan.TopN top -> {
                Ranged input = ranged(top.input());
                yield new Ranged(
                        new Plan.TopN(input.plan, top.keys(), top.limit(), top.offset()),
                        input.ranges);
            }
            case Plan.Window window -> window(window);
            case Plan.Unnest unnest -> {
                Ranged input = ranged(unnest.input());
                Plan fitted =
                        new Plan.Unnest(
                                input.plan,
                                unnest.width(),
                                unnest.withOrdinality(),
                                unnest.outer(),
                                unnest.output(),
                                unnest.estimatedRows());
                yield new Ranged(
                        fitted,
                        ordinal -> ordinal < unnest.width() ? input.ranges.of(ordinal) : null);
            }
            case Plan.Limit limit -> {
                Ranged input = ranged(limit.input());
                yield new Ranged(
                        new Plan.Limit(input.plan, limit.limit(), limit.offset()), input.ranges);
            }
            case Plan.UnionAll union -> union(union);
            case Plan.SingleRow single -> {
                Ranged input = ranged(single.input());
                yield new Ranged(new Plan.SingleRow(input.plan), input.ranges);
            }
            case Plan.Shared shared -> {
                Ranged input = ranged(shared.input());
                yield new Ranged(new Plan.Shared(input.plan, shared.number()), input.ranges);
            }
            case Plan.TableWrite write ->
                    new Ranged(write.of(in(write.input()), write.table()), Ranges.UNKNOWN);
            case Plan.Analyze analyze ->
                    new Ranged(
                            new Plan.Analyze(in(analyze.input()), analyze.json()), Ranges.UNKNOWN);
        };
    }

    private static Ranged scan(Plan.TableScan scan) {
        Ranges ranges = ordinal -> TableBounds.of(scan, ordinal);
        Expr filter = scan.filter();
        Expr fitted = filter == null ? null : new Fitting(ranges).exact(filter);
        if (fitted == null || fitted.equals(filter)) {
            return new Ranged(scan, ranges);
        }
        return new Ranged(scan.where(fitted, scan.pruning()), ranges);
    }

    /// `project`, whose columns `free` may have fewer digits than they had.
    private static Ranged project(Plan.Project project, BitSet free) {
        Ranged input = ranged(project.input());
        Fitting fitting = new Fitting(input.ranges);
        List<Expr> expressions = new ArrayList<>();
        List<Field> output = new ArrayList<>();
        for (int i = 0; i < project.expressions().size(); i++) {
            Expr expression = project.expressions().get(i);
            Expr fitted = free.get(i) ? fitting.narrow(expression) : fitting.exact(expression);
            expressions.add(fitted);
            output.add(new Field(project.output().get(i).name(), fitted.type()));
        }
        Ranges ranges = ordinal -> fitting.interval(project.expressions().get(ordinal));
        return new Ranged(new Plan.Project(input.plan, expressions, output), ranges);
    }

    private static Ranged window(Plan.Window window) {
        Ranged input = ranged(window.input());
        int width = window.input().output().size();
        Plan plan =
                new Plan.Window(
                        input.plan,
                        window.partitionKeys(),
                        window.order(),
                        window.calls(),
                        window.output(),
                        window.limit());
        return new Ranged(plan, ordinal -> ordinal < width ? input.ranges.of(ordinal) : null);
    }

    private static Ranged aggregate(Plan.Aggregate aggregate) {
        BitSet free = onlySummed(aggregate);
        Ranged input =
                aggregate.input() instanceof Plan.Project project
                        ? project(project, free)
                        : narrowed(ranged(aggregate.input()), free);
        List<AggregateCall> calls = new ArrayList<>();
        for (AggregateCall call : aggregate.calls()) {
            calls.add(over(input.plan.output(), call));
        }
        Plan plan =
                new Plan.Aggregate(
                        input.plan,
                        aggregate.keys(),
                        calls,
                        aggregate.output(),
                        aggregate.estimatedRows());
        return new Ranged(plan, ordinal -> ofResult(aggregate, ordinal, input.ranges));
    }

    /// `input` with its columns `free` in fewer digits, where that is enough.
    private static Ranged narrowed(Ranged input, BitSet free) {
        Fitting fitting = new Fitting(input.ranges);
        List<Expr> columns = new ArrayList<>();
        List<Field> output = new ArrayList<>();
        boolean same = true;
        for (Field field : input.plan.output()) {
            Expr column = new Expr.Column(columns.size(), field.type());
            Expr fitted = free.get(columns.size()) ? fitting.narrow(column) : column;
            same &= fitted == column;
            columns.add(fitted);
            output.add(new Field(field.name(), fitted.type()));
        }
        return same
                ? input
                : new Ranged(new Plan.Project(input.plan, columns, output), input.ranges);
    }

    /// The columns of more than 18 digits that nobody but sums, averages and counts look at.
    private static BitSet onlySummed(Plan.Aggregate aggregate) {
        BitSet summed = new BitSet();
        BitSet others = new BitSet();
        aggregate.keys().forEach(others::set);
        for (AggregateCall call : aggregate.calls()) {
            boolean sums = isSum(call);
            call.arguments().forEach(sums ? summed::set : others::set);
        }
        summed.andNot(others);
        List<Field> columns = aggregate.input().output();
        summed.stream()
                .filter(column -> !Fitting.isWide(columns.get(column).type()))
                .forEach(summed::clear);
        return summed;
    }

    private static boolean isSum(AggregateCall call) {
        return switch (call.function().name()) {
            case "sum", "avg", "count" -> !call.distinct() && call.order().isEmpty();
            default -> false;
        };
    }

    /// `call` as one of columns whose types are now those of `input`.
    private static AggregateCall over(List<Field> input, AggregateCall call) {
        AggregateFunction function = call.function();
        if (!isSum(call) || call.arguments().isEmpty()) {
            return call;
        }
        AggregateFunction narrow =
                new AggregateFunction(
                        function.name(),
                        List.of(input.get(call.arguments().getFirst()).type()),
                        function.resultType(),
                        function.newAccumulator());
        return new AggregateCall(narrow, call.arguments(), false, call.filter());
    }

    private static @Nullable Interval ofResult(
            Plan.Aggregate aggregate, int ordinal, Ranges input) {
        int keys = aggregate.keys().size();
        if (ordinal < keys) {
            return input.of(aggregate.keys().get(ordinal));
        }
        AggregateCall call = aggregate.calls().get(ordinal - keys);
        return switch (call.function().name()) {
            case "min", "max", "any_value" -> input.of(call.arguments().getFirst());
            case "count" -> Interval.of(0, Long.MAX_VALUE);
            default -> null;
        };
    }

    private static Ranged join(Plan.HashJoin join) {
        Ranged left = ranged(join.left());
        Ranged right = ranged(join.right());
        Ranges both = both(left, right);
        Expr residual = join.residual();
        Plan plan =
                new Plan.HashJoin(
                        left.plan,
                        right.plan,
                        join.type(),
                        join.leftKeys(),
                        join.rightKeys(),
                        join.nullSafe(),
                        residual == null ? null : new Fitting(both).exact(residual),
                        join.estimatedRows());
        return new Ranged(plan, given(join.type(), left, right));
    }

    private static Ranged join(Plan.NestedLoopJoin join) {
        Ranged left = ranged(join.left());
        Ranged right = ranged(join.right());
        Ranges both = both(left, right);
        Expr condition = join.condition();
        Plan plan =
                new Plan.NestedLoopJoin(
                        left.plan,
                        right.plan,
                        join.type(),
                        condition == null ? null : new Fitting(both).exact(condition),
                        join.estimatedRows());
        return new Ranged(plan, given(join.type(), left, right));
    }

    private static Ranges both(Ranged left, Ranged right) {
        int width = left.plan.output().size();
        return ordinal ->
                ordinal < width ? left.ranges.of(ordinal) : right.ranges.of(ordinal - width);
    }

    /// The columns that a join gives: of both sides or of one, and maybe a mark, of which nothing
    /// is known.
    private static Ranges given(JoinType type, Ranged left, Ranged right) {
        if (type.givesPairs()) {
            return both(left, right);
        }
        Ranged side = type.keepsLeft() ? left : right;
        int width = side.plan.output().size();
        return ordinal -> ordinal < width ? side.ranges.of(ordinal) : null;
    }

    private static Ranged union(Plan.UnionAll union) {
        List<Ranged> inputs = union.inputs().stream().map(FitNumbers::ranged).toList();
        Plan plan = new Plan.UnionAll(inputs.stream().map(Ranged::plan).toList(), union.output());
        return new Ranged(
                plan,
                ordinal -> {
                    Interval hull = inputs.getFirst().ranges.of(ordinal);
                    for (Ranged input : inputs) {
                        Interval one = input.ranges.of(ordinal);
                        hull = hull == null || one == null ? null : hull.hull(one);
                    }
                    return hull;
                });
    }
}
