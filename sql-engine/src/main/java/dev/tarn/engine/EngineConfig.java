package dev.tarn.engine;

import dev.tarn.columnar.Batch;

/// How much of the machine the engine may take: its `limits`, by `spill` where what does not fit in
/// memory goes, by `admission` what one user or group may have run, `resultCacheBytes` for rows of
/// finished queries, 0 for keeping none, and by `fusion` when expressions get loops of their own.
public record EngineConfig(
        Limits limits,
        SpillConfig spill,
        AdmissionConfig admission,
        long resultCacheBytes,
        FusionConfig fusion) {
    public EngineConfig {
        if (resultCacheBytes < 0) {
            throw new IllegalArgumentException(
                    "Bytes for results must not be negative: " + resultCacheBytes);
        }
    }

    /// `workerCount` drivers run at once, one a core; `memoryBytes` is what all queries together
    /// may reserve and `queryMemoryBytes` what one may; at most `maxConcurrentQueries` run and
    /// `maxQueuedQueries` wait, more are refused; `batchRowCount` is what sources aim at (tests set
    /// 1 or 3).
    public record Limits(
            int workerCount,
            long memoryBytes,
            long queryMemoryBytes,
            int maxConcurrentQueries,
            int maxQueuedQueries,
            int batchRowCount) {
        public Limits {
            if (workerCount < 1
                    || memoryBytes < 1
                    || queryMemoryBytes < 1
                    || maxConcurrentQueries < 1
                    || maxQueuedQueries < 0
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
    }

    /// Limits with the spill directory of this machine, for everybody alike, without kept results.
    public EngineConfig(
            int workerCount,
            long memoryBytes,
            long queryMemoryBytes,
            int maxConcurrentQueries,
            int maxQueuedQueries,
            int batchRowCount) {
        this(
                new Limits(
                        workerCount,
                        memoryBytes,
                        queryMemoryBytes,
                        maxConcurrentQueries,
                        maxQueuedQueries,
                        batchRowCount),
                SpillConfig.forThisMachine(),
                AdmissionConfig.OPEN,
                0,
                FusionConfig.STANDARD);
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
                Batch.TARGET_ROW_COUNT);
    }

    /// The same with another spill directory.
    public EngineConfig withSpill(SpillConfig other) {
        return new EngineConfig(limits, other, admission, resultCacheBytes, fusion);
    }

    /// The same with other limits of users and groups.
    public EngineConfig withAdmission(AdmissionConfig other) {
        return new EngineConfig(limits, spill, other, resultCacheBytes, fusion);
    }

    /// The same with other bytes for results.
    public EngineConfig withResultCache(long bytes) {
        return new EngineConfig(limits, spill, admission, bytes, fusion);
    }

    /// The same with loops made at other times.
    public EngineConfig withFusion(FusionConfig other) {
        return new EngineConfig(limits, spill, admission, resultCacheBytes, other);
    }

    public int workerCount() {
        return limits.workerCount;
    }

    public long memoryBytes() {
        return limits.memoryBytes;
    }

    public long queryMemoryBytes() {
        return limits.queryMemoryBytes;
    }

    public int maxConcurrentQueries() {
        return limits.maxConcurrentQueries;
    }

    public int maxQueuedQueries() {
        return limits.maxQueuedQueries;
    }

    public int batchRowCount() {
        return limits.batchRowCount;
    }
}
