package dev.tarn.engine.plan.rule;

import com.google.common.collect.ImmutableSet;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.SqlKind;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Computes sub-queries one after another, each below a projection that has nothing of it but its
/// value, where a comparison with SOME or ALL rows stands beside another sub-query: Calcite finds
/// the counts and extremes that it adds for one by names that it gave to those of the other.
///
/// ```
/// Filter x <= ALL (p) OR y <> ANY (q)   →   Project x, y
///   t(x, y)                                   Filter $s0 OR $s1
///                                               Project x, y, $s0, $s1 := y <> ANY (q)
///                                                 Project x, y, $s0 := x <= ALL (p)
///                                                   t(x, y)
/// ```
public final class SeparateSubQueries extends SubQueryShuttle {
    private SeparateSubQueries() {}

    /// @throws SqlException NOT_SUPPORTED where such sub-queries stand in the condition of a join
    public static RelNode in(RelNode root) {
        return root.accept(new SeparateSubQueries());
    }

    @Override
    RelNode rewritten(RelNode node) {
        return switch (node) {
            case Filter filter -> {
                Values values = new Values(List.of(filter.getCondition()));
                yield values.collide() ? separated(filter, values) : filter;
            }
            case Project project -> {
                Values values = new Values(project.getProjects());
                yield values.collide() ? separated(project, values) : project;
            }
            case Join join -> {
                if (new Values(List.of(join.getCondition())).collide()) {
                    throw new SqlException(
                            ErrorCode.NOT_SUPPORTED,
                            "A join's condition with several sub-queries, one of them compared with"
                                    + " ANY or ALL, is not supported; write it in WHERE");
                }
                yield join;
            }
            default -> node;
        };
    }

    /// The sub-queries of a node's expressions, and what takes their place.
    private static final class Values extends RexShuttle {
        final Map<RexSubQuery, RexNode> places = new LinkedHashMap<>();

        Values(List<RexNode> expressions) {
            expressions.forEach(expression -> expression.accept(this));
        }

        @Override
        public RexNode visitSubQuery(RexSubQuery subQuery) {
            return places.computeIfAbsent(subQuery, RexNode.class::cast);
        }

        boolean collide() {
            return places.size() > 1
                    && places.keySet().stream().anyMatch(one -> one.getKind() == SqlKind.SOME);
        }

        /// `input` with a column more for each sub-query, which then stands for it.
        RelNode below(RelNode input, Set<CorrelationId> variables) {
            RelNode extended = input;
            List<RexSubQuery> subQueries = List.copyOf(places.keySet());
            for (int i = 0; i < subQueries.size(); i++) {
                int ordinal = extended.getRowType().getFieldCount();
                List<RexNode> columns =
                        new ArrayList<>(
                                input.getCluster()
                                        .getRexBuilder()
                                        .identityProjects(extended.getRowType()));
                columns.add(subQueries.get(i));
                List<String> names = new ArrayList<>(extended.getRowType().getFieldNames());
                names.add("$s" + i);
                extended = LogicalProject.create(extended, List.of(), columns, names, variables);
                places.put(
                        subQueries.get(i),
                        input.getCluster().getRexBuilder().makeInputRef(extended, ordinal));
            }
            return extended;
        }
    }

    private static RelNode separated(Filter filter, Values values) {
        RelNode input = filter.getInput();
        RelNode extended = values.below(input, filter.getVariablesSet());
        RelNode kept = LogicalFilter.create(extended, filter.getCondition().accept(values));
        return LogicalProject.create(
                kept,
                List.of(),
                filter.getCluster().getRexBuilder().identityProjects(input.getRowType()),
                input.getRowType().getFieldNames(),
                ImmutableSet.of());
    }

    private static RelNode separated(Project project, Values values) {
        RelNode extended = values.below(project.getInput(), project.getVariablesSet());
        return LogicalProject.create(
                extended,
                project.getHints(),
                values.visitList(project.getProjects()),
                project.getRowType().getFieldNames(),
                ImmutableSet.of());
    }
}
