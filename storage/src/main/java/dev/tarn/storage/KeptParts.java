package dev.tarn.storage;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.stats.CacheStats;

import org.jspecify.annotations.Nullable;

/// What is kept of files that never change (footers, page indexes, manifests, decoded columns), for
/// all scans of this process and within one budget of heap.
///
/// What is used often stays, so that one scan of much that is used once does not push it out. A key
/// says all that the part depends on, and its class what kind of part it is. Thread-safe.
public final class KeptParts {
    /// What the process keeps: a fifth of the heap unless said otherwise.
    public static final KeptParts SHARED = new KeptParts(Runtime.getRuntime().maxMemory() / 5);

    private final Cache<Object, Held> parts;
    private final Policy.Eviction<Object, Held> eviction;
    private volatile long mostBytes;
    private volatile boolean areColumnsKept = true;

    private record Held(Object part, long bytes) {}

    /// What was asked for and found, and what is held, since the start.
    public record Usage(long hits, long misses, long heldBytes, long mostBytes) {}

    /// Keeps at most `mostBytes`; 0 keeps nothing.
    public KeptParts(long mostBytes) {
        this.mostBytes = mostBytes;
        this.parts =
                Caffeine.newBuilder()
                        .maximumWeight(mostBytes)
                        .weigher((Object key, Held held) ->
                                (int) Math.min(Integer.MAX_VALUE, held.bytes()))
                        .executor(Runnable::run)
                        .recordStats()
                        .build();
        this.eviction = parts.policy().eviction().orElseThrow();
    }

    /// Keeps at most `bytes` from now on.
    public void limit(long bytes) {
        mostBytes = bytes;
        eviction.setMaximum(bytes);
    }

    /// Whether anything is kept at all.
    public boolean isOn() {
        return mostBytes > 0;
    }

    /// Whether decoded columns are kept beside what tells where they are, from now on.
    public void keepColumns(boolean areKept) {
        areColumnsKept = areKept;
    }

    /// Whether decoded columns are kept.
    public boolean keepsColumns() {
        return isOn() && areColumnsKept;
    }

    /// The part of class `type` under `key`; null where it is not kept.
    public <P> @Nullable P find(Object key, Class<P> type) {
        if (!isOn()) {
            return null;
        }
        Held held = parts.getIfPresent(key);
        return held == null ? null : type.cast(held.part());
    }

    /// Keeps `part`, of `heldBytes` of heap, under `key`, or weighs it anew.
    public void keep(Object key, Object part, long heldBytes) {
        if (isOn()) {
            parts.put(key, new Held(part, heldBytes));
        }
    }

    public Usage usage() {
        CacheStats stats = parts.stats();
        return new Usage(
                stats.hitCount(), stats.missCount(), eviction.weightedSize().orElse(0), mostBytes);
    }
}
