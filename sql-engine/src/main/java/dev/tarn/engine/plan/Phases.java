package dev.tarn.engine.plan;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.Session;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.plan.order.JoinOrder;
import dev.tarn.engine.plan.partial.PartialAggregates;
import dev.tarn.engine.plan.rule.CorrelatedWindows;
import dev.tarn.engine.plan.rule.DecorrelationGuard;
import dev.tarn.engine.plan.rule.HelperNames;
import dev.tarn.engine.plan.rule.InnerCorrelates;
import dev.tarn.engine.plan.rule.NullInSubQueries;
import dev.tarn.engine.plan.rule.OneRowLaterals;
import dev.tarn.engine.plan.rule.OverlappingFields;
import dev.tarn.engine.plan.rule.PullCommonFactors;
import dev.tarn.engine.plan.rule.PushFilterBelowAsOfJoin;
import dev.tarn.engine.plan.rule.PushFilterBelowProject;
import dev.tarn.engine.plan.rule.PushFilterBelowUnnest;
import dev.tarn.engine.plan.rule.PushFilterBelowWindow;
import dev.tarn.engine.plan.rule.SemiJoins;
import dev.tarn.engine.plan.rule.SeparateSubQueries;
import dev.tarn.engine.plan.rule.SubQueryJoins;
import dev.tarn.engine.plan.rule.UnnestColumns;
import dev.tarn.engine.plan.rule.UnnestTrimmer;
import dev.tarn.engine.plan.rule.VaryingCalls;
import dev.tarn.engine.plan.rule.VaryingCopies;
import dev.tarn.engine.plan.stats.Estimator;
import dev.tarn.engine.plan.stats.Samples;
import dev.tarn.engine.statement.Cancellation;

import org.apache.calcite.plan.Contexts;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.plan.hep.HepProgramBuilder;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.AsofJoin;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Sample;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rel.rules.CoreRules;
import org.apache.calcite.rel.rules.PruneEmptyRules;
import org.apache.calcite.sql2rel.RelDecorrelator;
import org.apache.calcite.sql2rel.TopDownGeneralDecorrelator;
import org.apache.calcite.tools.RelBuilder;
import org.apache.calcite.util.CancelFlag;
import org.jspecify.annotations.Nullable;

import java.util.List;

/// The phases of rewriting, in order. Each is a set of rules run to a fixed point by Calcite's Hep
/// planner, or one of its tree walks; joins are never enumerated by Volcano.
final class Phases {
    private static final List<RelOptRule> SUB_QUERIES =
            List.of(
                    CoreRules.FILTER_SUB_QUERY_TO_CORRELATE,
                    CoreRules.PROJECT_SUB_QUERY_TO_CORRELATE,
                    CoreRules.JOIN_SUB_QUERY_TO_CORRELATE);
    private static final List<RelOptRule> SET_OPERATIONS =
            List.of(
                    CoreRules.INTERSECT_MERGE,
                    CoreRules.UNION_MERGE,
                    CoreRules.INTERSECT_TO_SEMI_JOIN,
                    CoreRules.MINUS_TO_ANTI_JOIN);
    private static final List<RelOptRule> PUSH_DOWN =
            List.of(
                    PullCommonFactors.INSTANCE,
                    PushFilterBelowAsOfJoin.INSTANCE,
                    PushFilterBelowUnnest.INSTANCE,
                    PushFilterBelowWindow.INSTANCE,
                    CoreRules.FILTER_MERGE,
                    CoreRules.FILTER_INTO_JOIN,
                    CoreRules.JOIN_CONDITION_PUSH,
                    PushFilterBelowProject.INSTANCE,
                    VaryingCalls.FILTER_AGGREGATE_TRANSPOSE,
                    VaryingCalls.FILTER_SET_OP_TRANSPOSE,
                    CoreRules.FILTER_SORT_TRANSPOSE,
                    VaryingCalls.PROJECT_MERGE,
                    CoreRules.PROJECT_REMOVE,
                    PruneEmptyRules.FILTER_INSTANCE,
                    PruneEmptyRules.PROJECT_INSTANCE,
                    PruneEmptyRules.SORT_FETCH_ZERO_INSTANCE,
                    PruneEmptyRules.UNION_INSTANCE,
                    CoreRules.FILTER_REDUCE_EXPRESSIONS);
    private static final List<RelOptRule> SEMI_JOINS =
            List.of(
                    VaryingCalls.PROJECT_MERGE,
                    CoreRules.PROJECT_REMOVE,
                    SemiJoins.OF_PROJECTS,
                    SemiJoins.OF_JOINS);
    private static final List<RelOptRule> JOIN_KEYS =
            List.of(
                    CoreRules.JOIN_PUSH_EXPRESSIONS,
                    VaryingCalls.PROJECT_MERGE,
                    CoreRules.PROJECT_REMOVE,
                    PushFilterBelowProject.INSTANCE,
                    CoreRules.FILTER_MERGE);

    /// Filters right on their scans, one projection above.
    private static final List<RelOptRule> SETTLE =
            List.of(
                    PushFilterBelowProject.INSTANCE,
                    CoreRules.FILTER_MERGE,
                    VaryingCalls.PROJECT_MERGE,
                    CoreRules.PROJECT_REMOVE);

    private Phases() {}

