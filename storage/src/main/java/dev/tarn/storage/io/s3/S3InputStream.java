package dev.tarn.storage.io.s3;

import dev.tarn.storage.io.remote.JoinedReads;
import dev.tarn.storage.io.remote.PositionedInputStream;

import java.io.IOException;

/// Bytes of an object. Nothing is open between reads: a stream that is read on and on fetches
/// windows that grow from 256 KiB to 8 MiB, and a small object whole at once. Range reads may run
/// side by side; all else is for one thread at a time.
final class S3InputStream extends PositionedInputStream {
    private static final JoinedReads READS = new JoinedReads(64 << 10, 1 << 20, 8 << 20, 8);
    private static final int FIRST_WINDOW_BYTES = 256 << 10;
    private static final int MOST_WINDOW_BYTES = 8 << 20;

    /// An object of at most so many bytes, read from its start, is fetched in one request.
    private static final int SMALL_BYTES = 4 << 20;

    private final S3Reads reads;

    private byte[] window = new byte[0];
    private long windowStart;
    private int windowLength;
    private boolean closed;

    S3InputStream(S3Reads reads, String location) {
        super(READS, location);
        this.reads = reads;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        checkOpen();
        if (length == 0) {
            return 0;
        }
        long position = getPos();
        long at = position - windowStart;
        if (at < 0 || at >= windowLength) {
            if (length >= MOST_WINDOW_BYTES) {
                int read = reads.readUpTo(position, bytes, offset, length);
                advance(read);
                return read == 0 ? -1 : read;
            }
            fill(Math.max(length, nextWindowBytes()));
            at = 0;
            if (windowLength == 0) {
                return -1;
            }
        }
        int count = Math.min(length, windowLength - (int) at);
        System.arraycopy(window, (int) at, bytes, offset, count);
        advance(count);
        return count;
    }

    /// Twice as much as last time where reading went straight on.
    private int nextWindowBytes() {
        long known = reads.knownLength();
        long position = getPos();
        if (position == 0) {
            return known >= 0 && known <= SMALL_BYTES ? (int) Math.max(known, 1) : 1 << 20;
        }
        boolean isNext = windowLength > 0 && position == windowStart + windowLength;
        return isNext
                ? Math.min(MOST_WINDOW_BYTES, Math.max(windowLength * 2, FIRST_WINDOW_BYTES))
                : FIRST_WINDOW_BYTES;
    }

    private void fill(int most) {
        long position = getPos();
        long known = reads.knownLength();
        int wanted = known < 0 ? most : (int) Math.clamp(known - position, 0, most);
        if (window.length < wanted) {
            window = new byte[wanted];
        }
        windowLength = 0;
        windowStart = position;
        windowLength = reads.readUpTo(position, window, 0, wanted);
    }

    @Override
    public long skip(long count) throws IOException {
        long known = reads.knownLength();
        if (known < 0) {
            return super.skip(count);
        }
        long skipped = Math.clamp(known - getPos(), 0, Math.max(count, 0));
        advance(skipped);
        return skipped;
    }

    @Override
    public int available() {
        long at = getPos() - windowStart;
        return at < 0 ? 0 : (int) Math.max(0, windowLength - at);
    }

    @Override
    public void readFully(long from, byte[] bytes, int offset, int length) throws IOException {
        checkOpen();
        reads.readFully(from, bytes, offset, length);
    }

    @Override
    protected int readEnd(byte[] bytes, int offset, int length) throws IOException {
        checkOpen();
        return reads.readTail(bytes, offset, length);
    }

    private void checkOpen() throws IOException {
        if (closed) {
            throw new IOException("Already closed: " + location());
        }
    }

    @Override
    public void close() {
        closed = true;
        window = new byte[0];
        windowLength = 0;
    }
}
