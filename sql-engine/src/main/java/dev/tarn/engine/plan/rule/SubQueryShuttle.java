package dev.tarn.engine.plan.rule;

import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;

/// Rewrites the nodes of a tree, and of the sub-queries in its expressions as deep as they go, each
/// after what is below and inside of it.
abstract class SubQueryShuttle extends RelHomogeneousShuttle {

    /// `node`, whose inputs and sub-queries have been rewritten; itself where nothing changes.
    abstract RelNode rewritten(RelNode node);

    @Override
    public final RelNode visit(RelNode node) {
        return rewritten(super.visit(node).accept(new Inside()));
    }

    private final class Inside extends RexShuttle {
        @Override
        public RexNode visitSubQuery(RexSubQuery subQuery) {
            RexSubQuery known = (RexSubQuery) super.visitSubQuery(subQuery);
            RelNode inner = known.rel.accept(SubQueryShuttle.this);
            return inner == known.rel ? known : known.clone(inner);
        }
    }
}
