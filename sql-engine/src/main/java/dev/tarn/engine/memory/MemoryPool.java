package dev.tarn.engine.memory;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;

/// The bytes that all queries of one engine may reserve together. Thread-safe.
public final class MemoryPool {
    /// Spreads small numbers over all bits.
    private static final long MIXING = 0x9E3779B97F4A7C15L;

    private final long limitBytes;
    private final LongPredicate admission;
    private final boolean scarce;
    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong usedBytes = new AtomicLong();
    private volatile Runnable freed = () -> {};

    public MemoryPool(long limitBytes) {
        this(limitBytes, false, requestedBytes -> true);
    }

    /// A pool that also asks `admission` about every request for more bytes, so that a test can
    /// refuse the n-th one.
    public MemoryPool(long limitBytes, LongPredicate admission) {
        this(limitBytes, false, admission);
    }

    /// As above, and if it is `scarce`, those who can spill are refused again and again.
    public MemoryPool(long limitBytes, boolean scarce, LongPredicate admission) {
        this.limitBytes = limitBytes;
        this.scarce = scarce;
        this.admission = admission;
    }

    /// A share for one query, of at most `queryLimitBytes`.
    public QueryMemory openQuery(long queryLimitBytes) {
        return new QueryMemory(this, queryLimitBytes);
    }

    public long limitBytes() {
        return limitBytes;
    }

    /// Calls `action` from now on, in place of another, each time when bytes were given back.
    public void whenFreed(Runnable action) {
        freed = action;
    }

    public long usedBytes() {
        return usedBytes.get();
    }

    boolean isScarce() {
        return scarce;
    }

    /// Whether who can spill has to now, however much there is: where memory is scarce the first
    /// time, and half of the times after that.
    boolean refusesNow() {
        return scarce && asked.getAndIncrement() * MIXING >= 0;
    }

    /// Whether `bytes` more would be given now.
    boolean hasRoom(long bytes) {
        return usedBytes.get() + bytes <= limitBytes;
    }

    boolean take(long bytes) {
        if (!admission.test(bytes)) {
            return false;
        }
        if (usedBytes.addAndGet(bytes) > limitBytes) {
            usedBytes.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    void giveBack(long bytes) {
        usedBytes.addAndGet(-bytes);
        freed.run();
    }
}
