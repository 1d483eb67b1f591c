package dev.tarn.engine.plan.rule;

import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexPermuteInputsShuttle;
import org.apache.calcite.sql2rel.RelFieldTrimmer;
import org.apache.calcite.tools.RelBuilder;
import org.apache.calcite.util.ImmutableBitSet;
import org.apache.calcite.util.mapping.Mapping;
import org.apache.calcite.util.mapping.MappingType;
import org.apache.calcite.util.mapping.Mappings;

import java.util.List;
import java.util.Set;

/// Calcite's remover of columns that nobody reads, which also knows [Unnest].
public final class UnnestTrimmer extends RelFieldTrimmer {
    public UnnestTrimmer(RelBuilder builder) {
        super(null, builder);
    }

    /// A projection without columns, whose rows are only counted, stays; Calcite takes it for one
    /// that has some.
    @Override
    public TrimResult trimFields(
            Project project, ImmutableBitSet fieldsUsed, Set<RelDataTypeField> extraFields) {
        return project.getRowType().getFieldCount() == 0
                ? result(project, Mappings.createIdentity(0))
                : super.trimFields(project, fieldsUsed, extraFields);
    }

    /// Called by Calcite, which finds it by its parameters.
    public TrimResult trimFields(
            Unnest unnest, ImmutableBitSet fieldsUsed, Set<RelDataTypeField> extraFields) {
        RelNode input = unnest.getInput();
        int width = input.getRowType().getFieldCount();
        ImmutableBitSet needed =
                fieldsUsed
                        .intersect(ImmutableBitSet.range(width))
                        .union(RelOptUtil.InputFinder.bits(unnest.collections(), null));
        TrimResult trimmed = trimChild(unnest, input, needed, extraFields);
        RelNode newInput = trimmed.left;
        Mapping inputs = trimmed.right;
        if (newInput == input && inputs.isIdentity()) {
            return result(unnest, Mappings.createIdentity(unnest.getRowType().getFieldCount()));
        }
        List<RexNode> collections =
                new RexPermuteInputsShuttle(inputs, newInput).visitList(unnest.collections());
        int newWidth = newInput.getRowType().getFieldCount();
        List<RelDataTypeField> fields = unnest.getRowType().getFieldList();
        RelDataTypeFactory.Builder rowType = unnest.getCluster().getTypeFactory().builder();
        rowType.addAll(newInput.getRowType().getFieldList());
        rowType.addAll(fields.subList(width, fields.size()));
        Mapping mapping =
                Mappings.create(
                        MappingType.INVERSE_SURJECTION,
                        fields.size(),
                        newWidth + fields.size() - width);
        for (int field = 0; field < fields.size(); field++) {
            int target = field < width ? inputs.getTargetOpt(field) : newWidth + field - width;
            if (target >= 0) {
                mapping.set(field, target);
            }
        }
        return result(
                new Unnest(
                        unnest.getCluster(),
                        newInput,
                        collections,
                        unnest.withOrdinality(),
                        unnest.isOuter(),
                        rowType.uniquify().build()),
                mapping);
    }
}
