package dev.tarn.storage.io;

import dev.tarn.storage.io.remote.JoinedReads;

import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.iceberg.io.FileRange;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.RangeReadable;
import org.apache.iceberg.io.SeekableInputStream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;

/// Bytes of a file in HDFS. Range reads are Hadoop's positioned reads, which leave the position of
/// the stream alone and may run side by side; all else is for one thread at a time.
///
/// HDFS's own client has no vectored read but the default, which reads one range after the other
/// (`DFSInputStream` of Hadoop 3.5), so ranges are joined here. Streams below `viewfs:` that have
/// one of their own are asked for it.
final class HdfsInputStream extends SeekableInputStream implements RangeReadable {
    private static final JoinedReads READS = new JoinedReads(32 << 10, 256 << 10, 8 << 20, 4);

    private final SeekableInputStream stream;
    private final FSDataInputStream ranges;
    private final InputFile file;

    /// @param ranges the Hadoop stream inside `stream`
    HdfsInputStream(SeekableInputStream stream, FSDataInputStream ranges, InputFile file) {
        this.stream = stream;
        this.ranges = ranges;
        this.file = file;
    }

    @Override
    public long getPos() throws IOException {
        return stream.getPos();
    }

    @Override
    public void seek(long position) throws IOException {
        stream.seek(position);
    }

    @Override
    public int read() throws IOException {
        return stream.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        return stream.read(bytes, offset, length);
    }

    @Override
    public void readFully(long from, byte[] bytes, int offset, int length) throws IOException {
        ranges.readFully(from, bytes, offset, length);
    }

    @Override
    public int readTail(byte[] bytes, int offset, int length) throws IOException {
        long end = file.getLength();
        int count = (int) Math.min(length, end);
        readFully(end - count, bytes, offset, count);
        return count;
    }

    @Override
    public void readVectored(List<FileRange> wanted, IntFunction<ByteBuffer> allocate)
            throws IOException {
        if (!ranges.hasCapability(StreamCapabilities.VECTOREDIO)) {
            READS.read(this::readFully, wanted, allocate);
            return;
        }
        List<org.apache.hadoop.fs.FileRange> asked = new ArrayList<>(wanted.size());
        for (FileRange range : wanted) {
            asked.add(
                    org.apache.hadoop.fs.FileRange.createFileRange(range.offset(), range.length()));
        }
        ranges.readVectored(asked, allocate);
        for (int i = 0; i < wanted.size(); i++) {
            deliver(asked.get(i).getData(), wanted.get(i).byteBuffer());
        }
    }

    private static void deliver(
            CompletableFuture<ByteBuffer> from, CompletableFuture<ByteBuffer> to) {
        from.whenComplete((bytes, failure) -> {
            if (failure == null) {
                to.complete(bytes);
            } else {
                to.completeExceptionally(failure);
            }
        });
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
