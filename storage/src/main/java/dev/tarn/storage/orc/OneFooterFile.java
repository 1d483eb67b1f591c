package dev.tarn.storage.orc;

import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;
import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;

/// A file whose end, where ORC has its footer, is read once, however often the file is opened: for
/// the stripes there are, and by Iceberg's reader. Holds the last 64 KiB, which most footers fit
/// in, and all of small files. One thread.
final class OneFooterFile implements InputFile {
    private static final int TAIL_BYTES = 64 << 10;

    private final InputFile file;
    private byte @Nullable [] tail;

    OneFooterFile(InputFile file) {
        this.file = file;
    }

    @Override
    public long getLength() {
        return file.getLength();
    }

    @Override
    public String location() {
        return file.location();
    }

    @Override
    public boolean exists() {
        return file.exists();
    }

    @Override
    public SeekableInputStream newStream() {
        return new Stream(file.newStream());
    }

    private long tailStart() {
        return Math.max(0, getLength() - TAIL_BYTES);
    }

    /// What is behind [#tailStart], read from `stream` if it is not here yet.
    private byte[] tail(SeekableInputStream stream) throws IOException {
        byte[] known = tail;
        if (known == null) {
            stream.seek(tailStart());
            known = stream.readNBytes((int) (getLength() - tailStart()));
            tail = known;
        }
        return known;
    }

    private final class Stream extends SeekableInputStream {
        private final SeekableInputStream stream;
        private long position;

        Stream(SeekableInputStream stream) {
            this.stream = stream;
        }

        @Override
        public long getPos() {
            return position;
        }

        @Override
        public void seek(long newPosition) throws IOException {
            if (newPosition < 0) {
                throw new EOFException(
                        "Cannot seek to %d in %s".formatted(newPosition, location()));
            }
            position = newPosition;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            long before = tailStart() - position;
            int read =
                    before > 0
                            ? readBefore(bytes, offset, (int) Math.min(length, before))
                            : readTail(bytes, offset, length, -before);
            position += Math.max(read, 0);
            return read;
        }

        private int readBefore(byte[] bytes, int offset, int length) throws IOException {
            if (stream.getPos() != position) {
                stream.seek(position);
            }
            return stream.read(bytes, offset, length);
        }

        private int readTail(byte[] bytes, int offset, int length, long at) throws IOException {
            byte[] from = tail(stream);
            if (at >= from.length) {
                return -1;
            }
            int count = (int) Math.min(length, from.length - at);
            System.arraycopy(from, (int) at, bytes, offset, count);
            return count;
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }
}
