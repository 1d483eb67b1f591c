package dev.tarn.engine.scan;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.exec.Counters;
import dev.tarn.storage.BatchReader;

import java.util.function.Supplier;

/// Reading one split to its end, with what is counted on the way.
final class SplitReads {
    private SplitReads() {}

    /// Gives all batches of the reader that `open` gives to `buffer`, and closes it.
    static void read(
            Supplier<? extends BatchReader> open, Counters counters, ReadAhead.Buffer buffer) {
        try (BatchReader reader = open.get()) {
            long countedBytes = 0;
            for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
                counters.processedRows.add(batch.selectedCount());
                counters.processedBytes.add(reader.bytesRead() - countedBytes);
                countedBytes = reader.bytesRead();
                if (batch.selectedCount() > 0 && !buffer.put(batch)) {
                    return;
                }
            }
            counters.processedBytes.add(reader.bytesRead() - countedBytes);
        }
        counters.completedSplits.increment();
    }
}
