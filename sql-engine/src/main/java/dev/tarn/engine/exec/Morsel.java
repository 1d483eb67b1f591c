package dev.tarn.engine.exec;

import dev.tarn.columnar.Batch;

import org.jspecify.annotations.Nullable;

/// What a driver works on before it asks its source again: some batches. Owned by one driver.
public interface Morsel extends AutoCloseable {

    /// The next batch; null at the end. Does not block.
    @Nullable Batch next();

    @Override
    void close();
}
