package dev.tarn.catalog.service;

import org.apache.iceberg.catalog.TableIdentifier;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Lets commits to one table go one after the other within this process, first come first served.
///
/// A lane saves work and is not what keeps commits correct: that is the version guard of the
/// pointer swap. Without it, all but one of the writers that read the same base write a metadata
/// file for nothing and start over. So nobody waits longer than [#PATIENCE]; who runs out of it
/// tries anyway. Tables share lanes by hash. Thread-safe.
final class CommitLanes {
    private static final int LANES = 1_024;
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Semaphore[] lanes = new Semaphore[LANES];

    CommitLanes() {
        for (int i = 0; i < LANES; i++) {
            lanes[i] = new Semaphore(1, true);
        }
    }

    /// A place in a lane, given back by closing.
    record Place(Semaphore lane, boolean isHeld) implements AutoCloseable {
        @Override
        public void close() {
            if (isHeld) {
                lane.release();
            }
        }
    }

    /// Waits for the table's lane.
    Place enter(TableIdentifier identifier) {
        Semaphore lane = lanes[Math.floorMod(identifier.hashCode(), LANES)];
        try {
            return new Place(lane, lane.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Place(lane, false);
        }
    }
}
