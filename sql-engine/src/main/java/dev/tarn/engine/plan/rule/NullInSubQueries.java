package dev.tarn.engine.plan.rule;

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
public final class NullInSubQueries extends SubQueryShuttle {

    private NullInSubQueries() {}

    public static RelNode in(RelNode root) {
        return root.accept(new NullInSubQueries());
    }

    @Override
    RelNode rewritten(RelNode node) {
        return node.accept(new SubQueries(node.getCluster().getRexBuilder()));
    }

    private static final class SubQueries extends RexShuttle {
        private final RexBuilder rex;

        private SubQueries(RexBuilder rex) {
            this.rex = rex;
        }

        @Override
        public RexNode visitSubQuery(RexSubQuery subQuery) {
            RexSubQuery asked = (RexSubQuery) super.visitSubQuery(subQuery);
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
