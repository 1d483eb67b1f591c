package dev.tarn.engine.plan;

import dev.tarn.engine.Session;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.plan.stats.Guess;
import dev.tarn.engine.statement.Statement;

import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// Plans of queries with question marks, whose values are left open: they are put in when the same
/// is asked with other values. Thread-safe.
///
/// Planning sees a parameter as a constant of its type that it knows nothing about, so that a plan
/// is right for all of its values but NULL. NULL, true and false, and values that decide what a
/// query is ([FixedParameters]) are planned as literals, and have plans of their own. So has each
/// type, and so have values of which tables, where joins are ordered by that, give ten times more
/// rows or less; of these there are at most [#MAX_VARIANTS]. As in [PlanCache], tables must be as
/// they were. A query that cannot be planned with open values is remembered, and planned with each.
final class PreparedPlans {
    /// How many plans of one text and types of values there are.
    static final int MAX_VARIANTS = 4;

    private final Map<Key, Kept> plans = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, BitSet> fixed = new LinkedHashMap<>(16, 0.75f, true);
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();

    /// All that planning looks at but the catalogs' contents.
    ///
    /// @param session without what else it has prepared
    /// @param parameters of each its type, or its value where the plan is for that alone
    private record Key(Session session, String text, List<Object> parameters) {}

    /// Plans for values that differ by orders of magnitude; none where there can be none.
    private record Kept(List<Variant> variants) {}

    private record Variant(QueryPlanner.Outline outline, SeenTables tables) {
        boolean holds(PreparedQuery query) {
            if (!hasJoin(outline.plan())) {
                return true;
            }
            for (Guess guess : outline.guesses()) {
                if (!guess.holds(query::example)) {
                    return false;
                }
            }
            return true;
        }
    }

    /// The same question with the same values, asked by the same with the same rights, of tables in
    /// the same state.
    private record ResultKey(
            Session session,
            String text,
            List<Expr.Literal> values,
            List<SeenTables.State> tables) {}

    long hits() {
        return hits.sum();
    }

    long misses() {
        return misses.sum();
    }

    int count() {
        synchronized (plans) {
            return plans.values().stream().mapToInt(kept -> kept.variants().size()).sum();
        }
    }

    /// The question marks of `text` whose values are not left open; null where it was not seen yet.
    @Nullable BitSet fixed(String text) {
        synchronized (fixed) {
            return fixed.get(text);
        }
    }

    void remember(String text, BitSet parameters) {
        synchronized (fixed) {
            fixed.put(text, parameters);
            removeOldest(fixed);
        }
    }

    /// The plan kept for `query` with its values; null where it is to be planned.
    Statement.@Nullable Select find(PreparedQuery query) {
        Key key = key(query);
        Kept kept;
        synchronized (plans) {
            kept = plans.get(key);
        }
        if (kept == null) {
            return null;
        }
        for (Variant variant : kept.variants()) {
            if (variant.holds(query)) {
                Map<Table, Table> fresh = variant.tables().fresh(query.relations());
                if (fresh == null) {
                    forget(key, kept);
                    return null;
                }
                hits.increment();
                return bound(query, variant, fresh);
            }
        }
        return null;
    }

    /// Whether nothing is known that keeps `query` from being planned with open values.
    boolean mayPlan(PreparedQuery query) {
        Kept kept;
        synchronized (plans) {
            kept = plans.get(key(query));
        }
        return kept == null || !kept.variants().isEmpty() && kept.variants().size() < MAX_VARIANTS;
    }

    /// The plan for the values of `query`, whose `outline` was just made, and is kept if it can be
    /// used again.
    Statement.Select planned(PreparedQuery query, QueryPlanner.Outline outline) {
        misses.increment();
        boolean lasts = query.folder().isLasting() && OtherTables.areAll(outline.plan());
        SeenTables tables = lasts ? SeenTables.of(query.relations()) : null;
        if (tables == null) {
            refuse(query);
            return new Statement.Select(query.finished(outline, table -> table));
        }
        Variant variant = new Variant(outline, tables);
        Key key = key(query);
        synchronized (plans) {
            Kept before = plans.get(key);
            List<Variant> variants =
                    new ArrayList<>(before == null ? List.of() : before.variants());
            if (variants.size() < MAX_VARIANTS) {
                variants.add(variant);
            }
            plans.put(key, new Kept(List.copyOf(variants)));
            removeOldest(plans);
        }
        return bound(query, variant, Map.of());
    }

    /// Remembers that `query` is to be planned with its values.
    void refuse(PreparedQuery query) {
        synchronized (plans) {
            plans.put(key(query), new Kept(List.of()));
            removeOldest(plans);
        }
    }

    private void forget(Key key, Kept kept) {
        synchronized (plans) {
            plans.remove(key, kept);
        }
    }

    private static void removeOldest(Map<?, ?> map) {
        if (map.size() > PlanCache.MAX_PLANS) {
            map.remove(map.keySet().iterator().next());
        }
    }

    private static Statement.Select bound(
            PreparedQuery query, Variant variant, Map<Table, Table> fresh) {
        Plan plan = query.finished(variant.outline(), table -> fresh.getOrDefault(table, table));
        if (!query.folder().isLasting()) {
            return new Statement.Select(plan);
        }
        return new Statement.Select(
                plan,
                new ResultKey(
                        query.session(), query.text(), query.values(), variant.tables().states()));
    }

    private static Key key(PreparedQuery query) {
        List<Object> parameters = new ArrayList<>();
        for (int i = 0; i < query.values().size(); i++) {
            Expr.Literal value = query.values().get(i);
            parameters.add(query.isOpen(i) ? value.type() : value);
        }
        return new Key(query.session(), query.text(), List.copyOf(parameters));
    }

    private static boolean hasJoin(Plan plan) {
        return plan instanceof Plan.HashJoin
                || plan instanceof Plan.NestedLoopJoin
                || plan instanceof Plan.AsOfJoin
                || plan.inputs().stream().anyMatch(PreparedPlans::hasJoin);
    }
}
