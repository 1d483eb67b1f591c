package dev.tarn.engine;

import dev.tarn.engine.fuse.FusedLoops;

/// When hot expressions get loops of their own: once `hotRowCount` rows of one shape were asked
/// for, made `inBackground`, or else by the thread that asks, as tests want it.
public record FusionConfig(long hotRowCount, boolean inBackground) {
    /// Making a loop and having it compiled takes as long as kernels take for some hundred thousand
    /// rows to gain as much.
    public static final FusionConfig STANDARD = new FusionConfig(1 << 18, true);

    /// A loop for the first rows.
    public static final FusionConfig AT_ONCE = new FusionConfig(0, false);

    public FusionConfig {
        if (hotRowCount < 0) {
            throw new IllegalArgumentException("Rows must not be negative: " + hotRowCount);
        }
    }

    FusedLoops loops() {
        return inBackground ? FusedLoops.inBackground(hotRowCount) : FusedLoops.atOnce();
    }
}
