package dev.tarn.engine.memory;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;

import java.util.concurrent.atomic.AtomicLong;

/// What one query holds of a [MemoryPool]. Thread-safe.
///
/// Reserve, spill, fail: whoever can put what it holds on disk asks for less than all there is
/// ([Reservation#tryGrow(long)]), so that there is room for those that cannot; where that is
/// refused it spills, and so does everybody else that can, at its own next batch, as long as the
/// query [#isShort()]. Nobody waits for another's memory.
public final class QueryMemory {
    private static final int HEADROOM_SHARE = 4;
    private static final long MOST_HEADROOM_BYTES = 256L << 20;
    private static final int SHORTAGE_SHARE = 8;

    private final MemoryPool pool;
    private final long limitBytes;
    private final AtomicLong wantedBytes = new AtomicLong();
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

    public long limitBytes() {
        return limitBytes;
    }

    /// Bytes that those who can spill may still ask for, as far as is known now; 0 if none.
    public long growableBytes() {
        return pool.refusesNow() ? 0 : Math.max(0, spillableLimitBytes() - usedBytes.get());
    }

    /// Whether some of this query was refused memory for which there is still no room. Whoever can
    /// spill, and holds much, does so then.
    public boolean isShort() {
        long wanted = wantedBytes.get();
        if (wanted == 0) {
            return false;
        }
        if (usedBytes.get() + wanted > spillableLimitBytes() || !pool.hasRoom(wanted)) {
            return true;
        }
        wantedBytes.compareAndSet(wanted, 0);
        return false;
    }

    /// Whether those who can spill have to now and then, however little they hold.
    boolean isScarce() {
        return pool.isScarce();
    }

    /// What those who can spill may fill: the rest is left to those who cannot.
    private long spillableLimitBytes() {
        return limitBytes - Math.min(limitBytes / HEADROOM_SHARE, MOST_HEADROOM_BYTES);
    }

    /// As [#take(long)], of the part that is not left to those who cannot spill. A refusal makes
    /// the query short.
    boolean takeSpillable(long bytes) {
        if (takeSpare(bytes)) {
            return true;
        }
        wantedBytes.accumulateAndGet(Math.min(bytes, limitBytes / SHORTAGE_SHARE), Math::max);
        return false;
    }

    /// As [#take(long)], of the part that is not left to those who cannot do with less.
    boolean takeSpare(long bytes) {
        return usedBytes.get() + bytes <= spillableLimitBytes()
                && !pool.refusesNow()
                && take(bytes);
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
                                + " %d bytes (engine.query-memory) and all queries hold %d of %d"
                                + " bytes (engine.memory)")
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
