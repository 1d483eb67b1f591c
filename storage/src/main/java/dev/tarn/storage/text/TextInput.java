package dev.tarn.storage.text;

import dev.tarn.storage.StorageException;

import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;

/// The unpacked bytes of a split, in order, without the byte order mark of the file. Failures of
/// the store and of decompression come out as [StorageException]. Owned by one thread.
final class TextInput implements Closeable {
    private static final int[] BYTE_ORDER_MARK = {0xEF, 0xBB, 0xBF};

    private final String location;
    private final CountedBytes stored;
    private final InputStream unpacked;

    /// Bytes that the split still has.
    private long remaining;

    /// Offset in the unpacked file of the next byte.
    private long offset;

    private TextInput(String location, CountedBytes stored, InputStream unpacked, TextSplit split) {
        this.location = location;
        this.stored = stored;
        this.unpacked = unpacked;
        this.offset = split.start();
        this.remaining = split.end() - split.start();
    }

    /// The bytes of `split`.
    static TextInput open(TextSplit split) {
        String location = split.location();
        TextCompression compression = TextCompression.of(location);
        SeekableInputStream raw = openStream(split.file());
        try {
            if (split.start() > 0) {
                raw.seek(split.start());
            }
            CountedBytes stored = new CountedBytes(raw);
            return new TextInput(location, stored, compression.unpack(stored), split);
        } catch (IOException e) {
            try (raw) {
                throw failure(location, e);
            } catch (IOException suppressed) {
                throw failure(location, e);
            }
        }
    }

    /// All bytes of `file`.
    static TextInput open(InputFile file) {
        return open(new TextSplit(file, 0, Long.MAX_VALUE, 0));
    }

    private static SeekableInputStream openStream(InputFile file) {
        try {
            return file.newStream();
        } catch (NotFoundException e) {
            throw notFound(file.location(), e);
        } catch (UncheckedIOException e) {
            throw failure(
                    file.location(), e.getCause() == null ? new IOException(e) : e.getCause());
        }
    }

    /// Fills `target` from `from` on, up to `byteCount` bytes; answers how many came, -1 at the
    /// end.
    int read(byte[] target, int from, int byteCount) {
        int wanted = (int) Math.min(byteCount, remaining);
        if (wanted == 0) {
            return -1;
        }
        boolean atStart = offset == 0;
        try {
            int count = readFully(target, from, wanted, atStart ? BYTE_ORDER_MARK.length : 1);
            if (count <= 0) {
                return -1;
            }
            offset += count;
            remaining -= count;
            if (atStart && startsWithMark(target, from, count)) {
                int kept = count - BYTE_ORDER_MARK.length;
                System.arraycopy(target, from + BYTE_ORDER_MARK.length, target, from, kept);
                return kept == 0 ? read(target, from, byteCount) : kept;
            }
            return count;
        } catch (IOException e) {
            throw failure(location, e);
        }
    }

    /// Reads once, and again until there are `atLeast` bytes or no more.
    private int readFully(byte[] target, int from, int wanted, int atLeast) throws IOException {
        int count = 0;
        while (count < Math.min(atLeast, wanted)) {
            int more = unpacked.read(target, from + count, wanted - count);
            if (more < 0) {
                break;
            }
            count += more;
        }
        return count;
    }

    private static boolean startsWithMark(byte[] bytes, int from, int count) {
        if (count < BYTE_ORDER_MARK.length) {
            return false;
        }
        for (int i = 0; i < BYTE_ORDER_MARK.length; i++) {
            if ((bytes[from + i] & 0xFF) != BYTE_ORDER_MARK[i]) {
                return false;
            }
        }
        return true;
    }

    /// The bytes as a stream; closing it closes this.
    InputStream stream() {
        return new InputStream() {
            @Override
            public int read() {
                byte[] one = new byte[1];
                return TextInput.this.read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] target, int from, int byteCount) {
                return byteCount == 0 ? 0 : TextInput.this.read(target, from, byteCount);
            }

            @Override
            public void close() {
                TextInput.this.close();
            }
        };
    }

    /// Offset in the unpacked file of the byte that the next read gives.
    long offset() {
        return offset;
    }

    /// Bytes read from the store.
    long storedBytesRead() {
        return stored.count;
    }

    @Override
    public void close() {
        try {
            unpacked.close();
        } catch (IOException e) {
            throw failure(location, e);
        }
    }

    private static StorageException notFound(String location, Exception cause) {
        return new StorageException(
                StorageException.Kind.NOT_FOUND, "No such file: " + location, cause);
    }

    private static StorageException failure(String location, IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof StorageException known) {
                return known;
            }
            if (cause instanceof FileNotFoundException || cause instanceof NoSuchFileException) {
                return notFound(location, e);
            }
        }
        boolean packed = TextCompression.of(location) != TextCompression.NONE;
        return new StorageException(
                packed ? StorageException.Kind.CORRUPT : StorageException.Kind.IO,
                "Cannot read %s: %s".formatted(location, e.getMessage()),
                e);
    }

    /// Counts what is read through it.
    private static final class CountedBytes extends InputStream {
        private final InputStream stream;
        private long count;

        CountedBytes(InputStream stream) {
            this.stream = stream;
        }

        @Override
        public int read() throws IOException {
            int value = stream.read();
            count += value < 0 ? 0 : 1;
            return value;
        }

        @Override
        public int read(byte[] target, int from, int byteCount) throws IOException {
            int read = stream.read(target, from, byteCount);
            count += Math.max(read, 0);
            return read;
        }

        @Override
        public int available() throws IOException {
            return stream.available();
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }
}
