package dev.tarn.engine;

import dev.tarn.engine.spi.QueryListener;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Collection;

/// Says what became of queries: a line each in the log, and a call of every listener.
final class QueryLog {
    private static final Logger LOG = LoggerFactory.getLogger(QueryLog.class);

    private QueryLog() {}

    /// Writes the line of a query that is over; an error of ours with its stack before it.
    static void ended(Query query, Query.State last, @Nullable SqlException error) {
        QueryStats stats = query.stats();
        if (error != null && error.code().kind() == ErrorCode.Kind.INTERNAL) {
            LOG.error("event=query_failed id={} sql=\"{}\"", query.id(), query.sql(), error);
        }
        LOG.info(
                "event=query id={} state={} error={} millis={} rows={} bytes={} memory={}"
                        + " spilled={}",
                query.id(),
                last,
                error == null ? "none" : error.code(),
                stats.elapsed().toMillis(),
                stats.processedRows(),
                stats.processedBytes(),
                stats.peakMemoryBytes(),
                stats.spilledBytes());
    }

    /// Calls every listener; one that fails keeps nobody from the others.
    static void tell(Collection<QueryListener> listeners, Query query) {
        for (QueryListener listener : listeners) {
            try {
                listener.queryEnded(query);
            } catch (RuntimeException e) {
                LOG.warn(
                        "event=listener_failed id={} listener={}",
                        query.id(),
                        listener.getClass(),
                        e);
            }
        }
    }
}
