package dev.tarn.engine.memory;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;

import java.util.concurrent.atomic.AtomicLong;

/// What one query holds of a [MemoryPool]. Thread-safe.
public final class QueryMemory {
    private final MemoryPool pool;
    private final long limitBytes;
    private final AtomicLong usedBytes = new AtomicLong();
    private final AtomicLong peakBytes = new AtomicLong();

    QueryMemory(MemoryPool pool, long limitBytes) {
        this.pool = pool;
        this.limitBytes = limitBytes;
    }

    /// An empty reservation for `operator`, whose name appears in the error if it asks for too
    /// much.
    public Reservation open(String operator) {
        return new Reservation(this, operator);
    }

    public long usedBytes() {
        return usedBytes.get();
    }

    /// The most that was reserved at one moment.
    public long peakBytes() {
        return peakBytes.get();
    }

    boolean take(long bytes) {
        long used = usedBytes.addAndGet(bytes);
        if (used > limitBytes || !pool.take(bytes)) {
            usedBytes.addAndGet(-bytes);
            return false;
        }
        peakBytes.accumulateAndGet(used, Math::max);
        return true;
    }

    void giveBack(long bytes) {
        usedBytes.addAndGet(-bytes);
        pool.giveBack(bytes);
    }

    SqlException refusal(String operator, long heldBytes, long requestedBytes) {
        return new SqlException(
                ErrorCode.EXCEEDED_MEMORY_LIMIT,
                ("Operator %s asked for %d bytes more than the %d it holds; the query holds %d of"
                                + " %d bytes and all queries hold %d of %d bytes")
                        .formatted(
                                operator,
                                requestedBytes,
                                heldBytes,
                                usedBytes.get(),
                                limitBytes,
                                pool.usedBytes(),
                                pool.limitBytes()));
    }
}
