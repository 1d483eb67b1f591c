package dev.tarn.server.query;

import dev.tarn.engine.OperatorStats;
import dev.tarn.engine.Query;
import dev.tarn.engine.Session;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// Starts queries, and remembers them: all that run, and the last [#ENDED_LIMIT] that ended.
/// Thread-safe.
public final class Queries implements AutoCloseable {
    static final int ENDED_LIMIT = 500;
    static final int PROFILE_LIMIT = 100;
    private static final Logger LOG = LoggerFactory.getLogger(Queries.class);

    private final StatementRunner runner;
    private final InstantSource clock;
    private final Map<String, TrackedQuery> running = new ConcurrentHashMap<>();
    private final Deque<QueryInfo> ended = new ArrayDeque<>();

    /// Of the last [#PROFILE_LIMIT] that ended and have one, by id.
    private final Map<String, OperatorStats> profiles = new LinkedHashMap<>();

    private final List<Consumer<QueryInfo>> listeners = new CopyOnWriteArrayList<>();

    public Queries(StatementRunner runner, InstantSource clock) {
        this.runner = runner;
        this.clock = clock;
    }

    /// Starts `sql` for somebody who came through `door`, and who must close the query.
    ///
    /// @throws dev.tarn.engine.SqlException if it is refused at once
    public Query start(Session session, String sql, String door) {
        TrackedQuery query =
                new TrackedQuery(runner.start(session, sql), this, door, clock.instant());
        running.put(query.id(), query);
        return query;
    }

    /// Calls `listener` with each query that ends.
    public void onEnd(Consumer<QueryInfo> listener) {
        listeners.add(listener);
    }

    /// What runs and what ended lately, newest first.
    public List<QueryInfo> list() {
        List<QueryInfo> infos = new ArrayList<>();
        running.values().forEach(query -> infos.add(query.info()));
        synchronized (ended) {
            infos.addAll(ended);
        }
        infos.sort(
                Comparator.comparing(QueryInfo::started).thenComparing(QueryInfo::id).reversed());
        return infos;
    }

    public @Nullable QueryInfo find(String id) {
        TrackedQuery query = running.get(id);
        if (query != null) {
            return query.info();
        }
        synchronized (ended) {
            return ended.stream().filter(info -> info.id().equals(id)).findFirst().orElse(null);
        }
    }

    /// What each node of a query's plan has done, live while it runs; null where there is no such
    /// query, it has no plan, or it ended long ago.
    public @Nullable OperatorStats profile(String id) {
        TrackedQuery query = running.get(id);
        if (query != null) {
            return query.profile();
        }
        synchronized (ended) {
            return profiles.get(id);
        }
    }

    /// Asks the query to end; false if there is none of this id that runs.
    public boolean cancel(String id) {
        TrackedQuery query = running.get(id);
        if (query == null) {
            return false;
        }
        query.cancel();
        return true;
    }

    public int runningCount() {
        return running.size();
    }

    void ended(TrackedQuery query) {
        QueryInfo info = query.info();
        OperatorStats profile = query.profile();
        running.remove(info.id());
        synchronized (ended) {
            ended.addFirst(info);
            if (profile != null) {
                profiles.put(info.id(), profile);
            }
            if (profiles.size() > PROFILE_LIMIT) {
                profiles.remove(profiles.keySet().iterator().next());
            }
            if (ended.size() > ENDED_LIMIT) {
                ended.removeLast();
            }
        }
        log(info);
        listeners.forEach(listener -> listener.accept(info));
    }

    /// The engine has its own INFO line; this one knows the door and the user.
    private static void log(QueryInfo info) {
        LOG.debug(
                "query={} state={} door={} user={} elapsed_ms={} cpu_ms={} rows={} read_rows={}"
                        + " read_bytes={} peak_bytes={} error={}",
                info.id(),
                info.state(),
                info.door(),
                info.user(),
                info.stats().elapsed().toMillis(),
                info.stats().cpu().toMillis(),
                info.stats().resultRows(),
                info.stats().processedRows(),
                info.stats().processedBytes(),
                info.stats().peakMemoryBytes(),
                info.failure() == null ? "" : info.failure().code());
    }

    /// Cancels and closes whatever still runs.
    @Override
    public void close() {
        running.values().forEach(TrackedQuery::cancel);
        running.values().forEach(TrackedQuery::close);
    }
}
