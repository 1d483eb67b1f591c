package dev.tarn.engine.plan.rule;

import com.google.common.collect.ImmutableSet;

import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.logical.LogicalCorrelate;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;

import java.util.ArrayList;
import java.util.List;

/// Makes joins with LATERAL sub-queries that always have one row outer ones, which is the same, and
/// which decorrelation gets right: grouping by the outer row's values, it finds no group where the
/// sub-query aggregates no rows.
///
/// ```
/// FROM t, LATERAL (SELECT max(c) FROM u WHERE u.a = t.a)
///   →  FROM t LEFT JOIN LATERAL (SELECT max(c) FROM u WHERE u.a = t.a) ON TRUE
/// ```
public final class OneRowLaterals extends RelHomogeneousShuttle {

    private OneRowLaterals() {}

    public static RelNode in(RelNode root) {
        return root.accept(new OneRowLaterals());
    }

    @Override
    public RelNode visit(RelNode node) {
        RelNode inner = super.visit(node);
        return inner instanceof Correlate lateral
                        && lateral.getJoinType() == JoinRelType.INNER
                        && hasOneRow(lateral.getRight())
                ? outer(lateral)
                : inner;
    }

    private static boolean hasOneRow(RelNode rel) {
        return switch (rel) {
            case Project project -> hasOneRow(project.getInput());
            case Aggregate aggregate ->
                    aggregate.getGroupSet().isEmpty() && aggregate.getGroupSets().size() == 1;
            default -> false;
        };
    }

    private static RelNode outer(Correlate lateral) {
        RelNode outer =
                LogicalCorrelate.create(
                        lateral.getLeft(),
                        lateral.getRight(),
                        List.of(),
                        lateral.getCorrelationId(),
                        lateral.getRequiredColumns(),
                        JoinRelType.LEFT);
        RexBuilder rex = lateral.getCluster().getRexBuilder();
        List<RexNode> columns = new ArrayList<>();
        for (RelDataTypeField field : lateral.getRowType().getFieldList()) {
            RexNode column = RexInputRef.of(field.getIndex(), outer.getRowType());
            columns.add(field.getType().isNullable() ? column : rex.makeNotNull(column));
        }
        return LogicalProject.create(
                outer, List.of(), columns, lateral.getRowType().getFieldNames(), ImmutableSet.of());
    }
}
