package dev.tarn.storage.io;

import dev.tarn.storage.StorageException;

import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.iceberg.io.FileRange;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.RangeReadable;
import org.apache.iceberg.io.SeekableInputStream;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;

/// Bytes of a file in HDFS. Range reads are Hadoop's positioned reads, which leave the position of
/// the stream alone; vectored reads go down in one call, where Hadoop joins neighbours. One thread
/// at a time.
final class HdfsInputStream extends SeekableInputStream implements RangeReadable {
    private final SeekableInputStream stream;
    private final FSDataInputStream ranges;
    private final InputFile file;

    /// @param ranges the Hadoop stream inside `stream`
    HdfsInputStream(SeekableInputStream stream, FSDataInputStream ranges, InputFile file) {
        this.stream = stream;
        this.ranges = ranges;
        this.file = file;
    }

    /// One read that may fail.
    private interface Read<T> {
        T run() throws IOException;
    }

    private <T> T read(Read<T> call) throws IOException {
        try {
            return call.run();
        } catch (EOFException e) {
            throw e;
        } catch (IOException e) {
            RuntimeException translated =
                    StoreFailures.translate("read", file.location(), new RuntimeException(e));
            if (translated instanceof StorageException known) {
                throw known;
            }
            throw e;
        }
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
        return read(stream::read);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        return read(() -> stream.read(bytes, offset, length));
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
        long end = file.getLength();
        int count = (int) Math.min(length, end);
        readFully(end - count, bytes, offset, count);
        return count;
    }

    @Override
    public void readVectored(List<FileRange> wanted, IntFunction<ByteBuffer> allocate)
            throws IOException {
        List<org.apache.hadoop.fs.FileRange> asked = new ArrayList<>(wanted.size());
        for (FileRange range : wanted) {
            asked.add(
                    org.apache.hadoop.fs.FileRange.createFileRange(range.offset(), range.length()));
        }
        read(() -> {
            ranges.readVectored(asked, allocate);
            return asked;
        });
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
