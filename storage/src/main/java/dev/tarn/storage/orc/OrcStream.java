package dev.tarn.storage.orc;

import org.apache.hadoop.fs.FSInputStream;
import org.apache.iceberg.io.SeekableInputStream;

import java.io.IOException;

/// Iceberg's stream as Hadoop's, which orc-core reads from.
final class OrcStream extends FSInputStream {
    private final SeekableInputStream stream;

    OrcStream(SeekableInputStream stream) {
        this.stream = stream;
    }

    @Override
    public void seek(long position) throws IOException {
        stream.seek(position);
    }

    @Override
    public long getPos() throws IOException {
        return stream.getPos();
    }

    @Override
    public boolean seekToNewSource(long position) {
        return false;
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
    public void close() throws IOException {
        stream.close();
    }
}
