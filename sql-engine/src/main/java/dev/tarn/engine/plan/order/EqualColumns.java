package dev.tarn.engine.plan.order;

import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;

/// Columns that a graph's predicates say are equal, of leaves that are not attached and of one
/// type: any two of a class may be joined on.
final class EqualColumns {

    /// The columns of one class, by number, in order.
    record Members(TreeSet<Integer> columns) {}

    private EqualColumns() {}

    /// Takes the equalities out of the graph's predicates.
    static List<Members> takenFrom(JoinGraph graph) {
        List<Members> classes = new ArrayList<>();
        Iterator<RexNode> predicates = graph.predicates().iterator();
        while (predicates.hasNext()) {
            int[] pair = pair(predicates.next());
            if (pair != null && isFree(graph, pair[0]) && isFree(graph, pair[1])) {
                add(classes, pair[0], pair[1]);
                predicates.remove();
            }
        }
        return classes;
    }

    private static boolean isFree(JoinGraph graph, int column) {
        return graph.leaves().get(graph.owner(column)).attachment() == null;
    }

    /// The two columns of one type that `predicate` says are equal; null where it is anything else.
    static int @Nullable [] pair(RexNode predicate) {
        return predicate.isA(SqlKind.EQUALS)
                        && predicate instanceof RexCall call
                        && call.getOperands().get(0) instanceof RexInputRef a
                        && call.getOperands().get(1) instanceof RexInputRef b
                        && SqlTypeUtil.equalSansNullability(a.getType(), b.getType())
                ? new int[] {a.getIndex(), b.getIndex()}
                : null;
    }

    private static void add(List<Members> classes, int a, int b) {
        TreeSet<Integer> merged = new TreeSet<>(List.of(a, b));
        classes.removeIf(one -> {
            boolean joins = one.columns.contains(a) || one.columns.contains(b);
            if (joins) {
                merged.addAll(one.columns);
            }
            return joins;
        });
        classes.add(new Members(merged));
    }
}
