package dev.tarn.storage;

import dev.tarn.columnar.Batch;

import org.apache.iceberg.Metrics;

import java.io.Closeable;
import java.util.List;

/// Writes batches to one file. Owned by one thread; must be closed, also after a failure.
public interface BatchWriter extends Closeable {

    /// Appends the selected rows of `batch`, whose columns are those of the file's schema in order.
    ///
    /// @throws StorageException BAD_VALUE for a null in a required column, IO if the store fails
    void write(Batch batch);

    /// Rows written so far.
    long rowCount();

    /// Bytes of the file so far, those still in memory estimated; exact once closed.
    long lengthBytes();

    /// Bytes held in memory until they can be written.
    long bufferedBytes();

    /// Writes out what is held in memory, as far as the format can before the end of the file.
    void flush();

    /// Completes the file; nothing happens the second time.
    @Override
    void close();

    /// Counts and bounds of the columns, once closed.
    Metrics metrics();

    /// Where the file can be split, once closed; empty where it cannot.
    List<Long> splitOffsets();
}
