package dev.tarn.engine.function;

import dev.tarn.engine.fuse.FusedLoops;

import java.time.Instant;
import java.time.ZoneId;

/// What functions may know of the query they run in: one start time for all of it, the session's
/// zone and user, and a seed for random numbers. What computes their calls finds its `loops` here.
///
/// Start and seed are each query's own: `ownAsked` is run whenever one of them is asked for.
public record FunctionContext(
        Instant queryStart,
        ZoneId zone,
        String user,
        long seed,
        FusedLoops loops,
        Runnable ownAsked) {

    /// A context that nobody watches, for kernels alone.
    public FunctionContext(Instant queryStart, ZoneId zone, String user, long seed) {
        this(queryStart, zone, user, seed, FusedLoops.NONE, () -> {});
    }

    /// The same context, where calls are computed together by `other`.
    public FunctionContext withLoops(FusedLoops other) {
        return new FunctionContext(queryStart, zone, user, seed, other, ownAsked);
    }

    /// The same context, watched.
    public FunctionContext watched(Runnable watcher) {
        return new FunctionContext(queryStart, zone, user, seed, loops, watcher);
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
