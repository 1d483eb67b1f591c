package dev.tarn.engine.exec;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.OperatorStats;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Map;

/// A running plan. Batches wait in a bounded queue for the one thread that pulls them.
public interface Execution extends AutoCloseable {

    /// The next batch, without a selection and in the plan's order where it has one; null at the
    /// end. Waits.
    ///
    /// @throws dev.tarn.engine.SqlException if the plan failed or was cancelled
    @Nullable Batch next();

    /// Asks all drivers to end; returns at once.
    void cancel();

    Progress progress();

    /// What each node of the plan has done up to now.
    OperatorStats profile();

    /// Ends all drivers, waits for them, and gives all memory back.
    @Override
    void close();

    /// Counters at one moment; see [dev.tarn.engine.QueryStats] for their meaning.
    record Progress(
            Duration cpu,
            int totalSplits,
            int completedSplits,
            long processedRows,
            long processedBytes,
            long peakMemoryBytes,
            long spilledBytes,
            Map<String, Long> scans) {}
}
