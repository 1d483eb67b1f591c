package dev.tarn.storage.io.remote;

import org.apache.iceberg.io.RangeReadable;
import org.apache.iceberg.io.SeekableInputStream;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;

/// Bytes of a file whose failed reads say so; see [CheckedInputFile]. One thread at a time.
sealed class CheckedInputStream extends SeekableInputStream permits CheckedRangeStream {
    private final SeekableInputStream stream;
    private final String location;

    CheckedInputStream(SeekableInputStream stream, String location) {
        this.stream = stream;
        this.location = location;
    }

    /// `stream`, checked; reads ranges if `stream` does.
    static CheckedInputStream of(SeekableInputStream stream, String location) {
        return stream instanceof RangeReadable ranges
                ? new CheckedRangeStream(stream, ranges, location)
                : new CheckedInputStream(stream, location);
    }

    /// One read that may fail.
    interface Read<T> {
        T run() throws IOException;
    }

    final <T> T read(Read<T> call) throws IOException {
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
    public final long getPos() throws IOException {
        return stream.getPos();
    }

    @Override
    public final void seek(long position) throws IOException {
        stream.seek(position);
    }

    @Override
    public final int read() throws IOException {
        return read(stream::read);
    }

    @Override
    public final int read(byte[] bytes, int offset, int length) throws IOException {
        return read(() -> stream.read(bytes, offset, length));
    }

    @Override
    public final void close() throws IOException {
        stream.close();
    }
}
