package dev.tarn.engine.plan.rule;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Uncollect;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Makes one of a row and the elements of its own collections:
///
/// ```
/// Correlate $0                            Project
///   t                              →        Unnest [t.list]
///   Project                                   t
///     Uncollect [$0.list]
/// ```
public final class UnnestColumns {
    private UnnestColumns() {}

    public static RelNode rewrite(RelNode node) {
        List<RelNode> inputs = new ArrayList<>();
        for (RelNode input : node.getInputs()) {
            inputs.add(rewrite(input));
        }
        RelNode copied =
                inputs.equals(node.getInputs()) ? node : node.copy(node.getTraitSet(), inputs);
        RelNode unnested = copied instanceof Correlate correlate ? unnested(correlate) : null;
        return unnested == null ? copied : unnested;
    }

    private static @Nullable RelNode unnested(Correlate correlate) {
        List<Project> above = new ArrayList<>();
        RelNode right = correlate.getRight();
        while (right instanceof Project project) {
            above.add(project);
            right = project.getInput();
        }
        boolean outer = correlate.getJoinType() == JoinRelType.LEFT;
        if (!(right instanceof Uncollect uncollect)
                || !(uncollect.getInput() instanceof Project source)
                || !(source.getInput() instanceof Values one)
                || one.getTuples().size() != 1
                || !(outer || correlate.getJoinType() == JoinRelType.INNER)
                || (outer && !above.stream().allMatch(UnnestColumns::isColumns))) {
            return null;
        }
        RexShuttle toLeft = new OwnColumns(correlate.getCorrelationId());
        RelNode left = correlate.getLeft();
        RelNode result =
                new Unnest(
                        correlate.getCluster(),
                        left,
                        toLeft.apply(source.getProjects()),
                        uncollect.withOrdinality,
                        outer,
                        rowType(left, uncollect, outer));
        for (Project project : above.reversed()) {
            result = besides(left, project, toLeft, result);
        }
        return LogicalProject.create(
                result,
                List.of(),
                result.getCluster().getRexBuilder().identityProjects(result.getRowType()),
                correlate.getRowType().getFieldNames(),
                Set.of());
    }

    private static boolean isColumns(Project project) {
        return project.getProjects().stream().allMatch(RexInputRef.class::isInstance);
    }

    private static RelDataType rowType(RelNode left, Uncollect uncollect, boolean outer) {
        RelDataTypeFactory types = left.getCluster().getTypeFactory();
        RelDataTypeFactory.Builder builder = types.builder();
        builder.addAll(left.getRowType().getFieldList());
        for (RelDataTypeField field : uncollect.getRowType().getFieldList()) {
            RelDataType type = field.getType();
            builder.add(
                    field.getName(), outer ? types.createTypeWithNullability(type, true) : type);
        }
        return builder.uniquify().build();
    }

    /// The columns of `left`, and behind them what `project` makes of the others.
    private static RelNode besides(
            RelNode left, Project project, RexShuttle toLeft, RelNode input) {
        int width = left.getRowType().getFieldCount();
        List<RexNode> columns = new ArrayList<>();
        List<String> names = new ArrayList<>(left.getRowType().getFieldNames());
        for (int i = 0; i < width; i++) {
            columns.add(RexInputRef.of(i, input.getRowType()));
        }
        for (RexNode node : project.getProjects()) {
            RexNode shifted = RexUtil.shift(node, width);
            columns.add(shifted.accept(toLeft).accept(new Retyped(input.getRowType())));
        }
        names.addAll(project.getRowType().getFieldNames());
        return LogicalProject.create(input, List.of(), columns, names, Set.of());
    }

    /// References to columns with the types that these now have.
    private static final class Retyped extends RexShuttle {
        private final RelDataType input;

        Retyped(RelDataType input) {
            this.input = input;
        }

        @Override
        public RexNode visitInputRef(RexInputRef reference) {
            return RexInputRef.of(reference.getIndex(), input);
        }
    }

    /// Fields of the correlated row as columns of the left input.
    private static final class OwnColumns extends RexShuttle {
        private final CorrelationId id;

        OwnColumns(CorrelationId id) {
            this.id = id;
        }

        @Override
        public RexNode visitFieldAccess(RexFieldAccess access) {
            return access.getReferenceExpr() instanceof RexCorrelVariable variable
                            && variable.id.equals(id)
                    ? new RexInputRef(access.getField().getIndex(), access.getType())
                    : super.visitFieldAccess(access);
        }
    }
}
