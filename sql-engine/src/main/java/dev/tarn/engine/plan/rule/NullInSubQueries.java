package dev.tarn.engine.plan.rule;

import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;

import java.util.List;

/// Asks whether there are rows where a null literal is looked for among them: that is unknown if
/// there are any, and false if not. Calcite's rewriting takes it for unknown always where the
/// sub-query is correlated.
///
/// ```
/// NULL IN (q)   →   CASE WHEN EXISTS (q) THEN NULL ELSE FALSE END
/// ```
public final class NullInSubQueries extends RelHomogeneousShuttle {

    private NullInSubQueries() {}

    public static RelNode in(RelNode root) {
        return root.accept(new NullInSubQueries());
    }

    @Override
    public RelNode visit(RelNode node) {
        RelNode inner = super.visit(node);
        return inner.accept(new SubQueries(inner.getCluster().getRexBuilder()));
    }

    /// The sub-queries of a node, as deep as they go.
    private final class SubQueries extends RexShuttle {
        private final RexBuilder rex;

        private SubQueries(RexBuilder rex) {
            this.rex = rex;
        }

        @Override
        public RexNode visitSubQuery(RexSubQuery subQuery) {
            RexSubQuery known = (RexSubQuery) super.visitSubQuery(subQuery);
            RelNode inner = known.rel.accept(NullInSubQueries.this);
            RexSubQuery asked = inner == known.rel ? known : known.clone(inner);
            return asked.getKind() == SqlKind.IN
                            && asked.getOperands().size() == 1
                            && RexUtil.isNullLiteral(asked.getOperands().getFirst(), true)
                    ? unknownOrFalse(asked)
                    : asked;
        }

        private RexNode unknownOrFalse(RexSubQuery asked) {
            return rex.makeCall(
                    asked.getType(),
                    SqlStdOperatorTable.CASE,
                    List.of(
                            RexSubQuery.exists(asked.rel),
                            rex.makeNullLiteral(asked.getType()),
                            rex.makeLiteral(false)));
        }
    }
}
