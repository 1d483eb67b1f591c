package dev.tarn.engine.physical;

import dev.tarn.columnar.Batch;

import java.util.function.Consumer;

/// Makes rows when the query runs. Called once, by one driver.
@FunctionalInterface
public interface RowSource {
    void produce(Consumer<Batch> batches);

    /// The same rows, of which those that are not wanted may be missing.
    default RowSource narrowed(Wanted wanted) {
        return this;
    }
}
