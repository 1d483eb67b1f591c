package dev.tarn.engine.plan.order;

import com.google.common.collect.ImmutableSet;

import dev.tarn.engine.plan.order.Leaf.Attachment;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A tree over a graph's leaves as joins.
final class TreeBuilder {
    private final JoinGraph graph;
    private final Connections connections;
    private final RexBuilder rex;

    /// Rows, and where in them the graph's columns are.
    private record Built(RelNode rel, Map<Integer, Integer> places, int width) {}

    TreeBuilder(JoinGraph graph, Connections connections) {
        this.graph = graph;
        this.connections = connections;
        this.rex = graph.leaves().getFirst().rel().getCluster().getRexBuilder();
    }

    /// The columns `output` of `tree`, which is all of the graph, as rows of type `type`.
    RelNode build(Tree tree, int[] output, RelDataType type) {
        Built built = build(tree);
        List<RexNode> left = new ArrayList<>();
        for (Connections.Predicate predicate : connections.predicates()) {
            if (predicate.leaves() == 0) {
                left.add(predicate.condition());
            }
        }
        RelNode rel = filtered(built, left);
        List<RexNode> columns = new ArrayList<>();
        boolean identity = output.length == built.width;
        for (int i = 0; i < output.length; i++) {
            int place = Objects.requireNonNull(built.places.get(output[i]));
            identity &= place == i;
            RexNode column = rex.makeInputRef(rel, place);
            RelDataType wanted = type.getFieldList().get(i).getType();
            columns.add(
                    column.getType().equals(wanted)
                            ? column
                            : rex.makeAbstractCast(wanted, column, false));
        }
        return identity && rel.getRowType().equals(type)
                ? rel
                : LogicalProject.create(
                        rel, List.of(), columns, type.getFieldNames(), ImmutableSet.of());
    }

    private Built build(Tree tree) {
        Tree left = tree.left();
        Tree right = tree.right();
        if (left == null || right == null) {
            Leaf leaf = graph.leaves().get(tree.leaf());
            Map<Integer, Integer> places = new HashMap<>();
            for (int i = 0; i < leaf.width(); i++) {
                places.put(leaf.first() + i, i);
            }
            return new Built(leaf.rel(), places, leaf.width());
        }
        Attachment attachment = connections.attachment(right.set());
        Built probe = build(left);
        Built build = build(right);
        List<RexNode> across = new ArrayList<>();
        connections
                .across(left.set(), right.set())
                .forEach(predicate -> across.add(predicate.condition()));
        if (attachment != null) {
            Built joined = joined(probe, build, attachment.type(), attachment.conditions());
            if (attachment.type() == JoinRelType.LEFT_MARK) {
                Leaf leaf = graph.leaves().get(right.leaf());
                joined.places.put(leaf.first() + leaf.width(), probe.width);
            }
            return new Built(filtered(joined, across), joined.places, joined.width);
        }
        List<RexNode> conditions = new ArrayList<>();
        for (Connections.Pair pair : connections.pairs(left.set(), right.set())) {
            conditions.add(
                    rex.makeCall(
                            SqlStdOperatorTable.EQUALS, column(pair.left()), column(pair.right())));
        }
        conditions.addAll(across);
        return joined(probe, build, JoinRelType.INNER, conditions);
    }

    private RexNode column(int number) {
        Leaf leaf = graph.leaves().get(graph.owner(number));
        RelDataTypeField field = leaf.rel().getRowType().getFieldList().get(number - leaf.first());
        return new RexInputRef(number, field.getType());
    }

    private Built joined(Built left, Built right, JoinRelType type, List<RexNode> conditions) {
        Map<Integer, Integer> places = new HashMap<>(left.places);
        right.places.forEach((column, place) -> places.put(column, place + left.width));
        List<RelDataType> types = new ArrayList<>(types(left.rel));
        types.addAll(types(right.rel));
        RexNode condition = RexUtil.composeConjunction(rex, placed(conditions, places, types));
        RelNode join =
                LogicalJoin.create(
                        left.rel, right.rel, List.of(), condition, ImmutableSet.of(), type);
        int width = join.getRowType().getFieldCount();
        if (!type.projectsRight()) {
            return new Built(join, new HashMap<>(left.places), width);
        }
        return new Built(join, places, width);
    }

    private RelNode filtered(Built built, List<RexNode> conditions) {
        if (conditions.isEmpty()) {
            return built.rel;
        }
        RexNode condition =
                RexUtil.composeConjunction(rex, placed(conditions, built.places, types(built.rel)));
        return LogicalFilter.create(built.rel, condition);
    }

    private static List<RelDataType> types(RelNode rel) {
        return rel.getRowType().getFieldList().stream().map(RelDataTypeField::getType).toList();
    }

    /// Conditions over the graph's columns as ones over rows in which these are at `places`.
    private static List<RexNode> placed(
            List<RexNode> conditions, Map<Integer, Integer> places, List<RelDataType> types) {
        RexShuttle shuttle =
                new RexShuttle() {
                    @Override
                    public RexNode visitInputRef(RexInputRef reference) {
                        int place = Objects.requireNonNull(places.get(reference.getIndex()));
                        return new RexInputRef(place, types.get(place));
                    }
                };
        return conditions.stream().map(condition -> condition.accept(shuttle)).toList();
    }
}
