package dev.tarn.engine.plan.order;

import dev.tarn.engine.plan.order.Leaf.Attachment;

import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.plan.Strong;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.util.ImmutableBitSet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Nested joins, filters and column choices as leaves and predicates.
///
/// Every column of every leaf has a number; a leaf of a mark join has one more, its mark.
/// Predicates hold of the whole result, each as soon as its leaves are there. Joins that keep their
/// left side are attachments of the leaf on their right. Moving these among inner joins changes
/// nothing: a leaf that is attached neither removes nor doubles what other conditions, which do not
/// read it, say of the rows that it is attached to.
final class JoinGraph {
    static final int MAX_LEAVES = 60;

    private final List<Leaf> leaves = new ArrayList<>();
    private final List<RexNode> predicates = new ArrayList<>();
    private final List<Integer> owners = new ArrayList<>();

    /// The graph of `node`, and its result's columns by their numbers.
    record Graphed(JoinGraph graph, int[] output) {}

    static Graphed of(RelNode node) {
        JoinGraph graph = new JoinGraph();
        int[] output = graph.flatten(node);
        graph.detachStrict();
        return new Graphed(graph, output);
    }

    /// Whether `node` is a join, or a filter of one, whose parts may be joined in another order.
    static boolean isRegion(RelNode node) {
        return switch (node) {
            case Join join ->
                    join.getJoinType() != JoinRelType.FULL
                            && join.getJoinType() != JoinRelType.ASOF
                            && join.getJoinType() != JoinRelType.LEFT_ASOF
                            && RexUtil.isDeterministic(join.getCondition())
                            && !RexUtil.containsCorrelation(join.getCondition());
            case Filter filter ->
                    isRegion(filter.getInput())
                            && RexUtil.isDeterministic(filter.getCondition())
                            && !RexUtil.containsCorrelation(filter.getCondition());
            case Project project ->
                    isRegion(project.getInput())
                            && project.getProjects().stream()
                                    .allMatch(RexInputRef.class::isInstance);
            default -> false;
        };
    }

    /// How many leaves the graph of `node` has.
    static int leafCount(RelNode node) {
        if (!isRegion(node)) {
            return 1;
        }
        if (node instanceof Join join) {
            int left = join.getJoinType() == JoinRelType.RIGHT ? 1 : leafCount(join.getLeft());
            boolean isFree =
                    join.getJoinType() == JoinRelType.INNER
                            || join.getJoinType() == JoinRelType.RIGHT;
            return left + (isFree ? leafCount(join.getRight()) : 1);
        }
        return leafCount(node.getInput(0));
    }

    List<Leaf> leaves() {
        return leaves;
    }

    List<RexNode> predicates() {
        return predicates;
    }

    /// The leaf that the column numbered `column` is of.
    int owner(int column) {
        return owners.get(column);
    }

    /// The leaves that `condition` reads.
    long leavesOf(RexNode condition) {
        long set = 0;
        for (int column : RelOptUtil.InputFinder.bits(condition)) {
            set |= 1L << owner(column);
        }
        return set;
    }

    private int[] flatten(RelNode node) {
        if (!isRegion(node)) {
            return leaf(node, false);
        }
        return switch (node) {
            case Filter filter -> {
                int[] columns = flatten(filter.getInput());
                predicates.addAll(conjuncts(filter.getCondition(), columns));
                yield columns;
            }
            case Project project -> {
                int[] columns = flatten(project.getInput());
                yield project.getProjects().stream()
                        .mapToInt(one -> columns[((RexInputRef) one).getIndex()])
                        .toArray();
            }
            case Join join -> join(join);
            default -> throw new IllegalStateException("Not a join: " + node);
        };
    }

    private int[] join(Join join) {
        return switch (join.getJoinType()) {
            case INNER -> {
                int[] left = flatten(join.getLeft());
                int[] columns = concat(left, flatten(join.getRight()));
                predicates.addAll(conjuncts(join.getCondition(), columns));
                yield columns;
            }
            case RIGHT -> {
                int[] kept = flatten(join.getRight());
                int[] attached = leaf(join.getLeft(), false);
                int[] columns = concat(attached, kept);
                attach(JoinRelType.LEFT, conjuncts(join.getCondition(), columns));
                yield columns;
            }
            case LEFT, SEMI, ANTI, LEFT_MARK -> {
                int[] kept = flatten(join.getLeft());
                boolean marks = join.getJoinType() == JoinRelType.LEFT_MARK;
                int[] attached = leaf(join.getRight(), marks);
                int[] columns = concat(kept, attached);
                attach(join.getJoinType(), conjuncts(join.getCondition(), columns));
                yield switch (join.getJoinType()) {
                    case LEFT -> columns;
                    case LEFT_MARK -> concat(kept, new int[] {attached[attached.length - 1]});
                    default -> kept;
                };
            }
            case FULL, ASOF, LEFT_ASOF -> throw new IllegalStateException("Not movable: " + join);
        };
    }

    private int[] leaf(RelNode rel, boolean hasMark) {
        int first = owners.size();
        int width = rel.getRowType().getFieldCount() + (hasMark ? 1 : 0);
        int[] columns = new int[width];
        for (int i = 0; i < width; i++) {
            columns[i] = first + i;
            owners.add(leaves.size());
        }
        leaves.add(new Leaf(rel, first, null));
        return columns;
    }

    /// Makes the last leaf one that is attached.
    private void attach(JoinRelType type, List<RexNode> conditions) {
        Leaf leaf = leaves.removeLast();
        long own = 1L << leaves.size();
        long needs = 0;
        for (RexNode condition : conditions) {
            needs |= leavesOf(condition);
        }
        needs &= ~own;
        leaves.add(new Leaf(leaf.rel(), leaf.first(), new Attachment(type, conditions, needs)));
    }

    private static int[] concat(int[] a, int[] b) {
        int[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    private static List<RexNode> conjuncts(RexNode condition, int[] columns) {
        RexShuttle numbered =
                new RexShuttle() {
                    @Override
                    public RexNode visitInputRef(RexInputRef reference) {
                        return new RexInputRef(columns[reference.getIndex()], reference.getType());
                    }
                };
        List<RexNode> conjuncts = new ArrayList<>();
        for (RexNode conjunct : RelOptUtil.conjunctions(condition)) {
            conjuncts.add(conjunct.accept(numbered));
        }
        return conjuncts;
    }

    /// A LEFT join is an inner one if a predicate does not hold where its columns are null.
    private void detachStrict() {
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int i = 0; i < leaves.size(); i++) {
                Attachment attachment = leaves.get(i).attachment();
                if (attachment != null
                        && attachment.type() == JoinRelType.LEFT
                        && isStrict(leaves.get(i))) {
                    leaves.set(i, leaves.get(i).detached());
                    predicates.addAll(attachment.conditions());
                    changed = true;
                }
            }
        }
    }

    private boolean isStrict(Leaf leaf) {
        ImmutableBitSet own = ImmutableBitSet.range(leaf.first(), leaf.first() + leaf.width());
        for (RexNode predicate : predicates) {
            if (RelOptUtil.InputFinder.bits(predicate).intersects(own)
                    && Strong.isNotTrue(predicate, own)) {
                return true;
            }
        }
        return false;
    }
}
