package dev.tarn.engine;

import dev.tarn.engine.exec.Execution;
import dev.tarn.storage.ScanCounters;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Counters of one query at one moment.
///
/// `elapsed` is wall time since submission, `queued` the part of it before the query might start,
/// `cpu` the drivers' processor time; splits count what scans have claimed and finished;
/// `processedRows` and `processedBytes` what scans have produced and read; `peakMemoryBytes` the
/// highest reservation; `spilledBytes` what was written to disk for want of memory, compressed;
/// `scans` the counters of [ScanCounters] by name, of all the query's scans of tables together,
/// empty where they are not told.
public record QueryStats(
        Duration elapsed,
        Duration queued,
        Duration planning,
        Duration cpu,
        int totalSplits,
        int completedSplits,
        long processedRows,
        long processedBytes,
        long resultRows,
        long peakMemoryBytes,
        long spilledBytes,
        Map<String, Long> scans) {
    public static final QueryStats NONE =
            new QueryStats(
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ZERO,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    new ScanCounters().values());

    public QueryStats {
        scans = Collections.unmodifiableMap(new LinkedHashMap<>(scans));
    }

    /// What an execution has counted; what only the query knows is nothing.
    static QueryStats of(Execution.Progress progress) {
        return new QueryStats(
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                progress.cpu(),
                progress.totalSplits(),
                progress.completedSplits(),
                progress.processedRows(),
                progress.processedBytes(),
                0,
                progress.peakMemoryBytes(),
                progress.spilledBytes(),
                progress.scans());
    }

    /// The same counters in a query of these times and rows.
    QueryStats of(Duration elapsed, Duration queued, Duration planning, long resultRows) {
        return new QueryStats(
                elapsed,
                queued,
                planning,
                cpu,
                totalSplits,
                completedSplits,
                processedRows,
                processedBytes,
                resultRows,
                peakMemoryBytes,
                spilledBytes,
                scans);
    }
}
