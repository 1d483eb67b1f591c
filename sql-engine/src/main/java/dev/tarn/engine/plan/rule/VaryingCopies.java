package dev.tarn.engine.plan.rule;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;

import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sample;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.util.ImmutableBitSet;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/// Refuses correlated sub-queries whose decorrelation computes twice what is another value each
/// time, as `random()`, a sample or a LIMIT without a whole order: it joins the outer rows to those
/// that the sub-query gives for them, computed once more, and finds none of them again.
///
/// ```
/// SELECT r, (SELECT count(*) FROM t WHERE a > f.r) FROM (SELECT random() r FROM t) f
/// SELECT b, (SELECT count(*) FROM t WHERE a > f.b) FROM (SELECT b FROM t LIMIT 10) f
/// ```
///
/// Calls and limits are numbered before; a number that stands in two places after is of one that
/// was copied. Samples are counted.
public final class VaryingCopies {
    private VaryingCopies() {}

    /// `root` with its calls and limits numbered, until [DecorrelationGuard#removed] takes the
    /// numbers away.
    public static RelNode numbered(RelNode root) {
        Numbering numbering = new Numbering(root.getCluster().getRexBuilder());
        Set<RelNode> limits = looseLimits(root);
        return root.accept(
                new RelHomogeneousShuttle() {
                    @Override
                    public RelNode visit(RelNode other) {
                        RelNode visited = super.visit(other).accept(numbering);
                        return limits.contains(other) ? numbering.above(visited) : visited;
                    }
                });
    }

    /// The limits below `root` that may keep other rows each time, where something is read of them.
    public static Set<RelNode> looseLimits(RelNode root) {
        Set<RelNode> limits = Collections.newSetFromMap(new IdentityHashMap<>());
        addLimits(root, limits);
        return limits;
    }

    private static void addLimits(RelNode tree, Set<RelNode> limits) {
        for (RelNode input : tree.getInputs()) {
            if (input instanceof Sort sort && isLoose(sort) && reads(tree, input)) {
                limits.add(sort);
            }
            addLimits(input, limits);
        }
    }

    /// Whether `tree` looks at more of `input` than at how many rows it has.
    private static boolean reads(RelNode tree, RelNode input) {
        return switch (tree) {
            case Project project ->
                    !project.getProjects().stream().allMatch(RexLiteral.class::isInstance);
            case Join join ->
                    join.getRight() != input
                            || join.getJoinType().projectsRight()
                            || !join.getCondition().isAlwaysTrue();
            default -> true;
        };
    }

    /// Whether `sort` leaves out rows, but its order does not tell which. One that is correlated
    /// itself does so for each row around, and is not copied but made into a rank.
    private static boolean isLoose(Sort sort) {
        if (sort.fetch == null && sort.offset == null
                || !RelOptUtil.getVariablesUsed(sort).isEmpty()) {
            return false;
        }
        RelMetadataQuery metadata = sort.getCluster().getMetadataQuery();
        ImmutableBitSet keys = ImmutableBitSet.of(sort.getCollation().getKeys());
        return !Boolean.TRUE.equals(metadata.areColumnsUnique(sort.getInput(), keys));
    }

    private static final class Numbering extends RexShuttle {
        private final RexBuilder builder;
        private int count;

        Numbering(RexBuilder builder) {
            this.builder = builder;
        }

        @Override
        public RexNode visitCall(RexCall call) {
            RexNode visited = super.visitCall(call);
            return call.getOperator().isDeterministic() ? visited : numbered(visited);
        }

        private RexNode numbered(RexNode value) {
            return builder.makeCall(
                    value.getType(),
                    DecorrelationGuard.OPAQUE,
                    List.of(value, builder.makeExactLiteral(BigDecimal.valueOf(count++))));
        }

        /// All rows of `limit`, by a condition that has a number.
        RelNode above(RelNode limit) {
            return LogicalFilter.create(limit, numbered(builder.makeLiteral(true)));
        }
    }

    /// @param root as it was
    /// @param tree decorrelated, without columns that nobody reads
    /// @throws SqlException NOT_SUPPORTED where a call that [#numbered] saw stands in two places,
    ///   or a limit, or there are more samples than in `root`
    public static void refuse(RelNode root, RelNode tree) {
        if (samples(tree) > samples(root)) {
            throw refused();
        }
        Set<Integer> seen = new HashSet<>();
        rewritten(
                tree,
                new RexShuttle() {
                    @Override
                    public RexNode visitCall(RexCall call) {
                        if (isNumbered(call)
                                && !seen.add(RexLiteral.intValue(call.getOperands().getLast()))) {
                            throw refused();
                        }
                        return super.visitCall(call);
                    }
                });
    }

    private static SqlException refused() {
        return new SqlException(
                ErrorCode.NOT_SUPPORTED,
                "A sub-query that depends on rows with values that are others each time, as of"
                        + " random() or of LIMIT without an order that is whole, is not supported;"
                        + " compute these into a table first");
    }

    /// Those that may be others each time.
    private static int samples(RelNode tree) {
        boolean varies =
                tree instanceof Sample sample && !sample.getSamplingParameters().isRepeatable();
        return (varies ? 1 : 0) + tree.getInputs().stream().mapToInt(VaryingCopies::samples).sum();
    }

    private static boolean isNumbered(RexCall call) {
        return call.getOperator() == DecorrelationGuard.OPAQUE && call.getOperands().size() == 2;
    }

    private static RelNode rewritten(RelNode root, RexShuttle expressions) {
        return root.accept(
                new RelHomogeneousShuttle() {
                    @Override
                    public RelNode visit(RelNode other) {
                        return super.visit(other).accept(expressions);
                    }
                });
    }
}
