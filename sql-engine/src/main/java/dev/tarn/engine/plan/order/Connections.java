package dev.tarn.engine.plan.order;

import dev.tarn.engine.plan.order.EqualColumns.Members;
import dev.tarn.engine.plan.order.Leaf.Attachment;

import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// What connects two sets of leaves: the predicates that can be asked once both are joined.
final class Connections {
    private final JoinGraph graph;
    private final List<Members> equal;
    private final List<Predicate> predicates = new ArrayList<>();

    /// A predicate of the graph.
    ///
    /// @param leaves that it reads
    /// @param sides the leaves of either side of an equality of expressions; empty for others
    record Predicate(RexNode condition, long leaves, long[] sides) {
        boolean isEquality(long left, long right) {
            return sides.length == 2 && (isWithin(left, right, 0) || isWithin(left, right, 1));
        }

        private boolean isWithin(long left, long right, int first) {
            return (sides[first] & ~left) == 0 && (sides[1 - first] & ~right) == 0;
        }
    }

    /// Columns, by number, that equal each other: the left set's, the right set's.
    record Pair(int left, int right) {}

    Connections(JoinGraph graph, List<Members> equal) {
        this.graph = graph;
        this.equal = equal;
        for (RexNode condition : graph.predicates()) {
            predicates.add(new Predicate(condition, graph.leavesOf(condition), sides(condition)));
        }
    }

    private long[] sides(RexNode condition) {
        if (condition.isA(SqlKind.EQUALS) && condition instanceof RexCall call) {
            long left = graph.leavesOf(call.getOperands().get(0));
            long right = graph.leavesOf(call.getOperands().get(1));
            if (left != 0 && right != 0 && (left & right) == 0) {
                return new long[] {left, right};
            }
        }
        return new long[0];
    }

    List<Predicate> predicates() {
        return predicates;
    }

    @Nullable Attachment attachment(long set) {
        return Long.bitCount(set) == 1
                ? graph.leaves().get(Long.numberOfTrailingZeros(set)).attachment()
                : null;
    }

    /// One pair for each class that has columns in both sets.
    List<Pair> pairs(long left, long right) {
        List<Pair> pairs = new ArrayList<>();
        for (Members members : equal) {
            int a = first(members, left);
            int b = first(members, right);
            if (a >= 0 && b >= 0) {
                pairs.add(new Pair(a, b));
            }
        }
        return pairs;
    }

    private int first(Members members, long set) {
        for (int column : members.columns()) {
            if ((set >> graph.owner(column) & 1) != 0) {
                return column;
            }
        }
        return -1;
    }

    /// Predicates that neither set could be asked alone. An attached leaf alone is asked nothing.
    List<Predicate> across(long left, long right) {
        long both = left | right;
        long alone = attachment(right) == null ? right : 0;
        List<Predicate> across = new ArrayList<>();
        for (Predicate predicate : predicates) {
            long leaves = predicate.leaves;
            if ((leaves & ~both) == 0 && (leaves & ~left) != 0 && (leaves & ~alone) != 0) {
                across.add(predicate);
            }
        }
        return across;
    }

    /// The edges of the graph, each as the leaves of its two ends.
    List<long[]> edges() {
        List<long[]> edges = new ArrayList<>();
        for (Members members : equal) {
            List<Integer> columns = List.copyOf(members.columns());
            for (int i = 0; i < columns.size(); i++) {
                for (int j = i + 1; j < columns.size(); j++) {
                    edge(edges, bit(columns.get(i)), bit(columns.get(j)));
                }
            }
        }
        for (Predicate predicate : predicates) {
            if (predicate.sides.length == 2) {
                edge(edges, predicate.sides[0], predicate.sides[1]);
            } else if (Long.bitCount(predicate.leaves) == 2) {
                long one = Long.lowestOneBit(predicate.leaves);
                edge(edges, one, predicate.leaves & ~one);
            }
        }
        for (int i = 0; i < graph.leaves().size(); i++) {
            Attachment attachment = graph.leaves().get(i).attachment();
            if (attachment != null && attachment.needs() != 0) {
                edge(edges, attachment.needs(), 1L << i);
            }
        }
        return edges;
    }

    private long bit(int column) {
        return 1L << graph.owner(column);
    }

    private static void edge(List<long[]> edges, long a, long b) {
        if ((a & b) == 0) {
            edges.add(new long[] {a, b});
        }
    }
}
