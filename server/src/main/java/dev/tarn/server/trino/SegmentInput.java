package dev.tarn.server.trino;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// A segment's bytes, read from its file piece by piece as its client takes them, each of which
/// tells that the client is there. Fails with `ClosedChannelException` when the segment goes
/// meanwhile. Used by one thread; closing lets go of nothing.
final class SegmentInput extends InputStream {
    private final FileChannel channel;
    private final int length;
    private final LastAccess access;
    private int position;

    /// @param channel read by position, so that several may read it at once
    SegmentInput(FileChannel channel, int length, LastAccess access) {
        this.channel = channel;
        this.length = length;
        this.access = access;
    }

    /// How many bytes the whole segment has.
    int length() {
        return length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        access.touch();
        if (count == 0) {
            return 0;
        }
        if (position == length) {
            return -1;
        }
        int wanted = Math.min(count, length - position);
        int read = channel.read(ByteBuffer.wrap(target, offset, wanted), position);
        if (read < 0) {
            throw new IOException("Segment ends at byte %d of %d".formatted(position, length));
        }
        position += read;
        return read;
    }
}
