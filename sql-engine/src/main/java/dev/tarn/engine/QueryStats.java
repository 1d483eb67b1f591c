package dev.tarn.engine;

import java.time.Duration;

/// Counters of one query at one moment.
///
/// `elapsed` is wall time since submission, `cpu` the drivers' processor time; splits count what
/// scans have claimed and finished; `processedRows` and `processedBytes` what scans have produced
/// and read; `peakMemoryBytes` the highest reservation.
public record QueryStats(
        Duration elapsed,
        Duration planning,
        Duration cpu,
        int totalSplits,
        int completedSplits,
        long processedRows,
        long processedBytes,
        long resultRows,
        long peakMemoryBytes) {
    public static final QueryStats NONE =
            new QueryStats(Duration.ZERO, Duration.ZERO, Duration.ZERO, 0, 0, 0, 0, 0, 0);
}
