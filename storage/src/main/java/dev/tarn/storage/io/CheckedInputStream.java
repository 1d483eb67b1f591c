package dev.tarn.storage.io;

import org.apache.iceberg.io.FileRange;
import org.apache.iceberg.io.RangeReadable;
import org.apache.iceberg.io.SeekableInputStream;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.IntFunction;

/// Bytes of a file whose failed reads say so; see [FileIos#checked]. One thread at a time.
final class CheckedInputStream extends SeekableInputStream implements RangeReadable {
    private final SeekableInputStream stream;
    private final String location;

    CheckedInputStream(SeekableInputStream stream, String location) {
        this.stream = stream;
        this.location = location;
    }

    /// One read that may fail.
    private interface Read<T> {
        T run() throws IOException;
    }

    private <T> T read(Read<T> call) throws IOException {
        try {
            return call.run();
        } catch (EOFException e) {
            // A file that ends too early is what its reader has to judge.
            throw e;
        } catch (IOException e) {
            throw StoreFailures.translate("read", location, new UncheckedIOException(e));
        } catch (RuntimeException e) {
            throw StoreFailures.translate("read", location, e);
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
        if (stream instanceof RangeReadable ranges) {
            read(() -> {
                ranges.readFully(from, bytes, offset, length);
                return length;
            });
            return;
        }
        long before = stream.getPos();
        stream.seek(from);
        int read = read(() -> stream.readNBytes(bytes, offset, length));
        stream.seek(before);
        if (read < length) {
            throw new EOFException(
                    "Cannot read %d bytes at %d of %s: it ends after %d of them"
                            .formatted(length, from, location, read));
        }
    }

    @Override
    public int readTail(byte[] bytes, int offset, int length) throws IOException {
        if (stream instanceof RangeReadable ranges) {
            return read(() -> ranges.readTail(bytes, offset, length));
        }
        throw new IOException("The store of %s cannot read from the end".formatted(location));
    }

    @Override
    public void readVectored(List<FileRange> ranges, IntFunction<ByteBuffer> allocate)
            throws IOException {
        if (stream instanceof RangeReadable readable) {
            read(() -> {
                readable.readVectored(ranges, allocate);
                return ranges;
            });
            return;
        }
        RangeReadable.super.readVectored(ranges, allocate);
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
