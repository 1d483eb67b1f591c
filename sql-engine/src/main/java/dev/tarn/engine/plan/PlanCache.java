package dev.tarn.engine.plan;

import dev.tarn.engine.PlanUsage;
import dev.tarn.engine.Session;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.schema.Relations;
import dev.tarn.engine.schema.Relations.Located;
import dev.tarn.engine.statement.Name;
import dev.tarn.engine.statement.Statement;

import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();

    /// All that planning looks at but the catalogs' contents.
    private record Key(Session session, String sql, List<@Nullable Object> parameters) {}

    private record Kept(Plan plan, List<Seen> tables, ResultKey resultKey) {}

    /// The same question, asked by the same with the same rights, of tables in the same state.
    private record ResultKey(Key asked, List<State> tables) {}

    /// How a table was when a plan was made.
    private record Seen(Name name, Table table, State state) {}

    /// What a plan depends on of a table: a metadata file never changes.
    private record State(
            String metadataLocation,
            @Nullable String tableUuid,
            @Nullable Set<Integer> selectable) {}

    public PlanUsage usage() {
        synchronized (plans) {
            return new PlanUsage(hits.sum(), misses.sum(), plans.size());
        }
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
        Map<Table, Table> fresh = kept == null ? null : fresh(kept.tables(), relations);
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
        List<Located> located = relations.onlyLocated();
        if (located == null || !OtherTables.areAll(plan)) {
            return null;
        }
        List<Seen> seen = new ArrayList<>();
        for (Located table : located) {
            State state = state(table);
            if (state == null) {
                return null;
            }
            seen.add(new Seen(table.name(), table.table(), state));
        }
        Key key = key(relations, sql, parameters);
        ResultKey rows = new ResultKey(key, seen.stream().map(Seen::state).toList());
        synchronized (plans) {
            plans.put(key, new Kept(plan, List.copyOf(seen), rows));
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

    private static boolean isOn(Session session) {
        return !"false".equalsIgnoreCase(session.properties().get(PROPERTY));
    }

    private static Key key(Relations relations, String sql, List<@Nullable Object> parameters) {
        return new Key(
                relations.session(),
                sql,
                Collections.unmodifiableList(new ArrayList<>(parameters)));
    }

    /// The tables of now by those of then; null where one is not as it was.
    private static @Nullable Map<Table, Table> fresh(List<Seen> tables, Relations relations) {
        Map<Table, Table> fresh = new IdentityHashMap<>();
        for (Seen seen : tables) {
            Located now;
            try {
                now = relations.locate(seen.name());
            } catch (RuntimeException e) {
                return null;
            }
            if (now == null || !Objects.equals(state(now), seen.state())) {
                return null;
            }
            fresh.put(seen.table(), now.table());
        }
        return fresh;
    }

    private static @Nullable State state(Located located) {
        if (!(located.table() instanceof HasTableOperations table)) {
            return null;
        }
        TableMetadata metadata = table.operations().current();
        String location = metadata == null ? null : metadata.metadataFileLocation();
        return location == null ? null : new State(location, metadata.uuid(), located.selectable());
    }
}
