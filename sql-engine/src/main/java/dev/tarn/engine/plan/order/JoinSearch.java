package dev.tarn.engine.plan.order;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Finds the cheapest tree over a graph's leaves.
///
/// All trees without cross products, by dynamic programming over connected subgraphs and their
/// complements (Moerkotte and Neumann, "Dynamic Programming Strikes Back", 2008), as long as no
/// more than [#MAX_PAIRS] pairs of them come up; else greedily, the pair with the fewest rows
/// first. What is not connected is put together in the end, the smallest first.
final class JoinSearch {
    private static final int MAX_PAIRS = 12_000;

    private final JoinCosts costs;
    private final List<long[]> edges;
    private final int count;
    private final Map<Long, Tree> best = new HashMap<>();
    private int pairs;

    JoinSearch(JoinCosts costs, List<long[]> edges, int count) {
        this.costs = costs;
        this.edges = edges;
        this.count = count;
    }

    Tree best() {
        for (int i = 0; i < count; i++) {
            best.put(1L << i, costs.leaf(i));
        }
        for (int i = count - 1; i >= 0 && pairs <= MAX_PAIRS; i--) {
            long one = 1L << i;
            emit(one);
            grow(one, one | one - 1);
        }
        Tree whole = best.get(count == Long.SIZE ? -1L : (1L << count) - 1);
        return whole != null && pairs <= MAX_PAIRS ? whole : greedy(components());
    }

    /// Leaves next to `set` that are not in `without`: of an end of several, the lowest stands for
    /// all.
    private long neighbours(long set, long without) {
        long found = 0;
        for (long[] edge : edges) {
            for (int end = 0; end < 2; end++) {
                long near = edge[end];
                long far = edge[1 - end];
                if ((near & ~set) == 0 && (far & (set | without)) == 0) {
                    found |= Long.lowestOneBit(far);
                }
            }
        }
        return found;
    }

    private boolean isConnected(long a, long b) {
        for (long[] edge : edges) {
            boolean forth = (edge[0] & ~a) == 0 && (edge[1] & ~b) == 0;
            if (forth || (edge[0] & ~b) == 0 && (edge[1] & ~a) == 0) {
                return true;
            }
        }
        return false;
    }

    private void grow(long set, long without) {
        if (pairs > MAX_PAIRS) {
            return;
        }
        long near = neighbours(set, without);
        for (long part = -near & near; part != 0; part = part - near & near) {
            if (best.containsKey(set | part)) {
                emit(set | part);
            }
        }
        for (long part = -near & near; part != 0; part = part - near & near) {
            grow(set | part, without | near);
        }
    }

    /// Joins `set` with everything that is connected to it and has not been joined with it before.
    private void emit(long set) {
        long without = set | Long.lowestOneBit(set) - 1;
        long near = neighbours(set, without);
        for (long left = near; left != 0; ) {
            long one = Long.highestOneBit(left);
            left &= ~one;
            if (isConnected(set, one)) {
                emitPair(set, one);
            }
            growOther(set, one, without | near & (one | one - 1));
        }
    }

    private void growOther(long set, long other, long without) {
        if (pairs > MAX_PAIRS) {
            return;
        }
        long near = neighbours(other, without | set);
        for (long part = -near & near; part != 0; part = part - near & near) {
            if (best.containsKey(other | part) && isConnected(set, other | part)) {
                emitPair(set, other | part);
            }
        }
        for (long part = -near & near; part != 0; part = part - near & near) {
            growOther(set, other | part, without | near);
        }
    }

    private void emitPair(long a, long b) {
        pairs++;
        Tree left = best.get(a);
        Tree right = best.get(b);
        Tree joined = left == null || right == null ? null : costs.join(left, right);
        if (joined != null) {
            best.merge(a | b, joined, (old, now) -> now.cost() < old.cost() ? now : old);
        }
    }

    /// The best trees of the graph's connected parts; all leaves, where these were not searched.
    private List<Tree> components() {
        List<Tree> parts = new ArrayList<>();
        long done = 0;
        for (int i = 0; i < count; i++) {
            long part = 1L << i;
            if ((done & part) != 0) {
                continue;
            }
            long before = 0;
            while (before != part) {
                before = part;
                for (long[] edge : edges) {
                    long ends = edge[0] | edge[1];
                    part |= (ends & part) != 0 ? ends : 0;
                }
            }
            done |= part;
            Tree whole = pairs <= MAX_PAIRS ? best.get(part) : null;
            if (whole != null) {
                parts.add(whole);
            } else {
                for (long left = part; left != 0; left &= left - 1) {
                    parts.add(costs.leaf(Long.numberOfTrailingZeros(left)));
                }
            }
        }
        return parts;
    }

    private Tree greedy(List<Tree> parts) {
        while (parts.size() > 1) {
            Tree joined = cheapest(parts, true);
            if (joined == null) {
                joined = cheapest(parts, false);
            }
            if (joined == null) {
                throw new IllegalStateException("Leaves that cannot be joined: " + parts);
            }
            long set = joined.set();
            parts.removeIf(part -> (part.set() & set) != 0);
            parts.add(joined);
        }
        return parts.getFirst();
    }

    private @Nullable Tree cheapest(List<Tree> parts, boolean connected) {
        Tree found = null;
        double least = Double.MAX_VALUE;
        for (int i = 0; i < parts.size(); i++) {
            for (int j = i + 1; j < parts.size(); j++) {
                Tree a = parts.get(i);
                Tree b = parts.get(j);
                if (connected && !isConnected(a.set(), b.set())) {
                    continue;
                }
                Tree joined = costs.join(a, b);
                double added =
                        joined == null ? 0 : joined.rows() + joined.cost() - a.cost() - b.cost();
                if (joined != null && added < least) {
                    found = joined;
                    least = added;
                }
            }
        }
        return found;
    }
}
