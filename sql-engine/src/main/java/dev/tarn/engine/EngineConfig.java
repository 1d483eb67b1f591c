package dev.tarn.engine;

/// How much of the machine the engine may take.
///
/// `workerCount` drivers run at once, one a core; `memoryBytes` is what all queries together may
/// reserve and `queryMemoryBytes` what one may; at most `maxConcurrentQueries` run and
/// `maxQueuedQueries` wait, more are refused; `batchRowCount` is what sources aim at (tests set 1
/// or 3); `spill` says where what does not fit in memory goes, `admission` what one user or group
/// may have run.
public record EngineConfig(
        int workerCount,
        long memoryBytes,
        long queryMemoryBytes,
        int maxConcurrentQueries,
        int maxQueuedQueries,
        int batchRowCount,
        SpillConfig spill,
        AdmissionConfig admission,
        long resultCacheBytes) {
    public EngineConfig {
        if (workerCount < 1
                || memoryBytes < 1
                || queryMemoryBytes < 1
                || maxConcurrentQueries < 1
                || maxQueuedQueries < 0
                || resultCacheBytes < 0
                || batchRowCount < 1) {
            throw new IllegalArgumentException(
                    "Engine limits must be positive: workers %d, memory %d, query memory %d, queries %d, queue %d, batch rows %d"
                            .formatted(
                                    workerCount,
                                    memoryBytes,
                                    queryMemoryBytes,
                                    maxConcurrentQueries,
                                    maxQueuedQueries,
                                    batchRowCount));
        }
    }

    /// Limits with the spill directory of this machine.
    public EngineConfig(
            int workerCount,
            long memoryBytes,
            long queryMemoryBytes,
            int maxConcurrentQueries,
            int maxQueuedQueries,
            int batchRowCount) {
        this(
                workerCount,
                memoryBytes,
                queryMemoryBytes,
                maxConcurrentQueries,
                maxQueuedQueries,
                batchRowCount,
                SpillConfig.forThisMachine(),
                AdmissionConfig.OPEN,
                0);
    }

    /// Limits of the engine alone.
    public EngineConfig(
            int workerCount,
            long memoryBytes,
            long queryMemoryBytes,
            int maxConcurrentQueries,
            int maxQueuedQueries,
            int batchRowCount,
            SpillConfig spill) {
        this(
                workerCount,
                memoryBytes,
                queryMemoryBytes,
                maxConcurrentQueries,
                maxQueuedQueries,
                batchRowCount,
                spill,
                AdmissionConfig.OPEN,
                0);
    }

    /// The same with another spill directory.
    public EngineConfig withSpill(SpillConfig other) {
        return new EngineConfig(
                workerCount,
                memoryBytes,
                queryMemoryBytes,
                maxConcurrentQueries,
                maxQueuedQueries,
                batchRowCount,
                other,
                admission,
                resultCacheBytes);
    }

    /// The same with other limits of users and groups.
    public EngineConfig withAdmission(AdmissionConfig other) {
        return new EngineConfig(
                workerCount,
                memoryBytes,
                queryMemoryBytes,
                maxConcurrentQueries,
                maxQueuedQueries,
                batchRowCount,
                spill,
                other,
                resultCacheBytes);
    }

    /// The same with other bytes for results.
    public EngineConfig withResultCache(long bytes) {
        return new EngineConfig(
                workerCount,
                memoryBytes,
                queryMemoryBytes,
                maxConcurrentQueries,
                maxQueuedQueries,
                batchRowCount,
                spill,
                admission,
                bytes);
    }

    /// One driver a core, and 60 % of the heap for all queries together.
    public static EngineConfig forThisMachine() {
        Runtime runtime = Runtime.getRuntime();
        long memoryBytes = runtime.maxMemory() / 10 * 6;
        return new EngineConfig(
                runtime.availableProcessors(),
                memoryBytes,
                memoryBytes,
                32,
                1000,
                dev.tarn.columnar.Batch.TARGET_ROW_COUNT);
    }
}
