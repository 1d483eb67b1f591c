package dev.tarn.engine.spill;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;

import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// A file of one operator with any number of runs, whose blocks may lie among one another.
///
/// Deleted when it is closed, which it does itself once it is sealed and all its runs are released.
/// Between being written and being read it is not open, so that a query may have more files than a
/// process may open. Thread-safe: several runs may be written and read at once.
public final class SpillFile implements AutoCloseable {
    private final QuerySpill query;
    private final String operator;
    private final Path path;
    private final SpillCounters counters;
    private @Nullable FileChannel channel;
    private long sizeBytes;
    private int unreleasedRuns;

    /// Runs that are being written, and readers that are not at their end.
    private int users;

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
        users++;
        counters.runs.increment();
        return new RunWriter(this, types);
    }

    /// Says that no more runs begin, so that the file may go when the last one is released.
    public void seal() {
        synchronized (this) {
            sealed = true;
        }
        closeChannelIfIdle();
        closeIfUnused();
    }

    /// Says that somebody begins to read.
    synchronized void enter() {
        users++;
    }

    /// Says that a run is written, or a reader at its end.
    void leave() {
        synchronized (this) {
            users--;
        }
        closeChannelIfIdle();
    }

    private synchronized void closeChannelIfIdle() {
        FileChannel idle = channel;
        if (sealed && users == 0 && idle != null) {
            channel = null;
            try {
                idle.close();
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot close the spill file " + path, e);
            }
        }
    }

    private synchronized FileChannel channel() throws IOException {
        FileChannel open = channel;
        if (closed) {
            throw new ClosedChannelException();
        }
        if (open == null) {
            open = FileChannel.open(path, StandardOpenOption.READ);
            channel = open;
        }
        return open;
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
                channel().write(source, offset + source.position());
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
            FileChannel open = channel();
            while (into.hasRemaining()) {
                if (open.read(into, offset + into.position()) < 0) {
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
        FileChannel open;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            sealed = true;
            open = channel;
            channel = null;
        }
        query.closed(this, sizeBytes);
        try (open) {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete the spill file " + path, e);
        }
    }
}
