package dev.tarn.engine.exec;

import dev.tarn.columnar.Batch;

/// Where the rows of one or more pipelines end. Shared by their drivers: thread-safe.
public interface Sink extends AutoCloseable {

    /// The part of one driver.
    Local open();

    /// Called once, when every driver of every pipeline into this sink has finished its part;
    /// short, long work belongs to the morsels of a following pipeline.
    default void finish() {}

    /// Frees what is shared. Called once, after all drivers of the query have ended.
    @Override
    void close();

    /// One driver's part of a sink. Owned by one driver.
    interface Local extends AutoCloseable {

        /// Whether a batch can be taken now; if not, the sink calls `waker` once when it can.
        default boolean isReady(Runnable waker) {
            return true;
        }

        /// Takes a batch with at least one selected row.
        void accept(Batch batch);

        /// Hands what this driver has gathered to the shared part.
        default void finish() {}

        /// Whether no driver needs to feed this sink any more.
        default boolean isDone() {
            return false;
        }

        @Override
        default void close() {}
    }
}
