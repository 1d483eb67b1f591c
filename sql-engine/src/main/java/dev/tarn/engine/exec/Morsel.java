package dev.tarn.engine.exec;

import dev.tarn.columnar.Batch;

import org.jspecify.annotations.Nullable;

/// What a driver works on before it asks its source again: some batches. Owned by one driver.
public interface Morsel extends AutoCloseable {

    /// Whether [#next] has something to work on; if not, the morsel calls `waker` once as soon as
    /// it is worth asking again.
    default boolean isReady(Runnable waker) {
        return true;
    }

    /// The next batch; null at the end. Does not block. A batch without rows is none, but lets a
    /// driver stop here whose work on the next one is long.
    @Nullable Batch next();

    @Override
    void close();
}
