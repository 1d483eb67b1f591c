package dev.tarn.engine.plan;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.PlanInputs;
import dev.tarn.engine.plan.lower.Folder;
import dev.tarn.engine.plan.lower.Pruning;
import dev.tarn.engine.plan.lower.Replacing;

import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// Puts values in the place of a plan's parameters, and tables in the place of its tables:
///
/// ```
/// TableScan t where day >= ?0          TableScan t' where day >= 7 pruning day >= 7
/// ```
///
/// What becomes constant is computed, and scans are pruned, as if the values had stood in the text.
final class BindParameters {
    private final UnaryOperator<Table> tables;
    private final Replacing replacing;

    private BindParameters(UnaryOperator<Table> tables, Replacing replacing) {
        this.tables = tables;
        this.replacing = replacing;
    }

    /// @param values by the index of their parameter; not null where one is in the plan
    static Plan in(
            Plan plan,
            List<? extends Expr.@Nullable Literal> values,
            UnaryOperator<Table> tables,
            Folder folder) {
        return new BindParameters(tables, Replacing.parameters(values::get, folder)).bound(plan);
    }

    private Plan bound(Plan plan) {
        List<Plan> inputs = plan.inputs().stream().map(this::bound).toList();
        return switch (plan) {
            case Plan.TableScan scan -> scan(scan);
            case Plan.Filter filter -> filter(filter, inputs.getFirst());
            case Plan.Project project ->
                    new Plan.Project(
                            inputs.getFirst(),
                            project.expressions().stream().map(this::bound).toList(),
                            project.output());
            case Plan.HashJoin join -> {
                Expr residual = join.residual();
                yield new Plan.HashJoin(
                        inputs.get(0),
                        inputs.get(1),
                        join.type(),
                        join.leftKeys(),
                        join.rightKeys(),
                        join.nullSafe(),
                        residual == null ? null : bound(residual),
                        join.estimatedRows());
            }
            case Plan.NestedLoopJoin join -> {
                Expr condition = join.condition();
                yield new Plan.NestedLoopJoin(
                        inputs.get(0),
                        inputs.get(1),
                        join.type(),
                        condition == null ? null : bound(condition),
                        join.estimatedRows());
            }
            case Plan.Rows _,
                    Plan.Values _,
                    Plan.FileScan _,
                    Plan.Aggregate _,
                    Plan.BucketedMergeJoin _,
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
                    PlanInputs.replaced(plan, inputs);
        };
    }

    private static Plan filter(Plan input, Expr predicate, double estimatedRows) {
        return isTrue(predicate) ? input : new Plan.Filter(input, predicate, estimatedRows);
    }

    private Plan filter(Plan.Filter filter, Plan input) {
        return filter(input, bound(filter.predicate()), filter.estimatedRows());
    }

    private Plan scan(Plan.TableScan scan) {
        Expr filter = scan.filter();
        Expr bound = filter == null ? null : bound(filter);
        Expr asked = bound == null || isTrue(bound) ? null : bound;
        return scan.of(tables.apply(scan.table()))
                .where(asked, bound == filter ? scan.pruning() : Pruning.of(asked, scan.columns()));
    }

    private static boolean isTrue(Expr predicate) {
        return predicate instanceof Expr.Literal literal && Boolean.TRUE.equals(literal.value());
    }

    private Expr bound(Expr expr) {
        return hasParameter(expr) ? asSet(replacing.in(expr)) : expr;
    }

    private static boolean hasParameter(Expr expr) {
        return expr instanceof Expr.Parameter
                || expr instanceof Expr.Lambda lambda && hasParameter(lambda.body())
                || expr.parts().stream().anyMatch(BindParameters::hasParameter);
    }

    /// `x = 1 OR x = 2`, as an IN of parameters becomes, as a set again: it is looked up.
    private static Expr asSet(Expr expr) {
        return switch (expr) {
            case Expr.And and ->
                    new Expr.And(and.operands().stream().map(BindParameters::asSet).toList());
            case Expr.Not(Expr.Or or) -> new Expr.Not(set(or));
            case Expr.Or or -> set(or);
            default -> expr;
        };
    }

    private static Expr set(Expr.Or or) {
        Expr operand = null;
        List<Expr.Literal> values = new ArrayList<>();
        for (Expr one : or.operands()) {
            if (!(one instanceof Expr.Call call)
                    || !call.function().name().equals("equal")
                    || !(call.arguments().get(1) instanceof Expr.Literal literal)
                    || literal.value() == null
                    || !isExact(literal.type())
                    || !call.arguments().getFirst().type().equals(literal.type())
                    || operand != null && !operand.equals(call.arguments().getFirst())) {
                return or;
            }
            operand = call.arguments().getFirst();
            values.add(literal);
        }
        return operand == null ? or : new Expr.In(operand, values, false);
    }

    /// Whether values are equal to nothing but themselves, and always to that.
    private static boolean isExact(DataType type) {
        return type == DataType.INTEGER
                || type == DataType.BIGINT
                || type == DataType.STRING
                || type == DataType.DATE;
    }
}
