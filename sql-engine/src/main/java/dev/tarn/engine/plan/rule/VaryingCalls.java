package dev.tarn.engine.plan.rule;

import org.apache.calcite.plan.Contexts;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.rules.CoreRules;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.tools.RelBuilder;
import org.apache.calcite.tools.RelBuilderFactory;

/// Calcite's rules that move expressions, but for those that are another value each time they are
/// computed, as `random()` is: a column of such values is computed once for each row, however often
/// it is named above, and a condition on them is asked of the rows that it stands above.
///
/// ```
/// Project [x, x]              stays, and does not become Project [random(), random()]
///   Project [x := random()]
/// ```
public final class VaryingCalls {
    /// Makes projections as asked; Calcite's default merges one with the one below it, whatever
    /// that computes.
    public static final RelBuilderFactory UNMERGED =
            RelBuilder.proto(Contexts.of(unmerged(RelBuilder.Config.DEFAULT)));

    public static final RelOptRule PROJECT_MERGE =
            CoreRules.PROJECT_MERGE
                    .config
                    .withRelBuilderFactory(UNMERGED)
                    .withOperandSupplier(above ->
                            above.operand(Project.class)
                                    .oneInput(below ->
                                            below.operand(Project.class)
                                                    .predicate(VaryingCalls::isSteady)
                                                    .anyInputs()))
                    .toRule();

    public static final RelOptRule FILTER_AGGREGATE_TRANSPOSE =
            CoreRules.FILTER_AGGREGATE_TRANSPOSE
                    .config
                    .withOperandSupplier(above ->
                            above.operand(Filter.class)
                                    .predicate(VaryingCalls::asksColumns)
                                    .oneInput(below -> below.operand(Aggregate.class).anyInputs()))
                    .toRule();

    public static final RelOptRule FILTER_SET_OP_TRANSPOSE =
            CoreRules.FILTER_SET_OP_TRANSPOSE
                    .config
                    .withOperandSupplier(above ->
                            above.operand(Filter.class)
                                    .predicate(VaryingCalls::isSteady)
                                    .oneInput(below -> below.operand(SetOp.class).anyInputs()))
                    .toRule();

    private VaryingCalls() {}

    /// `config` with projections made as asked.
    public static RelBuilder.Config unmerged(RelBuilder.Config config) {
        return config.withBloat(-1);
    }

    /// Whether `tree`, or a sub-query in it, calls what gives something else each time.
    public static boolean varies(RelNode tree) {
        Finder finder = new Finder();
        tree.accept(finder);
        return finder.found;
    }

    /// The same of an expression.
    public static boolean varies(RexNode expression) {
        Finder finder = new Finder();
        expression.accept(finder.inside);
        return finder.found;
    }

    private static final class Finder extends RelHomogeneousShuttle {
        private boolean found;
        private final RexShuttle inside =
                new RexShuttle() {
                    @Override
                    public RexNode visitCall(RexCall call) {
                        found |= !call.getOperator().isDeterministic();
                        return super.visitCall(call);
                    }

                    @Override
                    public RexNode visitSubQuery(RexSubQuery subQuery) {
                        subQuery.rel.accept(Finder.this);
                        return super.visitSubQuery(subQuery);
                    }
                };

        @Override
        public RelNode visit(RelNode node) {
            return super.visit(node).accept(inside);
        }
    }

    /// Whether a projection gives the same for the same rows, however often it is computed.
    static boolean isSteady(Project project) {
        return project.getProjects().stream().allMatch(RexUtil::isDeterministic);
    }

    private static boolean isSteady(Filter filter) {
        return RexUtil.isDeterministic(filter.getCondition());
    }

    /// A condition without columns stays above: an aggregation of no rows may have one.
    private static boolean asksColumns(Filter filter) {
        return isSteady(filter)
                && RelOptUtil.conjunctions(filter.getCondition()).stream()
                        .noneMatch(condition -> RexUtil.isConstant(condition));
    }
}
