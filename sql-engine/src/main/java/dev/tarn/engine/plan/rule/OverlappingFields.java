package dev.tarn.engine.plan.rule;

import org.apache.calcite.rel.BiRel;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;

import java.util.HashSet;
import java.util.Set;

/// Finds what Calcite's first decorrelator loses conditions of: it joins the values of all columns
/// of the outer row that a node asks for to the node's input, also of those that the input has
/// asked for, and forgets what the input compared them to.
///
/// ```
/// Project [$c.x, $c.y]       asks for x too, so the values of (x, y) are joined, and
///   Filter a = $c.x          a = x is not asked of them
///     t(a)
/// ```
public final class OverlappingFields {
    private boolean found;

    /// A column of an outer row.
    private record Field(CorrelationId row, int index) {}

    private OverlappingFields() {}

    /// Whether a node of `tree` asks for columns of the outer row some of which are asked for below
    /// it, and others are not, or a join's two inputs for the same one.
    public static boolean isIn(RelNode tree) {
        OverlappingFields fields = new OverlappingFields();
        fields.visit(tree);
        return fields.found;
    }

    /// The columns that `node` and what is below it ask for.
    private Set<Field> visit(RelNode node) {
        Set<Field> below = new HashSet<>();
        boolean isJoin = node instanceof BiRel;
        for (RelNode input : node.getInputs()) {
            Set<Field> fields = visit(input);
            found |= isJoin && fields.stream().anyMatch(below::contains);
            below.addAll(fields);
        }
        Set<Field> own = own(node);
        boolean overlaps = own.stream().anyMatch(below::contains);
        found |= overlaps && !below.containsAll(own);
        below.addAll(own);
        return below;
    }

    private static Set<Field> own(RelNode node) {
        Set<Field> own = new HashSet<>();
        node.accept(
                new RexShuttle() {
                    @Override
                    public RexNode visitFieldAccess(RexFieldAccess access) {
                        if (access.getReferenceExpr() instanceof RexCorrelVariable row) {
                            own.add(new Field(row.id, access.getField().getIndex()));
                        }
                        return super.visitFieldAccess(access);
                    }
                });
        return own;
    }
}
