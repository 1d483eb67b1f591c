package dev.tarn.storage.io.remote;

import org.apache.iceberg.io.PositionOutputStream;

import java.io.IOException;

/// Bytes to a remote file; see [CheckedFileIO]. One thread.
final class CheckedOutputStream extends PositionOutputStream {
    private final PositionOutputStream stream;
    private final String location;

    CheckedOutputStream(PositionOutputStream stream, String location) {
        this.stream = stream;
        this.location = location;
    }

    @Override
    public long getPos() throws IOException {
        return stream.getPos();
    }

    @Override
    public long storedLength() throws IOException {
        return stream.storedLength();
    }

    @Override
    public void write(int value) throws IOException {
        try {
            stream.write(value);
        } catch (RuntimeException e) {
            throw StoreFailures.translate("write", location, e);
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            stream.write(bytes, offset, length);
        } catch (RuntimeException e) {
            throw StoreFailures.translate("write", location, e);
        }
    }

    @Override
    public void flush() throws IOException {
        stream.flush();
    }

    @Override
    public void close() throws IOException {
        try {
            stream.close();
        } catch (RuntimeException e) {
            throw StoreFailures.translate("write", location, e);
        }
    }
}
