package dev.tarn.storage.io.remote;

import org.apache.iceberg.io.FileRange;
import org.apache.iceberg.io.RangeReadable;
import org.apache.iceberg.io.SeekableInputStream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.IntFunction;

/// The same for a stream that reads ranges; these as many threads at a time as its store takes.
final class CheckedRangeStream extends CheckedInputStream implements RangeReadable {
    private final RangeReadable ranges;

    /// @param ranges `stream` itself
    CheckedRangeStream(SeekableInputStream stream, RangeReadable ranges, String location) {
        super(stream, location);
        this.ranges = ranges;
    }

    @Override
    public void readFully(long from, byte[] bytes, int offset, int length) throws IOException {
        read(() -> {
            ranges.readFully(from, bytes, offset, length);
            return length;
        });
    }

    @Override
    public int readTail(byte[] bytes, int offset, int length) throws IOException {
        return read(() -> ranges.readTail(bytes, offset, length));
    }

    @Override
    public void readVectored(List<FileRange> wanted, IntFunction<ByteBuffer> allocate)
            throws IOException {
        read(() -> {
            ranges.readVectored(wanted, allocate);
            return wanted;
        });
    }
}
