package dev.tarn.engine.plan.order;

import dev.tarn.engine.plan.order.EqualColumns.Members;
import dev.tarn.engine.plan.stats.Estimator;

import org.apache.calcite.rel.RelNode;

import java.util.ArrayList;
import java.util.List;

/// Puts the joins of a tree into the order that is expected to cost least.
public final class JoinOrder {
    private final Estimator estimator;

    private JoinOrder(Estimator estimator) {
        this.estimator = estimator;
    }

    /// `root`, a tree without correlation, its joins ordered and their leaves filtered by what the
    /// conditions of all together say.
    public static RelNode of(RelNode root, Estimator estimator) {
        return new JoinOrder(estimator).ordered(root);
    }

    private RelNode ordered(RelNode node) {
        if (JoinGraph.isRegion(node) && JoinGraph.leafCount(node) <= JoinGraph.MAX_LEAVES) {
            return region(node);
        }
        List<RelNode> inputs = new ArrayList<>();
        boolean same = true;
        for (RelNode input : node.getInputs()) {
            RelNode now = ordered(input);
            same &= now == input;
            inputs.add(now);
        }
        return same ? node : node.copy(node.getTraitSet(), inputs);
    }

    private RelNode region(RelNode node) {
        JoinGraph.Graphed graphed = JoinGraph.of(node);
        JoinGraph graph = graphed.graph();
        List<Members> equal = EqualColumns.takenFrom(graph);
        Inference.run(graph, equal);
        for (int i = 0; i < graph.leaves().size(); i++) {
            Leaf leaf = graph.leaves().get(i);
            graph.leaves().set(i, leaf.with(ordered(leaf.rel())));
        }
        Connections connections = new Connections(graph, equal);
        JoinCosts costs = new JoinCosts(graph, connections, estimator);
        Tree best = new JoinSearch(costs, connections.edges(), graph.leaves().size()).best();
        return new TreeBuilder(graph, connections).build(best, graphed.output(), node.getRowType());
    }
}
