package dev.tarn.storage.io.remote;

import org.apache.iceberg.io.FileRange;
import org.apache.iceberg.io.RangeReadable;
import org.apache.iceberg.io.SeekableInputStream;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/// Bytes of a file that is read from any place at once, so that a position is a number and seeking
/// does nothing but set it: also past the end, where there is nothing to read.
///
/// What extends it reads from the position on and advances it. Range reads leave the position alone
/// and may run side by side; all else is for one thread at a time.
public abstract class PositionedInputStream extends SeekableInputStream implements RangeReadable {
    /// What a file costs whose footer is not known yet: its first ranges may have as many more
    /// reads where it is known, and nobody asks for the end.
    private static final int FOOTER_READS = 2;

    private final JoinedReads joined;
    private final String location;
    private final AtomicInteger spareReads = new AtomicInteger(FOOTER_READS);
    private long position;

    /// @param joined how several ranges are read
    /// @param location the file, for messages
    protected PositionedInputStream(JoinedReads joined, String location) {
        this.joined = joined;
        this.location = location;
    }

    protected final String location() {
        return location;
    }

    @Override
    public final long getPos() {
        return position;
    }

    /// @throws EOFException for a position below 0
    @Override
    public final void seek(long newPosition) throws IOException {
        if (newPosition < 0) {
            throw new EOFException("Cannot seek to %d in %s".formatted(newPosition, location));
        }
        position = newPosition;
    }

    /// `byteCount`, 0 or more, were read or skipped.
    protected final void advance(long byteCount) {
        position += byteCount;
    }

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public abstract int read(byte[] bytes, int offset, int length) throws IOException;

    /// What [#readTail] does.
    protected abstract int readEnd(byte[] bytes, int offset, int length) throws IOException;

    @Override
    public final void readVectored(List<FileRange> ranges, IntFunction<ByteBuffer> allocate)
            throws IOException {
        joined.read(this::readFully, ranges, allocate, spareReads.getAndSet(0));
    }

    @Override
    public final int readTail(byte[] bytes, int offset, int length) throws IOException {
        spareReads.set(0);
        return readEnd(bytes, offset, length);
    }
}
