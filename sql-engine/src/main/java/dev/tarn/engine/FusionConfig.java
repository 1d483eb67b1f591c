package dev.tarn.engine;

import dev.tarn.engine.fuse.FusedLoops;

/// When hot expressions get loops of their own: once `hotOperationCount` rows of one shape were
/// asked for, made `inBackground`, or else by the thread that asks, as tests want it.
public record FusionConfig(long hotOperationCount, boolean inBackground) {
    /// To make a loop and to have it compiled takes some 20 ms of processor time, and an operation
    /// of a kernel half a nanosecond and more.
    public static final FusionConfig STANDARD = new FusionConfig(1 << 22, true);

    /// A loop for the first rows.
    public static final FusionConfig AT_ONCE = new FusionConfig(0, false);

    public FusionConfig {
        if (hotOperationCount < 0) {
            throw new IllegalArgumentException(
                    "Operations must not be negative: " + hotOperationCount);
        }
    }

    FusedLoops loops() {
        return inBackground ? FusedLoops.inBackground(hotOperationCount) : FusedLoops.atOnce();
    }
}
