package dev.tarn.engine.plan.order;

import dev.tarn.engine.plan.order.Leaf.Attachment;
import dev.tarn.engine.plan.stats.ColumnEstimate;
import dev.tarn.engine.plan.stats.Estimate;
import dev.tarn.engine.plan.stats.Estimator;
import dev.tarn.engine.plan.stats.JoinEstimate;
import dev.tarn.engine.plan.stats.Selectivity;

import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Makes trees of two, and says what they cost: a row that is looked up costs one and more the
/// larger the table it is looked up in, a row that is built two, a row of the result a half; a pair
/// that is compared without a key costs a quarter.
final class JoinCosts {
    private static final double BUILD = 2;
    private static final double RESULT = 0.5;
    private static final double PAIR = 0.25;
    private static final double CACHED_BYTES = 256 << 10;

    private final JoinGraph graph;
    private final Connections connections;
    private final List<Estimate> estimates = new ArrayList<>();
    private final Map<RexNode, Double> shares = new IdentityHashMap<>();
    private final Selectivity selectivity;

    JoinCosts(JoinGraph graph, Connections connections, Estimator estimator) {
        this.graph = graph;
        this.connections = connections;
        for (Leaf leaf : graph.leaves()) {
            estimates.add(estimator.of(leaf.rel()));
        }
        this.selectivity = new Selectivity(this::column);
    }

    private ColumnEstimate column(int number) {
        int owner = graph.owner(number);
        List<ColumnEstimate> columns = estimates.get(owner).columns();
        int ordinal = number - graph.leaves().get(owner).first();
        return ordinal < columns.size() ? columns.get(ordinal) : ColumnEstimate.flag();
    }

    private double share(RexNode condition) {
        return shares.computeIfAbsent(condition, selectivity::of);
    }

    Tree leaf(int index) {
        Estimate estimate = estimates.get(index);
        return new Tree(
                1L << index,
                estimate.rows(),
                estimate.rowBytes(),
                0,
                null,
                null,
                JoinRelType.INNER);
    }

    /// The cheaper of the ways to join two trees; null where they cannot be.
    @Nullable Tree join(Tree a, Tree b) {
        Attachment ofA = connections.attachment(a.set());
        Attachment ofB = connections.attachment(b.set());
        if (ofA != null) {
            return ofB == null && (ofA.needs() & ~b.set()) == 0 ? attached(b, a, ofA) : null;
        }
        if (ofB != null) {
            return (ofB.needs() & ~a.set()) == 0 ? attached(a, b, ofB) : null;
        }
        return inner(a, b);
    }

    private Tree inner(Tree a, Tree b) {
        List<JoinEstimate.Keys> keys = new ArrayList<>();
        for (Connections.Pair pair : connections.pairs(a.set(), b.set())) {
            keys.add(keys(pair.left(), pair.right()));
        }
        double rest = 1;
        boolean hashed = !keys.isEmpty();
        for (Connections.Predicate predicate : connections.across(a.set(), b.set())) {
            rest *= share(predicate.condition());
            hashed |= predicate.isEquality(a.set(), b.set());
        }
        double rows = JoinEstimate.of(a.rows(), b.rows(), keys, rest).rows(JoinRelType.INNER);
        boolean buildsB = b.rows() * b.bytes() <= a.rows() * a.bytes();
        Tree probe = buildsB ? a : b;
        Tree build = buildsB ? b : a;
        return new Tree(
                a.set() | b.set(),
                rows,
                a.bytes() + b.bytes(),
                cost(probe, build, hashed, rows),
                probe,
                build,
                JoinRelType.INNER);
    }

    private JoinEstimate.Keys keys(int left, int right) {
        return new JoinEstimate.Keys(
                column(left), column(right), List.of(graph.owner(left), graph.owner(right)));
    }

    private Tree attached(Tree kept, Tree leaf, Attachment attachment) {
        List<JoinEstimate.Keys> keys = new ArrayList<>();
        double rest = 1;
        for (RexNode condition : attachment.conditions()) {
            int[] pair = EqualColumns.pair(condition);
            boolean isKey =
                    pair != null
                            && (graph.owner(pair[0]) == leaf.leaf())
                                    != (graph.owner(pair[1]) == leaf.leaf());
            if (isKey && pair != null) {
                boolean isLast = graph.owner(pair[1]) == leaf.leaf();
                keys.add(isLast ? keys(pair[0], pair[1]) : keys(pair[1], pair[0]));
            } else {
                rest *= share(condition);
            }
        }
        double joined =
                JoinEstimate.of(kept.rows(), leaf.rows(), keys, rest).rows(attachment.type());
        double rows = joined;
        for (Connections.Predicate predicate : connections.across(kept.set(), leaf.set())) {
            rows *= share(predicate.condition());
        }
        double bytes = attachment.type() == JoinRelType.LEFT ? leaf.bytes() : 1;
        return new Tree(
                kept.set() | leaf.set(),
                Math.max(1, rows),
                kept.bytes() + bytes,
                cost(kept, leaf, !keys.isEmpty(), joined),
                kept,
                leaf,
                attachment.type());
    }

    private static double cost(Tree probe, Tree build, boolean hashed, double rows) {
        double below = probe.cost() + build.cost() + rows * RESULT;
        if (!hashed) {
            return below + probe.rows() * build.rows() * PAIR + build.rows();
        }
        double bytes = build.rows() * build.bytes();
        double lookup = 1 + Math.log1p(bytes / CACHED_BYTES) / 4;
        return below + probe.rows() * lookup + build.rows() * BUILD;
    }
}
