package dev.tarn.engine.plan.stats;

import dev.tarn.engine.schema.Relation;

import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.ImmutableBitSet;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/// The columns of tables whose distinct values decide how many rows a tree is expected to give:
/// those that are joined on, grouped by, or compared with `=` or IN. Owned by one planning.
final class CountedColumns {
    private final Map<Relation.OfTable, TreeSet<Integer>> columns = new LinkedHashMap<>();

    private CountedColumns() {}

    /// Ordinals of columns by table, in the order in which these are met.
    static Map<Relation.OfTable, TreeSet<Integer>> of(RelNode tree) {
        CountedColumns found = new CountedColumns();
        found.visit(tree, ImmutableBitSet.of());
        return found.columns;
    }

    /// @param asked columns of `node` that something above asks for
    private void visit(RelNode node, ImmutableBitSet asked) {
        switch (node) {
            case TableScan scan -> add(scan, asked);
            case Project project -> {
                ImmutableBitSet.Builder below = ImmutableBitSet.builder();
                for (int column : asked) {
                    below.addAll(inputs(project.getProjects().get(column)));
                }
                visit(project.getInput(), below.build());
            }
            case Filter filter ->
                    visit(filter.getInput(), asked.union(equated(filter.getCondition())));
            case Join join -> {
                int width = join.getLeft().getRowType().getFieldCount();
                ImmutableBitSet both = asked.union(equated(join.getCondition()));
                visit(join.getLeft(), both.intersect(ImmutableBitSet.range(width)));
                visit(join.getRight(), both.except(ImmutableBitSet.range(width)).shift(-width));
            }
            case Aggregate aggregate -> visit(aggregate.getInput(), aggregate.getGroupSet());
            case SetOp set -> {
                int width = set.getRowType().getFieldCount();
                set.getInputs()
                        .forEach(input ->
                                visit(input, set.all ? asked : ImmutableBitSet.range(width)));
            }
            default -> {
                // What other nodes take from their first input comes first.
                for (RelNode input : node.getInputs()) {
                    int width = input.getRowType().getFieldCount();
                    boolean passes = node.getInputs().size() == 1;
                    visit(
                            input,
                            passes
                                    ? asked.intersect(ImmutableBitSet.range(width))
                                    : ImmutableBitSet.of());
                }
            }
        }
    }

    private void add(TableScan scan, ImmutableBitSet asked) {
        Relation relation = scan.getTable().unwrap(Relation.class);
        if (relation instanceof Relation.OfTable table && !asked.isEmpty()) {
            columns.computeIfAbsent(table, _ -> new TreeSet<>()).addAll(asked.asSet());
        }
    }

    private static ImmutableBitSet inputs(RexNode expression) {
        return RelOptUtil.InputFinder.bits(expression);
    }

    /// Columns that `condition` compares for equality, anywhere in it.
    private static ImmutableBitSet equated(RexNode condition) {
        return switch (condition.getKind()) {
            case AND, OR, NOT -> {
                ImmutableBitSet.Builder found = ImmutableBitSet.builder();
                for (RexNode part : ((RexCall) condition).getOperands()) {
                    found.addAll(equated(part));
                }
                yield found.build();
            }
            case EQUALS, NOT_EQUALS, IS_NOT_DISTINCT_FROM, IS_DISTINCT_FROM, SEARCH ->
                    inputs(condition);
            default -> ImmutableBitSet.of();
        };
    }
}
