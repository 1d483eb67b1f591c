package dev.tarn.storage;

import dev.tarn.columnar.Batch;

import org.jspecify.annotations.Nullable;

/// Some rows of a split whose bytes are in memory: what one driver makes batches of. Owned by one
/// thread at a time; must be closed.
public interface Piece extends AutoCloseable {

    /// The next batch; null at the end. Computes, never waits for a store. Rows that are deleted or
    /// filtered out are left out by a selection. A batch without rows or columns says that the next
    /// one takes long to find, so that whoever asks can look whether it is still wanted.
    ///
    /// @throws StorageException CORRUPT if the bytes cannot be understood
    @Nullable Batch next();

    /// Rows that this has at most, for sharing work out.
    long rowCount();

    @Override
    void close();
}
