package dev.tarn.engine.function;

import java.time.Instant;
import java.time.ZoneId;

/// What functions may know of the query they run in: one start time for all of it, the session's
/// zone and user, and a seed for random numbers.
///
/// Start and seed are each query's own: `ownAsked` is run whenever one of them is asked for.
public record FunctionContext(
        Instant queryStart, ZoneId zone, String user, long seed, Runnable ownAsked) {

    /// A context that nobody watches.
    public FunctionContext(Instant queryStart, ZoneId zone, String user, long seed) {
        this(queryStart, zone, user, seed, () -> {});
    }

    /// The same context, watched.
    public FunctionContext watched(Runnable watcher) {
        return new FunctionContext(queryStart, zone, user, seed, watcher);
    }

    @Override
    public Instant queryStart() {
        ownAsked.run();
        return queryStart;
    }

    @Override
    public long seed() {
        ownAsked.run();
        return seed;
    }
}
