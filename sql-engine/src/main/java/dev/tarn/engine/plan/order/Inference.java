package dev.tarn.engine.plan.order;

import dev.tarn.engine.plan.order.EqualColumns.Members;
import dev.tarn.engine.plan.order.Leaf.Attachment;
import dev.tarn.engine.plan.rule.HarmlessCalls;

import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Adds to leaves of a graph what its predicates and its other leaves say of them:
///
/// - `(a.x = 1 AND b.y = 2) OR (a.x = 2 AND b.y = 1)` says of `a` that `x IN (1, 2)`, and of `b`
///   likewise (TPC-H queries 7 and 19);
/// - `a.k = b.k` and `a.k > 5` say `b.k > 5`;
/// - a predicate about one leaf is a filter of it.
final class Inference {
    private final JoinGraph graph;
    private final List<Members> equal;
    private final RexBuilder rex;
    private final RelMetadataQuery metadata;

    /// Filters to add, over each leaf's own columns.
    private final Map<Integer, List<RexNode>> added = new LinkedHashMap<>();

    private Inference(JoinGraph graph, List<Members> equal) {
        RelNode any = graph.leaves().getFirst().rel();
        this.graph = graph;
        this.equal = equal;
        this.rex = any.getCluster().getRexBuilder();
        this.metadata = any.getCluster().getMetadataQuery();
    }

    /// Adds filters to the leaves of `graph`, whose classes of equal columns are `equal`.
    static void run(JoinGraph graph, List<Members> equal) {
        Inference inference = new Inference(graph, equal);
        inference.singles();
        inference.branches();
        inference.equalInLeaf();
        inference.constants();
        inference.attached();
        inference.apply();
    }

    private boolean isFree(int leaf) {
        return graph.leaves().get(leaf).attachment() == null;
    }

    private void add(int leaf, RexNode condition) {
        added.computeIfAbsent(leaf, _ -> new ArrayList<>()).add(condition);
    }

    /// `condition` over the graph's columns as one over the leaf's own.
    private RexNode local(int leaf, RexNode condition) {
        return RexUtil.shift(condition, -graph.leaves().get(leaf).first());
    }

    private void singles() {
        graph.predicates()
                .removeIf(predicate -> {
                    long leaves = graph.leavesOf(predicate);
                    int leaf = Long.numberOfTrailingZeros(leaves);
                    if (Long.bitCount(leaves) != 1 || !isFree(leaf)) {
                        return false;
                    }
                    add(leaf, local(leaf, predicate));
                    return true;
                });
    }

    private void branches() {
        for (RexNode predicate : graph.predicates()) {
            if (!predicate.isA(SqlKind.OR)) {
                continue;
            }
            for (int leaf = 0; leaf < graph.leaves().size(); leaf++) {
                RexNode said = isFree(leaf) ? said(predicate, leaf) : null;
                if (said != null) {
                    add(leaf, local(leaf, said));
                }
            }
        }
    }

    /// What an OR says of one leaf alone; null where one of its branches says nothing of it.
    private @Nullable RexNode said(RexNode or, int leaf) {
        List<RexNode> said = new ArrayList<>();
        for (RexNode branch : RelOptUtil.disjunctions(or)) {
            List<RexNode> parts = new ArrayList<>();
            for (RexNode part : RelOptUtil.conjunctions(branch)) {
                if (graph.leavesOf(part) == 1L << leaf && HarmlessCalls.isHarmless(part)) {
                    parts.add(part);
                }
            }
            if (parts.isEmpty()) {
                return null;
            }
            said.add(RexUtil.composeConjunction(rex, parts));
        }
        return RexUtil.composeDisjunction(rex, said);
    }

    /// Two columns of one leaf that equal the same one of another are equal.
    private void equalInLeaf() {
        for (Members members : equal) {
            Map<Integer, Integer> firsts = new LinkedHashMap<>();
            for (int column : members.columns()) {
                int leaf = graph.owner(column);
                Integer first = firsts.putIfAbsent(leaf, column);
                if (first != null) {
                    add(
                            leaf,
                            rex.makeCall(
                                    SqlStdOperatorTable.EQUALS,
                                    reference(leaf, first),
                                    reference(leaf, column)));
                }
            }
        }
    }

    private RexNode reference(int leaf, int column) {
        return rex.makeInputRef(
                graph.leaves().get(leaf).rel(), column - graph.leaves().get(leaf).first());
    }

