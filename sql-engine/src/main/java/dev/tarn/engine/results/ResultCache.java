package dev.tarn.engine.results;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.ResultUsage;

import org.jspecify.annotations.Nullable;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Rows of finished queries by keys that are equal only where the same rows are right. The ones
/// used last are kept, within `mostBytes`; none that takes more than an eighth of that.
/// Thread-safe; batches are shared and must not be written to.
public final class ResultCache {
    /// Session property; `false` has the session's queries computed anew, and their rows not kept.
    public static final String PROPERTY = "result_cache";

    private static final int MOST_SHARE = 8;

    private final long mostBytes;
    private final Map<Object, Kept> results = new LinkedHashMap<>(16, 0.75f, true);
    private long heldBytes;
    private long hits;
    private long misses;

    private record Kept(List<Batch> batches, long bytes) {}

    /// A cache of at most `mostBytes`; of 0 keeps nothing.
    public ResultCache(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    public boolean isOn() {
        return mostBytes > 0;
    }

    /// The rows kept under `key`; null where there are none.
    public synchronized @Nullable List<Batch> find(Object key) {
        Kept kept = results.get(key);
        if (kept == null) {
            misses++;
            return null;
        }
        hits++;
        return kept.batches;
    }

    /// Writes down the rows of a query that runs, to be kept under `key` once all have come.
    public Recording record(Object key) {
        return new Recording(this, key, mostBytes / MOST_SHARE);
    }

    synchronized void keep(Object key, List<Batch> batches, long bytes) {
        Kept before = results.put(key, new Kept(List.copyOf(batches), bytes));
        heldBytes += bytes - (before == null ? 0 : before.bytes);
        Iterator<Kept> oldest = results.values().iterator();
        while (heldBytes > mostBytes && oldest.hasNext()) {
            heldBytes -= oldest.next().bytes;
            oldest.remove();
        }
    }

    public synchronized ResultUsage usage() {
        return new ResultUsage(hits, misses, results.size(), heldBytes);
    }
}
