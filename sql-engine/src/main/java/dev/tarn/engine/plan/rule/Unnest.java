package dev.tarn.engine.plan.rule;

import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.SingleRel;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;

import java.util.List;

/// The rows of the input, each as often as its longest collection has elements, with the elements
/// of all collections side by side behind the input's columns. Calcite has it as a correlate with
/// an uncollect only, which it does not decorrelate.
public final class Unnest extends SingleRel {
    private static final double ELEMENTS = 3;

    private final List<RexNode> collections;
    private final boolean withOrdinality;
    private final boolean outer;

    /// @param collections arrays and maps, over the input's columns
    /// @param outer whether rows without elements stay, with nulls
    /// @param rowType the input's columns, then the elements, then the ordinal if there is one
    public Unnest(
            RelOptCluster cluster,
            RelNode input,
            List<RexNode> collections,
            boolean withOrdinality,
            boolean outer,
            RelDataType rowType) {
        super(cluster, input.getTraitSet().plus(org.apache.calcite.plan.Convention.NONE), input);
        this.collections = List.copyOf(collections);
        this.withOrdinality = withOrdinality;
        this.outer = outer;
        this.rowType = rowType;
    }

    public List<RexNode> collections() {
        return collections;
    }

    public boolean withOrdinality() {
        return withOrdinality;
    }

    public boolean isOuter() {
        return outer;
    }

    @Override
    public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
        return new Unnest(
                getCluster(), inputs.getFirst(), collections, withOrdinality, outer, getRowType());
    }

    @Override
    public RelNode accept(RexShuttle shuttle) {
        List<RexNode> visited = shuttle.apply(collections);
        return visited.equals(collections)
                ? this
                : new Unnest(
                        getCluster(), getInput(), visited, withOrdinality, outer, getRowType());
    }

    @Override
    public RelWriter explainTerms(RelWriter writer) {
        return super.explainTerms(writer)
                .item("collections", collections)
                .item("ordinality", withOrdinality)
                .item("outer", outer);
    }

    @Override
    public double estimateRowCount(RelMetadataQuery metadata) {
        return ELEMENTS * metadata.getRowCount(getInput());
    }
}