    private void constants() {
        for (Members members : equal) {
            Map<String, RexNode> known = new LinkedHashMap<>();
            Map<Integer, Set<String>> byLeaf = new LinkedHashMap<>();
            for (int column : members.columns()) {
                Set<String> own = new HashSet<>();
                for (RexNode condition : said(column)) {
                    own.add(condition.toString());
                    known.putIfAbsent(condition.toString(), condition);
                }
                byLeaf.put(column, own);
            }
            known.forEach((text, condition) ->
                    byLeaf.forEach((column, own) -> {
                        if (!own.contains(text)) {
                            add(graph.owner(column), at(condition, column));
                        }
                    }));
        }
    }

    /// Attached leaves matter only where their keys are among those of what they are attached to;
    /// where these are among theirs, too, for SEMI.
    private void attached() {
        for (int i = 0; i < graph.leaves().size(); i++) {
            Attachment attachment = graph.leaves().get(i).attachment();
            if (attachment == null) {
                continue;
            }
            for (RexNode condition : attachment.conditions()) {
                int[] pair = EqualColumns.pair(condition);
                if (pair != null && graph.owner(pair[0]) != graph.owner(pair[1])) {
                    boolean isFirst = graph.owner(pair[0]) == i;
                    pass(pair[isFirst ? 1 : 0], pair[isFirst ? 0 : 1]);
                    if (attachment.type() == JoinRelType.SEMI) {
                        pass(pair[isFirst ? 0 : 1], pair[isFirst ? 1 : 0]);
                    }
                }
            }
        }
    }

    /// Says of column `to` what is known of column `from`.
    private void pass(int from, int to) {
        if (!isFree(graph.owner(to)) && !isFree(graph.owner(from))) {
            return;
        }
        Set<String> own = new HashSet<>();
        said(to).forEach(condition -> own.add(condition.toString()));
        for (RexNode condition : said(from)) {
            if (own.add(condition.toString())) {
                add(graph.owner(to), at(condition, to));
            }
        }
    }

    /// What is known of one column alone, as conditions on column 0.
    private List<RexNode> said(int column) {
        int leaf = graph.owner(column);
        Leaf of = graph.leaves().get(leaf);
        int ordinal = column - of.first();
        if (ordinal >= of.width() || isFraction(of, ordinal)) {
            return List.of();
        }
        List<RexNode> all =
                new ArrayList<>(metadata.getPulledUpPredicates(of.rel()).pulledUpPredicates);
        all.addAll(added.getOrDefault(leaf, List.of()));
        List<RexNode> own = new ArrayList<>();
        for (RexNode condition : all) {
            boolean isOwn =
                    RelOptUtil.InputFinder.bits(condition).equals(ImmutableBitSet.of(ordinal))
                            && !condition.isA(SqlKind.IS_NOT_NULL)
                            && HarmlessCalls.isHarmless(condition);
            if (isOwn) {
                own.add(moved(condition, 0, null));
            }
        }
        return own;
    }

    /// Equal fractions need not be the same: there are two zeros.
    private static boolean isFraction(Leaf leaf, int ordinal) {
        RelDataType type = leaf.rel().getRowType().getFieldList().get(ordinal).getType();
        return SqlTypeName.APPROX_TYPES.contains(type.getSqlTypeName());
    }

    private RexNode at(RexNode condition, int column) {
        Leaf leaf = graph.leaves().get(graph.owner(column));
        return moved(condition, column - leaf.first(), leaf.rel());
    }

    /// A condition on one column as the same on another, which is of `rel` where that is given.
    private RexNode moved(RexNode condition, int ordinal, @Nullable RelNode rel) {
        return condition.accept(
                new RexShuttle() {
                    @Override
                    public RexNode visitInputRef(RexInputRef reference) {
                        return rel == null
                                ? new RexInputRef(ordinal, reference.getType())
                                : rex.makeInputRef(rel, ordinal);
                    }
                });
    }

    private void apply() {
        added.forEach((index, conditions) -> {
            Leaf leaf = graph.leaves().get(index);
            RexNode all = RexUtil.composeConjunction(rex, conditions);
            if (!all.isAlwaysTrue()) {
                graph.leaves().set(index, leaf.with(LogicalFilter.create(leaf.rel(), all)));
            }
        });
    }
}
