package dev.tarn.engine.spill;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SpillConfig;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.memory.QueryMemory;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/// The disk that the queries of one engine may take together: a private directory, made when the
/// first file is opened and deleted at the end, and a limit of bytes. Thread-safe.
public final class SpillSpace implements AutoCloseable {
    private final SpillConfig config;
    private final ChannelOpener opener;
    private final AtomicLong usedBytes = new AtomicLong();
    private final AtomicLong lastFile = new AtomicLong();
    private @Nullable PrivateDirectory directory;
    private boolean closed;

    /// How a file that does not exist yet is made and opened, for reading and writing.
    public interface ChannelOpener {
        FileChannel open(Path file) throws IOException;
    }

    /// A space in the configured directory; what killed processes have left there is deleted.
    public SpillSpace(SpillConfig config) {
        this(
                config,
                file ->
                        FileChannel.open(
                                file,
                                StandardOpenOption.CREATE_NEW,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE));
    }

    /// The same with files opened by `opener`, so that tests can have a full disk.
    public SpillSpace(SpillConfig config, ChannelOpener opener) {
        this.config = config;
        this.opener = opener;
        PrivateDirectory.removeAbandoned(config.directory());
    }

    /// The part of one query, whose `workerCount` workers write and read by buffers that are
    /// reserved of `memory`.
    public QuerySpill openQuery(QueryMemory memory, int workerCount) {
        return new QuerySpill(this, memory, workerCount);
    }

    /// Bytes that are on disk now.
    public long usedBytes() {
        return usedBytes.get();
    }

    /// A new file for `operator`.
    SpillFile openFile(QuerySpill query, String operator, SpillCounters counters) {
        if (config.maxBytes() == 0) {
            throw new SqlException(
                    ErrorCode.EXCEEDED_MEMORY_LIMIT,
                    ("Operator %s needs more memory than its query has, and may not spill:"
                                    + " engine.spill-bytes is 0")
                            .formatted(operator));
        }
        String name =
                "%s-%d.run"
                        .formatted(
                                operator.replaceAll("[^A-Za-z0-9]", "-"),
                                lastFile.incrementAndGet());
        Path file = directory().resolve(name);
        try {
            return new SpillFile(query, operator, file, opener.open(file), counters);
        } catch (IOException e) {
            throw new SqlException(
                    ErrorCode.STORAGE_ERROR,
                    "Operator %s cannot open the spill file %s: %s"
                            .formatted(operator, file, e.getMessage()),
                    null,
                    e);
        }
    }

    private synchronized Path directory() {
        if (closed) {
            throw new IllegalStateException("Spill directory is closed");
        }
        if (directory == null) {
            try {
                directory = PrivateDirectory.create(config.directory());
            } catch (IOException e) {
                throw new SqlException(
                        ErrorCode.STORAGE_ERROR,
                        "The spill directory %s (engine.spill-directory) cannot be used: %s: %s"
                                .formatted(
                                        config.directory(),
                                        e.getClass().getSimpleName(),
                                        e.getMessage()),
                        null,
                        e);
            }
        }
        return directory.path();
    }

    /// Counts `bytes` that `operator` is about to write.
    ///
    /// @throws SqlException EXCEEDED_SPILL_LIMIT if they are more than there may be
    void take(String operator, long bytes) {
        long used = usedBytes.addAndGet(bytes);
        if (used > config.maxBytes()) {
            usedBytes.addAndGet(-bytes);
            throw new SqlException(
                    ErrorCode.EXCEEDED_SPILL_LIMIT,
                    ("Operator %s asked for %d bytes more in the spill directory %s; all queries"
                                    + " hold %d of %d bytes there (engine.spill-bytes)")
                            .formatted(
                                    operator,
                                    bytes,
                                    config.directory(),
                                    used - bytes,
                                    config.maxBytes()));
        }
    }

    void giveBack(long bytes) {
        usedBytes.addAndGet(-bytes);
    }

    /// Deletes the directory and all that is in it.
    @Override
    public synchronized void close() {
        closed = true;
        if (directory != null) {
            directory.close();
            directory = null;
        }
    }
}
