package dev.tarn.engine.spill;

import java.util.concurrent.atomic.LongAdder;

/// What one operator has put on disk, all its drivers together. Thread-safe.
///
/// `bytes` as they are on disk, compressed; rows that are written again, by a merge or a finer
/// split, count again.
public final class SpillCounters {
    public final LongAdder bytes = new LongAdder();
    public final LongAdder rows = new LongAdder();
    public final LongAdder runs = new LongAdder();
    public final LongAdder files = new LongAdder();
}
