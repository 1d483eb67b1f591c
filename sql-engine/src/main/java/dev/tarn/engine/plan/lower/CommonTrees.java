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
import java.util.Set;

/// Finds the parts of a tree that stand in several places and are worth computing once:
/// aggregations and window functions, which give fewer rows, or more costly ones, than they read.
///
/// Two parts are the same if they do the same with the same versions of the same tables, however
/// their columns are called. What is another value each time it is computed, as `random()`, is the
/// same as nothing. Owned by one thread.
final class CommonTrees {
    private final Map<RelNode, Integer> ids = new IdentityHashMap<>();
    private final Map<List<Object>, Integer> known = new HashMap<>();
    private final Set<Integer> varying = new HashSet<>();
    private final Map<Integer, Integer> readers = new HashMap<>();
    private final Map<Integer, Integer> numbers = new HashMap<>();

    /// The parts of `root`.
    CommonTrees(RelNode root) {
        id(root);
        count(root, new HashSet<>());
    }

    /// What the part that `node` is of is called, from 1 on; null where it stands in one place, or
    /// is not worth sharing.
    @Nullable Integer number(RelNode node) {
        Integer id = ids.get(node);
        if (id == null
                || varying.contains(id)
                || readers.getOrDefault(id, 0) < 2
                || !isWorthSharing(node)) {
            return null;
        }
        return numbers.computeIfAbsent(id, _ -> numbers.size() + 1);
    }

    private static boolean isWorthSharing(RelNode node) {
        return node.getRowType().getFieldCount() > 0
                && (node instanceof Aggregate
                        || node instanceof Project project && project.containsOver());
    }

    /// Counts how many different parts read each part.
    private void count(RelNode node, Set<Integer> visited) {
        if (!visited.add(ids.get(node))) {
            return;
        }
        for (RelNode input : node.getInputs()) {
            readers.merge(ids.get(input), 1, Integer::sum);
            count(input, visited);
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
