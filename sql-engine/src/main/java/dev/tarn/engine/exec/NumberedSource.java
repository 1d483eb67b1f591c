package dev.tarn.engine.exec;

import dev.tarn.columnar.Batch;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/// A source whose morsels are numbered and made by a function, without waiting: partitions of a
/// hash table, ranges of sorted rows. Thread-safe.
public final class NumberedSource implements Source {
    /// No rows: what a morsel gives that has worked, and is not at its end.
    public static final Batch NOTHING = new Batch(List.of(), 0);

    private final java.util.function.IntSupplier morselCount;
    private final IntFunction<Morsel> morsels;
    private final int driverLimit;
    private final AtomicInteger nextMorsel = new AtomicInteger();
    private volatile boolean stopped;

    /// `morsels` makes the morsels `0..morselCount`, each once, in order; the count is asked for
    /// when the pipeline runs.
    public NumberedSource(
            java.util.function.IntSupplier morselCount,
            int driverLimit,
            IntFunction<Morsel> morsels) {
        this.morselCount = morselCount;
        this.driverLimit = driverLimit;
        this.morsels = morsels;
    }

    @Override
    public int driverLimit() {
        // Asked for when the pipeline runs, as the count is.
        return Math.min(driverLimit, Math.max(1, morselCount.getAsInt()));
    }

    @Override
    public Poll poll(Runnable waker) {
        if (stopped || nextMorsel.get() >= morselCount.getAsInt()) {
            return Idle.END;
        }
        int morsel = nextMorsel.getAndIncrement();
        if (morsel >= morselCount.getAsInt()) {
            return Idle.END;
        }
        return new Ready(morsels.apply(morsel));
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public void close() {}

    /// A morsel of what `next` gives until it gives null.
    public static Morsel morsel(java.util.function.Supplier<@Nullable Batch> next) {
        return new Morsel() {
            @Override
            public @Nullable Batch next() {
                return next.get();
            }

            @Override
            public void close() {}
        };
    }

    /// A morsel that calls `step` until that says false, and gives no rows: long work in pieces,
    /// between which a driver can stop.
    public static Morsel steps(java.util.function.BooleanSupplier step) {
        return morsel(() -> step.getAsBoolean() ? NOTHING : null);
    }

    /// A morsel that does `work` and gives no batch.
    public static Morsel work(Runnable work) {
        return morsel(() -> {
            work.run();
            return null;
        });
    }
}
