package dev.tarn.engine.plan;

import dev.tarn.engine.PlanUsage;
import dev.tarn.engine.Session;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.schema.Relations;
import dev.tarn.engine.statement.Statement;

import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// Plans of queries, for when the same session asks the same again. Thread-safe.
///
/// A plan is used again only if every name in FROM, looked up anew through the session's own
/// catalogs, is a table with the same metadata file and the same columns that may be read: so
/// grants, commits, drops and renames are seen as if it were planned. The plan then reads the
/// tables just loaded. What reads anything but tables, or was folded from what is one query's own
/// (its start), is not kept. The plans used last are kept, at most [#MAX_PLANS] of them; each holds
/// the metadata of its tables as they were when it was made.
public final class PlanCache {
    /// How many plans are kept.
    public static final int MAX_PLANS = 256;

    /// How many characters of text and parameters a query may have whose plan is kept.
    public static final int MAX_LENGTH = 65_536;

    /// Session property; `false` has the session's queries planned anew.
    public static final String PROPERTY = "plan_cache";

    private final Map<Key, Kept> plans = new LinkedHashMap<>(16, 0.75f, true);
    private final PreparedPlans prepared = new PreparedPlans();
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();

    /// All that planning looks at but the catalogs' contents.
    private record Key(Session session, String sql, List<@Nullable Object> parameters) {}

    private record Kept(Plan plan, SeenTables tables, ResultKey resultKey) {}

    /// The same question, asked by the same with the same rights, of tables in the same state.
    private record ResultKey(Key asked, List<SeenTables.State> tables) {}

    public PlanUsage usage() {
        synchronized (plans) {
            return new PlanUsage(
                    hits.sum() + prepared.hits(),
                    misses.sum() + prepared.misses(),
                    plans.size() + prepared.count());
        }
    }

    /// The plans of queries with parameters whose values are left open.
    PreparedPlans prepared() {
        return prepared;
    }

    /// The plan for `sql`, reading the tables that `relations` finds now; null where it is to be
    /// planned. Never fails: what is wrong now is told by planning.
    Statement.@Nullable Select find(
            Relations relations, String sql, List<@Nullable Object> parameters) {
        if (!isOn(relations.session())) {
            return null;
        }
        Kept kept;
        synchronized (plans) {
            kept = plans.get(key(relations, sql, parameters));
        }
        Map<Table, Table> fresh = kept == null ? null : kept.tables().fresh(relations);
        if (kept == null || fresh == null) {
            return null;
        }
        hits.increment();
        Plan plan = OtherTables.in(kept.plan(), table -> fresh.getOrDefault(table, table));
        return new Statement.Select(plan, kept.resultKey());
    }

    /// Keeps `plan`, which `relations` has found the tables of, if it can be used again; gives the
    /// key of its rows then.
    @Nullable Object keep(
            Relations relations, String sql, List<@Nullable Object> parameters, Plan plan) {
        if (!isOn(relations.session()) || length(sql, parameters) > MAX_LENGTH) {
            return null;
        }
        SeenTables seen = OtherTables.areAll(plan) ? SeenTables.of(relations) : null;
        if (seen == null) {
            return null;
        }
        Key key = key(relations, sql, parameters);
        ResultKey rows = new ResultKey(key, seen.states());
        synchronized (plans) {
            plans.put(key, new Kept(plan, seen, rows));
            if (plans.size() > MAX_PLANS) {
                plans.remove(plans.keySet().iterator().next());
            }
        }
        return rows;
    }

    /// Counts a query that was planned.
    void countMiss() {
        misses.increment();
    }

    private static long length(String sql, List<@Nullable Object> parameters) {
        long length = sql.length();
        for (Object parameter : parameters) {
            length += parameter instanceof String text ? text.length() : 1;
        }
        return length;
    }

    /// Within a transaction plans are for its own tables, and of no use to others.
    static boolean isOn(Session session) {
        return session.transaction() == null
                && !"false".equalsIgnoreCase(session.properties().get(PROPERTY));
    }

    private static Key key(Relations relations, String sql, List<@Nullable Object> parameters) {
        return new Key(
                relations.session(),
                sql,
                Collections.unmodifiableList(new ArrayList<>(parameters)));
    }
}
