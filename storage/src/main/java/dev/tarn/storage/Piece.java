package dev.tarn.storage;

import dev.tarn.columnar.Batch;

import org.jspecify.annotations.Nullable;

/// Some rows of a split whose bytes are in memory: what one driver makes batches of. Owned by one
/// thread at a time; must be closed.
public interface Piece extends AutoCloseable {

    /// The next batch, never one without a selected row; null at the end. Computes, never waits for
    /// a store. Deleted rows are left out by a selection.
    ///
    /// @throws StorageException CORRUPT if the bytes cannot be understood
    @Nullable Batch next();

    /// Rows that this has at most, for sharing work out.
    long rowCount();

    @Override
    void close();
}
