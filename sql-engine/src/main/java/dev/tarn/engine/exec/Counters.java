package dev.tarn.engine.exec;

import java.util.concurrent.atomic.LongAdder;

/// What a running query counts, for its progress and statistics. Thread-safe.
///
/// `cpuNanos` is processor time of drivers; splits are counted by scans; rows as scans produce
/// them, bytes as stored.
public final class Counters {
    public final LongAdder cpuNanos = new LongAdder();
    public final LongAdder totalSplits = new LongAdder();
    public final LongAdder completedSplits = new LongAdder();
    public final LongAdder totalFiles = new LongAdder();
    public final LongAdder skippedFiles = new LongAdder();
    public final LongAdder processedRows = new LongAdder();
    public final LongAdder processedBytes = new LongAdder();
}
