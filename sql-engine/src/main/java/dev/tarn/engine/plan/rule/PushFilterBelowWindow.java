package dev.tarn.engine.plan.rule;

import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.rex.RexVisitorImpl;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Leaves out whole partitions before windows are computed, by conditions on what all of them are
/// partitioned by:
///
/// ```
/// Filter(a = 1 AND n < 3)                                   Filter(n < 3)
///   Project [a, row_number() over (partition by a)]    →      Project [a, row_number() over …]
///     t                                                         Filter(a = 1)
///                                                                 t
/// ```
///
/// Not by floating-point keys, of which 0.0 and -0.0 are one partition and two values.
public final class PushFilterBelowWindow extends RelOptRule {
    public static final PushFilterBelowWindow INSTANCE = new PushFilterBelowWindow();

    @SuppressWarnings("deprecation")
    private PushFilterBelowWindow() {
        super(
                operand(Filter.class, operandJ(Project.class, null, Project::containsOver, any())),
                "PushFilterBelowWindow");
    }

    @Override
    public void onMatch(RelOptRuleCall call) {
        Filter filter = call.rel(0);
        Project project = call.rel(1);
        ImmutableBitSet keys = keys(project);
        List<RexNode> below = new ArrayList<>();
        List<RexNode> above = new ArrayList<>();
        for (RexNode part : RelOptUtil.conjunctions(filter.getCondition())) {
            ImmutableBitSet read = RelOptUtil.InputFinder.bits(part);
            boolean moves =
                    !read.isEmpty()
                            && keys.contains(read)
                            && RexUtil.isDeterministic(part)
                            && !RexUtil.containsCorrelation(part);
            (moves ? below : above).add(part);
        }
        if (below.isEmpty()) {
            return;
        }
        var rexBuilder = filter.getCluster().getRexBuilder();
        RexNode moved = RexUtil.composeConjunction(rexBuilder, below);
        RelNode input =
                LogicalFilter.create(
                        project.getInput(), RelOptUtil.pushPastProject(moved, project));
        RelNode pushed = project.copy(project.getTraitSet(), List.of(input));
        call.transformTo(
                above.isEmpty()
                        ? pushed
                        : filter.copy(
                                filter.getTraitSet(),
                                pushed,
                                RexUtil.composeConjunction(rexBuilder, above)));
    }

    /// The columns of `project` that are keys of all its windows.
    private static ImmutableBitSet keys(Project project) {
        List<RexOver> windows = new ArrayList<>();
        RexVisitorImpl<@Nullable Void> finding =
                new RexVisitorImpl<>(true) {
                    @Override
                    public @Nullable Void visitOver(RexOver over) {
                        windows.add(over);
                        return null;
                    }
                };
        project.getProjects().forEach(node -> node.accept(finding));
        ImmutableBitSet.Builder keys = ImmutableBitSet.builder();
        for (int i = 0; i < project.getProjects().size(); i++) {
            RexNode node = project.getProjects().get(i);
            boolean isKey =
                    isExact(node)
                            && RexUtil.isDeterministic(node)
                            && windows.stream()
                                    .allMatch(
                                            over -> over.getWindow().partitionKeys.contains(node));
            if (isKey) {
                keys.set(i);
            }
        }
        return keys.build();
    }

    private static boolean isExact(RexNode node) {
        return switch (node.getType().getSqlTypeName()) {
            case BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, DECIMAL, DATE, VARCHAR -> true;
            case TIME, TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> true;
            default -> false;
        };
    }
}
