package dev.tarn.storage;

import org.apache.iceberg.Metrics;
import org.apache.iceberg.io.FileAppender;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/// Writes batches through an appender of Iceberg's, which makes the file, its metrics and its split
/// offsets. What extends it turns batches into what the appender takes, and counts their rows.
///
/// @param <T> what the appender takes
public abstract class AppendingWriter<T> implements BatchWriter {
    private final FileAppender<T> appender;
    private final String location;
    private long rowCount;
    private boolean closed;

    /// @param appender owned by the new writer
    /// @param location the file, for messages
    protected AppendingWriter(FileAppender<T> appender, String location) {
        this.appender = appender;
        this.location = location;
    }

    /// Hands `value` to the appender.
    ///
    /// @throws StorageException IO if the store fails
    protected final void append(T value) {
        try {
            appender.add(value);
        } catch (UncheckedIOException e) {
            throw failure(Objects.requireNonNull(e.getCause()));
        }
    }

    /// `count` more rows were handed to the appender.
    protected final void addRows(long count) {
        rowCount += count;
    }

    @Override
    public final long rowCount() {
        return rowCount;
    }

    @Override
    public final long lengthBytes() {
        return appender.length();
    }

    /// 0: appenders do not tell. Their buffers are bounded by their formats' blocks and stripes.
    @Override
    public final long bufferedBytes() {
        return 0;
    }

    @Override
    public final void flush() {}

    @Override
    public final void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            appender.close();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private StorageException failure(IOException e) {
        return new StorageException(
                StorageException.Kind.IO,
                "Cannot write %s: %s".formatted(location, e.getMessage()),
                e);
    }

    @Override
    public final Metrics metrics() {
        return appender.metrics();
    }

    @Override
    public final List<Long> splitOffsets() {
        List<Long> offsets = appender.splitOffsets();
        return offsets == null ? List.of() : offsets;
    }
}
