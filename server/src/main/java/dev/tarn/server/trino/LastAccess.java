package dev.tarn.server.trino;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// When a statement's client last asked for something: a page, a sign that the statement is still
/// there, or one of its segments. What is kept for the client lives by it. Thread-safe.
final class LastAccess {
    private final InstantSource clock;
    private volatile Instant instant;

    /// Begins now.
    LastAccess(InstantSource clock) {
        this.clock = clock;
        this.instant = clock.instant();
    }

    void touch() {
        instant = clock.instant();
    }

    /// Whether the client has been silent for more than `limit`.
    boolean isOlderThan(Duration limit) {
        return instant.plus(limit).isBefore(clock.instant());
    }
}
