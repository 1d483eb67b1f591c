package dev.tarn.engine.plan.rule;

import com.google.common.collect.ImmutableSet;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexVisitorImpl;
import org.apache.calcite.sql.SqlKind;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/// Gives columns other names where Calcite's rewriting of `x = ALL (q)` would take them for the
/// counts and extremes that it adds, which it finds by name.
///
/// ```
/// Filter x = ALL (q)        →     Filter x = ALL (q)
///   t(x, d)                         Project [x, d$ := d]
///                                     t(x, d)
/// ```
public final class HelperNames extends SubQueryShuttle {
    /// What Calcite 1.42 calls the columns that it adds.
    private static final Set<String> TAKEN =
            Set.of("c", "cs", "ck", "ct", "d", "dd", "dt", "em", "i", "m", "q", "x", "trueLiteral");

    private HelperNames() {}

    public static RelNode in(RelNode root) {
        return root.accept(new HelperNames());
    }

    @Override
    RelNode rewritten(RelNode node) {
        return switch (node) {
            case Filter filter when compares(List.of(filter.getCondition())) -> renamed(filter);
            case Project project when compares(project.getProjects()) -> renamed(project);
            default -> node;
        };
    }

    /// Whether there is a comparison with SOME or ALL rows of a sub-query.
    private static boolean compares(List<RexNode> expressions) {
        boolean[] found = {false};
        RexVisitorImpl<Void> finder =
                new RexVisitorImpl<>(true) {
                    @Override
                    public Void visitSubQuery(RexSubQuery subQuery) {
                        found[0] |= subQuery.getKind() == SqlKind.SOME;
                        return super.visitSubQuery(subQuery);
                    }
                };
        expressions.forEach(expression -> expression.accept(finder));
        return found[0];
    }

    private static RelNode renamed(RelNode node) {
        RelNode input = node.getInput(0);
        List<String> names = input.getRowType().getFieldNames();
        if (Collections.disjoint(names, TAKEN)) {
            return node;
        }
        List<String> others = new ArrayList<>();
        for (String name : names) {
            others.add(TAKEN.contains(name) ? name + "$" : name);
        }
        RelNode project =
                LogicalProject.create(
                        input,
                        List.of(),
                        node.getCluster().getRexBuilder().identityProjects(input.getRowType()),
                        others,
                        ImmutableSet.of());
        return node.copy(node.getTraitSet(), List.of(project));
    }
}
