package dev.tarn.storage;

import dev.tarn.columnar.Batch;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;

/// Rows of one file, or of one range of it, in file order. Owned by one thread; must be closed.
public interface BatchReader extends Closeable {

    /// The next batch, never an empty one; null at the end. Deleted rows are left out by a
    /// selection.
    ///
    /// @throws StorageException if the bytes cannot be had or cannot be understood
    @Nullable Batch next();

    /// Bytes of the file that were read so far, as stored.
    long bytesRead();

    @Override
    void close();
}
