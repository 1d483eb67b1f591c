package dev.tarn.engine.plan.rule;

import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;

import java.util.HashSet;
import java.util.Set;

/// Which correlation variables a tree or an expression reads, sub-queries in them included.
final class Variables extends RelHomogeneousShuttle {
    private final Set<CorrelationId> used = new HashSet<>();
    private final Set<CorrelationId> declared = new HashSet<>();
    private final RexShuttle expressions =
            new RexShuttle() {
                @Override
                public RexNode visitCorrelVariable(RexCorrelVariable variable) {
                    used.add(variable.id);
                    return variable;
                }

                @Override
                public RexNode visitSubQuery(RexSubQuery subQuery) {
                    subQuery.rel.accept(Variables.this);
                    return super.visitSubQuery(subQuery);
                }
            };

    private Variables() {}

    /// Those that `rel` reads, but which nothing in it sets.
    static Set<CorrelationId> free(RelNode rel) {
        Variables variables = new Variables();
        rel.accept(variables);
        variables.used.removeAll(variables.declared);
        return variables.used;
    }

    /// Those that `expression` reads, and which no sub-query in it sets.
    static Set<CorrelationId> free(RexNode expression) {
        Variables variables = new Variables();
        expression.accept(variables.expressions);
        variables.used.removeAll(variables.declared);
        return variables.used;
    }

    @Override
    public RelNode visit(RelNode node) {
        declared.addAll(node.getVariablesSet());
        if (node instanceof Correlate correlate) {
            declared.add(correlate.getCorrelationId());
        }
        node.accept(expressions);
        return super.visit(node);
    }
}
