package dev.tarn.engine.exec;

import dev.tarn.columnar.Batch;

import org.jspecify.annotations.Nullable;

/// One driver's part of an operator in the middle of a pipeline: batches are pushed in, and what
/// comes out is pushed on. Owned by one driver.
///
/// An operator that makes many rows of one (a join) gives them a batch at a time, so that a driver
/// can stop between any two batches: `accept` is only called when `next` has said null.
public interface Operator extends AutoCloseable {

    /// Takes a batch with at least one selected row.
    void accept(Batch batch);

    /// The next batch that can be made of what was accepted; null where there is none yet.
    @Nullable Batch next();

    /// Says that no more batches will be accepted; `next` may give what was held back.
    default void finish() {}

    /// Whether no driver needs to feed this operator any more; upstream work then ends early.
    default boolean isDone() {
        return false;
    }

    @Override
    default void close() {}
}
