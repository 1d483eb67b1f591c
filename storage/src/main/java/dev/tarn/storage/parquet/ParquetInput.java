package dev.tarn.storage.parquet;

import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.RangeReadable;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.SeekableInputStream;

import java.io.IOException;
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
            } else {
                super.readFully(bytes, offset, length);
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
    }
}
