package dev.tarn.storage.io;

import dev.tarn.storage.io.remote.JoinedReads;
import dev.tarn.storage.io.remote.PositionedInputStream;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// Reads a local file by positioned reads; small sequential reads go through an 8 KiB window. Range
/// reads may run side by side, all else is for one thread at a time.
final class LocalInputStream extends PositionedInputStream {
    private static final int WINDOW_BYTES = 8192;

    /// Bytes read at once: they come by way of a native buffer, which stays in the processor's
    /// cache when it is no longer than this.
    private static final int STEP_BYTES = 64 << 10;

    /// Bytes of the page cache cost little more than the call; whoever wants more of the disk at
    /// once reads with more threads.
    private static final JoinedReads READS = new JoinedReads(16 << 10, 16 << 10, 8 << 20, 1);

    private final FileChannel channel;
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES).limit(0);
    private long windowStart;

    LocalInputStream(FileChannel channel, String location) {
        super(READS, location);
        this.channel = channel;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        long position = getPos();
        boolean inWindow = position >= windowStart && position < windowStart + window.limit();
        if (!inWindow && length >= WINDOW_BYTES) {
            int read = channel.read(ByteBuffer.wrap(bytes, offset, length), position);
            advance(Math.max(read, 0));
            return read;
        }
        if (!inWindow) {
            window.clear();
            int read = channel.read(window, position);
            window.flip();
            windowStart = position;
            if (read <= 0) {
                return -1;
            }
        }
        int from = (int) (position - windowStart);
        int count = Math.min(length, window.limit() - from);
        window.get(from, bytes, offset, count);
        advance(count);
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = Math.max(0, Math.min(count, channel.size() - getPos()));
        advance(skipped);
        return skipped;
    }

    @Override
    public int available() throws IOException {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(0, channel.size() - getPos()));
    }

    @Override
    public void readFully(long from, byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int next = Math.min(length - done, STEP_BYTES);
            int read = channel.read(ByteBuffer.wrap(bytes, offset + done, next), from + done);
            if (read < 0) {
                throw new EOFException(
                        "Cannot read %d bytes at %d of %s: it ends at %d"
                                .formatted(length, from, location(), channel.size()));
            }
            done += read;
        }
    }

    @Override
    protected int readEnd(byte[] bytes, int offset, int length) throws IOException {
        long size = channel.size();
        int count = (int) Math.min(length, size);
        readFully(size - count, bytes, offset, count);
        return count;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