    /// The tree that lowering takes. Phases that have nothing to work on are left out.
    ///
    /// @throws SqlException NOT_SUPPORTED where a correlated sub-query cannot be turned into joins
    static RelNode run(RelNode root, Estimator estimator, Session session) {
        RelNode subQueries = SubQueryJoins.of(NullInSubQueries.in(OneRowLaterals.in(root)));
        RelNode separate = SeparateSubQueries.in(subQueries);
        RelNode tree = UnnestColumns.rewrite(hep(HelperNames.in(separate), SUB_QUERIES));
        if (separate != subQueries) {
            // The decorrelator's own rule for it leaves an OR in an OR.
            tree = hep(tree, List.of(PushFilterBelowProject.INSTANCE));
        }
        tree = decorrelate(tree);
        if (has(tree, SetOp.class)) {
            tree = hep(tree, SET_OPERATIONS);
        }
        tree = hep(tree, PUSH_DOWN);
        tree = trim(tree);
        if (has(tree, Join.class)) {
            tree = hep(tree, SEMI_JOINS);
            tree = hep(tree, PUSH_DOWN);
            if (!"false".equalsIgnoreCase(session.properties().get(Samples.PROPERTY))) {
                estimator.sample(tree);
            }
            tree = JoinOrder.of(tree, estimator);
            tree = hep(tree, PUSH_DOWN);
            tree = hep(tree, JOIN_KEYS);
        }
        boolean joins = has(tree, Join.class);
        if (joins || has(tree, Union.class)) {
            RelNode parts = PartialAggregates.of(tree, estimator, session);
            tree = joins || parts != tree ? trim(parts) : tree;
        }
        return hep(tree, SETTLE);
    }

    private static RelNode hep(RelNode root, List<RelOptRule> rules) {
        HepProgram program = new HepProgramBuilder().addRuleCollection(rules).build();
        return run(root, program);
    }

    private static RelNode run(RelNode root, HepProgram program) {
        Cancellation.check();
        HepPlanner planner =
                new HepPlanner(program, Contexts.of(new CancelFlag(Cancellation.flag())));
        planner.setExecutor(root.getCluster().getPlanner().getExecutor());
        planner.setRoot(root);
        return planner.findBestExp();
    }

    private static RelNode decorrelate(RelNode root) {
        if (!has(root, Correlate.class) && RelOptUtil.getVariablesUsed(root).isEmpty()) {
            return root;
        }
        CorrelatedWindows.refuse(root);
        if (has(root, AsofJoin.class)) {
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED,
                    "An ASOF join in a query with a correlated sub-query is not supported; write"
                            + " the sub-query as a join");
        }
        RelBuilder builder = VaryingCalls.UNMERGED.create(root.getCluster(), null);
        boolean varies =
                VaryingCalls.varies(root)
                        || has(root, Sample.class)
                        || !VaryingCopies.looseLimits(root).isEmpty();
        RelNode guarded = DecorrelationGuard.around(varies ? VaryingCopies.numbered(root) : root);
        RelNode inner = InnerCorrelates.in(guarded, one -> withoutCorrelates(one, builder));
        RelNode tree = withoutCorrelates(inner, builder);
        if (!RelOptUtil.getVariablesUsed(tree).isEmpty() || has(tree, Correlate.class)) {
            throw correlated(null);
        }
        if (varies) {
            VaryingCopies.refuse(root, trim(tree));
        }
        return DecorrelationGuard.removed(tree);
    }

    /// Calcite's first decorrelator stumbles over a correlation with what an aggregation computed,
    /// and makes conditions of columns that are not there of some others, or loses them; its second
    /// takes these.
    private static RelNode withoutCorrelates(RelNode root, RelBuilder builder) {
        if (hasLimitInside(root) || OverlappingFields.isIn(root)) {
            return withoutCorrelatesTopDown(root, builder);
        }
        try {
            RelNode tree = RelDecorrelator.decorrelateQuery(root, builder);
            return namesItsColumns(tree) ? tree : withoutCorrelatesTopDown(root, builder);
        } catch (IndexOutOfBoundsException e) {
            return withoutCorrelatesTopDown(root, builder);
        }
    }

    /// Whether a correlated sub-query has a LIMIT: the first takes columns beside it for others.
    private static boolean hasLimitInside(RelNode tree) {
        return tree instanceof Correlate correlate && hasLimit(correlate.getRight())
                || tree.getInputs().stream().anyMatch(Phases::hasLimitInside);
    }

    private static boolean hasLimit(RelNode tree) {
        return tree instanceof Sort sort && (sort.fetch != null || sort.offset != null)
                || tree.getInputs().stream().anyMatch(Phases::hasLimit);
    }

    /// Whether the conditions of all joins are of columns that there are.
    private static boolean namesItsColumns(RelNode tree) {
        if (tree instanceof Join join) {
            int width =
                    join.getLeft().getRowType().getFieldCount()
                            + join.getRight().getRowType().getFieldCount();
            if (RelOptUtil.InputFinder.bits(join.getCondition()).length() > width) {
                return false;
            }
        }
        return tree.getInputs().stream().allMatch(Phases::namesItsColumns);
    }

    private static RelNode withoutCorrelatesTopDown(RelNode root, RelBuilder builder) {
        try {
            return TopDownGeneralDecorrelator.decorrelateQuery(root, builder);
        } catch (NullPointerException | IndexOutOfBoundsException e) {
            throw correlated(e);
        }
    }

    private static SqlException correlated(@Nullable Throwable cause) {
        return new SqlException(
                ErrorCode.NOT_SUPPORTED,
                "A correlated sub-query of this form is not supported; write it as a join",
                null,
                cause);
    }

    private static boolean has(RelNode tree, Class<? extends RelNode> kind) {
        if (kind.isInstance(tree)) {
            return true;
        }
        for (RelNode input : tree.getInputs()) {
            if (has(input, kind)) {
                return true;
            }
        }
        return false;
    }

    /// Removes columns that nobody reads.
    private static RelNode trim(RelNode root) {
        RelBuilder builder = VaryingCalls.UNMERGED.create(root.getCluster(), null);
        return new UnnestTrimmer(builder).trim(root);
    }
}
