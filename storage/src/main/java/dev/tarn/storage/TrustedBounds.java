package dev.tarn.storage;

import org.apache.iceberg.Metrics;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntPredicate;

/// Metrics of which only some bounds are kept.
public final class TrustedBounds {
    private TrustedBounds() {}

    /// `metrics` with the bounds of those fields whose ids are `trusted`.
    public static Metrics of(Metrics metrics, IntPredicate trusted) {
        return new Metrics(
                metrics.recordCount(),
                metrics.columnSizes(),
                metrics.valueCounts(),
                metrics.nullValueCounts(),
                metrics.nanValueCounts(),
                kept(metrics.lowerBounds(), trusted),
                kept(metrics.upperBounds(), trusted));
    }

    private static @Nullable Map<Integer, ByteBuffer> kept(
            @Nullable Map<Integer, ByteBuffer> bounds, IntPredicate trusted) {
        if (bounds == null) {
            return null;
        }
        Map<Integer, ByteBuffer> kept = new HashMap<>(bounds);
        kept.keySet().removeIf(id -> !trusted.test(id));
        return kept;
    }
}
