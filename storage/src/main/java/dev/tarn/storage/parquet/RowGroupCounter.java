package dev.tarn.storage.parquet;

import java.util.concurrent.atomic.LongAdder;

/// How many row groups were looked at, and how many of them left out. Shared by the readers of a
/// scan. Thread-safe.
public final class RowGroupCounter {
    private final LongAdder total = new LongAdder();
    private final LongAdder skipped = new LongAdder();

    void count(boolean read) {
        total.increment();
        if (!read) {
            skipped.increment();
        }
    }

    public long total() {
        return total.sum();
    }

    public long skipped() {
        return skipped.sum();
    }
}
