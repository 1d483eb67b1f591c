package dev.tarn.engine.plan.rule;

import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;

import java.util.Set;
import java.util.function.IntFunction;

/// Puts values in the place of the fields of an outer row, in a tree and in the sub-queries of its
/// expressions.
final class CorrelatedFields extends RelHomogeneousShuttle {
    private final Set<CorrelationId> rows;
    private final IntFunction<RexNode> values;

    private CorrelatedFields(Set<CorrelationId> rows, IntFunction<RexNode> values) {
        this.rows = rows;
        this.values = values;
    }

    /// @param rows the names that the outer row goes by
    /// @param values what each of its fields becomes
    static RelNode replaced(RelNode tree, Set<CorrelationId> rows, IntFunction<RexNode> values) {
        return rows.isEmpty() ? tree : tree.accept(new CorrelatedFields(rows, values));
    }

    @Override
    public RelNode visit(RelNode node) {
        return super.visit(node).accept(new Inside());
    }

    private final class Inside extends RexShuttle {
        @Override
        public RexNode visitFieldAccess(RexFieldAccess access) {
            return access.getReferenceExpr() instanceof RexCorrelVariable row
                            && rows.contains(row.id)
                    ? values.apply(access.getField().getIndex())
                    : super.visitFieldAccess(access);
        }

        @Override
        public RexNode visitSubQuery(RexSubQuery subQuery) {
            RexSubQuery known = (RexSubQuery) super.visitSubQuery(subQuery);
            RelNode inner = known.rel.accept(CorrelatedFields.this);
            return inner == known.rel ? known : known.clone(inner);
        }
    }
}
