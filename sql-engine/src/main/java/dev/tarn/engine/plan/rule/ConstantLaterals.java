package dev.tarn.engine.plan.rule;

import com.google.common.collect.ImmutableSet;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Puts constants in the place of the outer row where a lateral sub-query is joined to a single row
/// of constants, as the arguments of a table function are.
///
/// ```
/// Correlate $c                       →   Project [5, a]
///   Project [x := 5]                       Filter a > 5
///     Values (one row)                       t(a)
///   Filter a > $c.x
///     t(a)
/// ```
public final class ConstantLaterals extends SubQueryShuttle {
    private ConstantLaterals() {}

    public static RelNode in(RelNode root) {
        return root.accept(new ConstantLaterals());
    }

    @Override
    RelNode rewritten(RelNode node) {
        if (!(node instanceof Correlate lateral) || lateral.getJoinType() != JoinRelType.INNER) {
            return node;
        }
        List<RexNode> row = constants(lateral.getLeft());
        return row == null ? node : joined(lateral, row);
    }

    private static @Nullable List<RexNode> constants(RelNode node) {
        return switch (node) {
            case Values values when values.tuples.size() == 1 ->
                    List.copyOf(values.tuples.getFirst());
            case Project project
                    when project.getInput() instanceof Values values
                            && values.tuples.size() == 1
                            && project.getProjects().stream().allMatch(ConstantLaterals::isKnown) ->
                    project.getProjects();
            default -> null;
        };
    }

    private static boolean isKnown(RexNode value) {
        return RexUtil.isConstant(value)
                && RexUtil.isDeterministic(value)
                && RexUtil.SubQueryFinder.find(value) == null;
    }

    private static RelNode joined(Correlate lateral, List<RexNode> row) {
        RexBuilder rex = lateral.getCluster().getRexBuilder();
        RelNode right =
                CorrelatedFields.replaced(
                        lateral.getRight(), Set.of(lateral.getCorrelationId()), row::get);
        List<RexNode> columns = new ArrayList<>(row);
        columns.addAll(rex.identityProjects(right.getRowType()));
        return LogicalProject.create(
                right, List.of(), columns, lateral.getRowType().getFieldNames(), ImmutableSet.of());
    }
}
