package dev.tarn.engine.plan.lower;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Finds the parts of a tree that stand in several places and are worth computing once:
/// aggregations and window functions, which give fewer rows, or more costly ones, than they read.
///
/// Two parts are the same if they do the same with the same versions of the same tables, however
/// their columns are called. What is another value each time it is computed, as `random()`, is the
/// same as nothing. A part stands in as many places as it would be computed: below another one that
/// is not shared wherever that stands, below grouping sets once for each. Owned by one thread.
final class CommonTrees {
    /// More places are not counted.
    private static final int MANY = 1_000_000;

    private final Map<RelNode, Integer> ids = new IdentityHashMap<>();
    private final Map<List<Object>, Integer> known = new HashMap<>();
    private final Set<Integer> varying = new HashSet<>();

    /// One node of each part, by its id: inputs have lower ones.
    private final List<RelNode> parts = new ArrayList<>();

    private final int[] places;
    private final Map<Integer, Integer> numbers = new HashMap<>();

    /// The parts of `root`.
    CommonTrees(RelNode root) {
        places = new int[id(root) + 1];
        places[places.length - 1] = 1;
        for (int id = places.length - 1; id >= 0; id--) {
            countInputs(id);
        }
    }

    /// What the part that `node` is of is called, from 1 on; null where it stands in one place, or
    /// is not worth sharing.
    @Nullable Integer number(RelNode node) {
        Integer id = ids.get(node);
        return id == null || !isShared(id)
                ? null
                : numbers.computeIfAbsent(id, _ -> numbers.size() + 1);
    }

    private boolean isShared(int id) {
        return places[id] > 1 && !varying.contains(id) && isWorthSharing(parts.get(id));
    }

    private static boolean isWorthSharing(RelNode node) {
        return node.getRowType().getFieldCount() > 0
                && (node instanceof Aggregate
                        || node instanceof Project project && project.containsOver());
    }

    /// Adds the places of what the part of `id` reads, whose own are all counted.
    private void countInputs(int id) {
        RelNode node = parts.get(id);
        int times = isShared(id) ? 1 : places[id];
        int sets = node instanceof Aggregate aggregate ? aggregate.getGroupSets().size() : 1;
        for (RelNode input : node.getInputs()) {
            int read = Objects.requireNonNull(ids.get(input));
            places[read] = (int) Math.min(MANY, places[read] + (long) times * sets);
        }
    }

    /// A number that two nodes share if they, and all below them, are the same.
    private int id(RelNode node) {
        List<Object> key = new ArrayList<>();
        boolean varies = false;
        for (RelNode input : node.getInputs()) {
            int below = id(input);
            key.add(below);
            varies |= varying.contains(below);
        }
        Object what = what(node);
        key.add(what);
        int id = known.computeIfAbsent(key, _ -> known.size());
        if (id == parts.size()) {
            parts.add(node);
        }
        if (varies || what instanceof Varying) {
            varying.add(id);
        }
        ids.put(node, id);
        return id;
    }

    /// What a node does that is the same as nothing else, not even as itself in another place.
    private static final class Varying {}

    private static Object what(RelNode node) {
        return switch (node) {
            case Project project -> of("project", project.getProjects());
            case Filter filter -> of("filter", List.of(filter.getCondition()));
            case Join join -> of("join " + join.getJoinType(), List.of(join.getCondition()));
            case Aggregate aggregate ->
                    List.of("aggregate", aggregate.getGroupSets(), aggregate.getAggCallList());
            case TableScan scan -> List.of("scan", scan.getTable().getQualifiedName());
            case Union union -> "union " + union.all;
            case Sort sort ->
                    List.of(
                            "sort",
                            sort.getCollation(),
                            String.valueOf(sort.offset),
                            String.valueOf(sort.fetch));
            case Values values -> List.of("values", values.getRowType(), values.getTuples());
            default -> new Varying();
        };
    }

    private static Object of(String what, List<RexNode> expressions) {
        return expressions.stream().allMatch(RexUtil::isDeterministic)
                ? List.of(what, expressions)
                : new Varying();
    }
}
