package dev.tarn.storage.parquet;

import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.RangeReadable;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.SeekableInputStream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/// Iceberg's input file as parquet-java's, counting the bytes that are read.
final class ParquetInput implements org.apache.parquet.io.InputFile {
    private final InputFile file;
    private final AtomicLong bytesRead = new AtomicLong();

    ParquetInput(InputFile file) {
        this.file = file;
    }

    long bytesRead() {
        return bytesRead.get();
    }

    @Override
    public long getLength() {
        return file.getLength();
    }

    @Override
    public SeekableInputStream newStream() {
        return new Stream(file.newStream());
    }

    @Override
    public String toString() {
        return file.location();
    }

    /// Reads by position where the store can, so that no seek discards an open request.
    private final class Stream extends DelegatingSeekableInputStream {
        private final org.apache.iceberg.io.SeekableInputStream stream;

        Stream(org.apache.iceberg.io.SeekableInputStream stream) {
            super(stream);
            this.stream = stream;
        }

        @Override
        public int read() throws IOException {
            bytesRead.incrementAndGet();
            return stream.read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = stream.read(bytes, offset, length);
            bytesRead.addAndGet(Math.max(read, 0));
            return read;
        }

        @Override
        public void readFully(byte[] bytes) throws IOException {
            readFully(bytes, 0, bytes.length);
        }

        @Override
        public void readFully(byte[] bytes, int offset, int length) throws IOException {
            if (stream instanceof RangeReadable ranges) {
                long position = stream.getPos();
                ranges.readFully(position, bytes, offset, length);
                stream.seek(position + length);
                bytesRead.addAndGet(length);
                return;
            }
            super.readFully(bytes, offset, length);
            bytesRead.addAndGet(length);
        }

        // The class above reads buffers from the stream that it wraps, past what is counted here.

        @Override
        public int read(ByteBuffer buffer) throws IOException {
            if (!buffer.hasArray()) {
                int read = super.read(buffer);
                bytesRead.addAndGet(Math.max(read, 0));
                return read;
            }
            int start = buffer.arrayOffset() + buffer.position();
            int read = read(buffer.array(), start, buffer.remaining());
            buffer.position(buffer.position() + Math.max(read, 0));
            return read;
        }

        @Override
        public void readFully(ByteBuffer buffer) throws IOException {
            int length = buffer.remaining();
            if (!buffer.hasArray()) {
                super.readFully(buffer);
                bytesRead.addAndGet(length);
                return;
            }
            readFully(buffer.array(), buffer.arrayOffset() + buffer.position(), length);
            buffer.position(buffer.limit());
        }

        @Override
        public long getPos() throws IOException {
            return stream.getPos();
        }

        @Override
        public void seek(long position) throws IOException {
            stream.seek(position);
        }
    }
}
