package dev.tarn.engine.spill;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A file of one operator with any number of runs, whose blocks may lie among one another.
///
/// Deleted when it is closed, which it does itself once it is sealed and all its runs are released.
/// Thread-safe: several runs may be written and read at once.
public final class SpillFile implements AutoCloseable {
    private final QuerySpill query;
    private final String operator;
    private final Path path;
    private final FileChannel channel;
    private final SpillCounters counters;
    private long sizeBytes;
    private int unreleasedRuns;
    private boolean sealed;
    private boolean closed;

    SpillFile(
            QuerySpill query,
            String operator,
            Path path,
            FileChannel channel,
            SpillCounters counters) {
        this.query = query;
        this.operator = operator;
        this.path = path;
        this.channel = channel;
        this.counters = counters;
    }

    /// A run of rows with columns of `types`.
    public synchronized RunWriter newRun(List<DataType> types) {
        if (sealed) {
            throw new IllegalStateException("File of %s is sealed".formatted(operator));
        }
        unreleasedRuns++;
        counters.runs.increment();
        return new RunWriter(this, types);
    }

    /// Says that no more runs begin, so that the file may go when the last one is released.
    public void seal() {
        synchronized (this) {
            sealed = true;
        }
        closeIfUnused();
    }

    void release() {
        synchronized (this) {
            unreleasedRuns--;
        }
        closeIfUnused();
    }

    private void closeIfUnused() {
        synchronized (this) {
            if (!sealed || unreleasedRuns > 0) {
                return;
            }
        }
        close();
    }

    QuerySpill query() {
        return query;
    }

    SpillCounters counters() {
        return counters;
    }

    /// Writes `bytes[0..length)` behind all others; says where.
    long append(byte[] bytes, int length) {
        query.take(operator, length);
        long offset;
        synchronized (this) {
            offset = sizeBytes;
            sizeBytes += length;
        }
        counters.bytes.add(length);
        ByteBuffer source = ByteBuffer.wrap(bytes, 0, length);
        try {
            while (source.hasRemaining()) {
                channel.write(source, offset + source.position());
            }
        } catch (IOException e) {
            throw refused(length, e);
        }
        return offset;
    }

    private SqlException refused(int length, IOException cause) {
        long usableBytes = usableBytes();
        ErrorCode code =
                usableBytes < length || String.valueOf(cause.getMessage()).contains("No space left")
                        ? ErrorCode.EXCEEDED_SPILL_LIMIT
                        : ErrorCode.STORAGE_ERROR;
        return new SqlException(
                code,
                ("Operator %s cannot write %d bytes more to the spill file %s: %s; its disk has %d"
                                + " bytes free (engine.spill-directory)")
                        .formatted(operator, length, path, cause.getMessage(), usableBytes),
                null,
                cause);
    }

    private long usableBytes() {
        try {
            return Files.getFileStore(path).getUsableSpace();
        } catch (IOException unknown) {
            return Long.MAX_VALUE;
        }
    }

    /// Reads `length` bytes from `offset` on into `target`.
    void read(long offset, byte[] target, int length) {
        ByteBuffer into = ByteBuffer.wrap(target, 0, length);
        try {
            while (into.hasRemaining()) {
                if (channel.read(into, offset + into.position()) < 0) {
                    throw new EOFException("it ends at byte " + (offset + into.position()));
                }
            }
        } catch (IOException e) {
            throw new SqlException(
                    ErrorCode.STORAGE_ERROR,
                    "Operator %s cannot read %d bytes at %d of the spill file %s: %s"
                            .formatted(operator, length, offset, path, e.getMessage()),
                    null,
                    e);
        }
    }

    /// What is said of a block that is not what was written.
    SqlException damaged(long offset) {
        return new SqlException(
                ErrorCode.STORAGE_ERROR,
                "The spill file %s of operator %s gives other bytes at %d than were written"
                        .formatted(path, operator, offset));
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            sealed = true;
        }
        query.closed(this, sizeBytes);
        try (channel) {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete the spill file " + path, e);
        }
    }
}
