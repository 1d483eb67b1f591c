package dev.tarn.engine;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/// Who may run: so many queries at once, so many more in a queue, first come first served; the rest
/// are refused. Thread-safe.
final class Admission {
    private final int maxQueued;
    private final Semaphore slots;
    private final AtomicInteger queued = new AtomicInteger();

    Admission(int maxConcurrent, int maxQueued) {
        this.maxQueued = maxQueued;
        this.slots = new Semaphore(maxConcurrent, true);
    }

    /// Waits for a slot, which must be given back.
    ///
    /// @throws SqlException QUERY_QUEUE_FULL
    /// @throws InterruptedException if the waiting thread was interrupted; no slot is held then
    void enter() throws InterruptedException {
        if (slots.tryAcquire()) {
            return;
        }
        if (queued.incrementAndGet() > maxQueued) {
            queued.decrementAndGet();
            throw new SqlException(
                    ErrorCode.QUERY_QUEUE_FULL,
                    "Too many queries: %d are waiting already, which is the limit"
                            .formatted(maxQueued));
        }
        try {
            slots.acquire();
        } finally {
            queued.decrementAndGet();
        }
    }

    /// Gives a slot back.
    void leave() {
        slots.release();
    }
}
