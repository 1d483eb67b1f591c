package dev.tarn.engine.transaction;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// How long nobody has used something, watched by a virtual thread until that is too long or over.
/// Thread-safe.
final class IdleTime {
    private final CountDownLatch over = new CountDownLatch(1);
    private int users;
    private long sinceNanos = System.nanoTime();

    private IdleTime() {}

    /// Runs `expire` once nobody has used it for `limit`, and again after that time if it is false.
    static IdleTime watch(String name, Duration limit, BooleanSupplier expire) {
        IdleTime idle = new IdleTime();
        Thread.ofVirtual().name("transaction-" + name).start(() -> idle.await(limit, expire));
        return idle;
    }

    private void await(Duration limit, BooleanSupplier expire) {
        long leftNanos = limit.toNanos();
        try {
            while (!over.await(leftNanos, TimeUnit.NANOSECONDS)) {
                leftNanos = leftNanos(limit);
                if (leftNanos <= 0) {
                    if (expire.getAsBoolean()) {
                        return;
                    }
                    leftNanos = limit.toNanos();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized long leftNanos(Duration limit) {
        return users > 0 ? limit.toNanos() : limit.toNanos() - (System.nanoTime() - sinceNanos);
    }

    /// Begins a use, which ends when what it returns is run.
    synchronized Runnable use() {
        users++;
        return this::endUse;
    }

    private synchronized void endUse() {
        users--;
        sinceNanos = System.nanoTime();
    }

    /// Ends the watch.
    void end() {
        over.countDown();
    }
}
