package dev.tarn.engine.memory;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicLong;

/// What one part of a query (a node of its plan) holds of the query's memory, and has held at most.
/// Thread-safe.
///
/// Reservations are opened deep inside operators, which do not know the node they work for. So a
/// thread says whom it works for, and what it opens then goes on that account until it is closed.
public final class MemoryAccount {
    private static final ThreadLocal<@Nullable MemoryAccount> CURRENT = new ThreadLocal<>();

    private final AtomicLong heldBytes = new AtomicLong();
    private final AtomicLong peakBytes = new AtomicLong();

    /// Whom the calling thread works for from now on; null for nobody.
    public static void enter(@Nullable MemoryAccount account) {
        CURRENT.set(account);
    }

    static @Nullable MemoryAccount current() {
        return CURRENT.get();
    }

    void add(long bytes) {
        long held = heldBytes.addAndGet(bytes);
        if (bytes > 0) {
            peakBytes.accumulateAndGet(held, Math::max);
        }
    }

    /// The most that was held at one moment.
    public long peakBytes() {
        return peakBytes.get();
    }
}
