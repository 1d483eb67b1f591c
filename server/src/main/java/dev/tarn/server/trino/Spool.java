package dev.tarn.server.trino;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Segments of results on disk until their clients have them: at most [#LIMIT_SEGMENTS] and
/// [#LIMIT_BYTES] of all queries at once, each until its statement's client has been silent for
/// [#KEPT]. Thread-safe.
///
/// Each is a file without a name, deleted as soon as it is open, so that it is gone with this
/// process however that ends. Ids are 128 random bits: whoever knows one may have the segment.
final class Spool implements AutoCloseable {
    static final int LIMIT_SEGMENTS = 256;
    static final long LIMIT_BYTES = 1L << 30;
    static final Duration KEPT = Duration.ofMinutes(5);

    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);

    private final Path directory;
    private final long limitBytes;
    private final Map<String, Segment> segments = new ConcurrentHashMap<>();
    private long usedBytes;
    private int usedSegments;
    private boolean closed;

    /// A segment's file. Reading does not move anything, so several may read at once.
    private record Segment(FileChannel channel, int length, LastAccess access) {}

    Spool(Path directory, long limitBytes) {
        this.directory = directory;
        this.limitBytes = limitBytes;
    }

    /// Keeps `bytes`; their id, or null where there is no room for them.
    ///
    /// @param access of the statement's client; touched by each [#read]
    @Nullable String put(ByteBuffer bytes, LastAccess access) {
        int length = bytes.remaining();
        if (!take(length)) {
            return null;
        }
        FileChannel channel;
        try {
            channel = write(bytes);
        } catch (IOException e) {
            giveBack(length);
            LOG.warn("event=segment_not_spooled directory={} bytes={}", directory, length, e);
            return null;
        }
        String id = HexFormat.of().formatHex(Slugs.random());
        segments.put(id, new Segment(channel, length, access));
        return id;
    }

    private FileChannel write(ByteBuffer bytes) throws IOException {
        Files.createDirectories(directory);
        Path file = Files.createTempFile(directory, "segment-", ".json");
        FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.DELETE_ON_CLOSE);
        try {
            Files.deleteIfExists(file);
            ByteBuffer source = bytes.duplicate();
            while (source.hasRemaining()) {
                channel.write(source);
            }
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /// The bytes kept under `id`, from the first on; null where there are none.
    @Nullable SegmentInput read(String id) {
        Segment segment = segments.get(id);
        if (segment == null) {
            return null;
        }
        segment.access.touch();
        return new SegmentInput(segment.channel, segment.length, segment.access);
    }

    /// Lets go of a segment that its client has; nothing where it is gone already.
    void acknowledge(String id) {
        Segment segment = segments.remove(id);
        if (segment == null) {
            return;
        }
        giveBack(segment.length);
        try {
            segment.channel.close();
        } catch (IOException e) {
            LOG.warn("event=segment_not_closed directory={}", directory, e);
        }
    }

    /// Lets go of the segments whose clients have been silent for long.
    void expire() {
        segments.forEach((id, segment) -> {
            if (segment.access.isOlderThan(KEPT)) {
                acknowledge(id);
            }
        });
    }

    private synchronized boolean take(int bytes) {
        if (closed || usedSegments == LIMIT_SEGMENTS || usedBytes + bytes > limitBytes) {
            return false;
        }
        usedSegments++;
        usedBytes += bytes;
        return true;
    }

    private synchronized void giveBack(int bytes) {
        usedSegments--;
        usedBytes -= bytes;
    }

    synchronized long usedBytes() {
        return usedBytes;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        segments.keySet().forEach(this::acknowledge);
    }
}
