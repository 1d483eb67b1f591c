package dev.tarn.storage.io;

import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.io.PositionOutputStream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/// Writes a hidden file and puts it under its name on close: by a hard link when the name must be
/// new, which the file system grants to one writer only, by an atomic move when it may be replaced.
/// One thread.
final class LocalOutputStream extends PositionOutputStream {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final Path path;
    private final Path hidden;
    private final FileChannel channel;
    private final boolean overwrite;
    private final boolean sync;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private long position;
    private boolean closed;

    private LocalOutputStream(Path path, Path hidden, boolean overwrite, boolean sync)
            throws IOException {
        this.path = path;
        this.hidden = hidden;
        this.channel =
                FileChannel.open(hidden, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        this.overwrite = overwrite;
        this.sync = sync;
    }

    static LocalOutputStream open(Path path, boolean overwrite, boolean sync) throws IOException {
        Path hidden = path.resolveSibling("." + path.getFileName() + "." + UUID.randomUUID());
        try {
            return new LocalOutputStream(path, hidden, overwrite, sync);
        } catch (NoSuchFileException e) {
            Files.createDirectories(hidden.getParent());
            return new LocalOutputStream(path, hidden, overwrite, sync);
        }
    }

    @Override
    public long getPos() {
        return position;
    }

    @Override
    public void write(int value) throws IOException {
        if (!buffer.hasRemaining()) {
            drain();
        }
        buffer.put((byte) value);
        position++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (length > buffer.remaining()) {
            drain();
        }
        if (length > buffer.remaining()) {
            writeFully(ByteBuffer.wrap(bytes, offset, length));
        } else {
            buffer.put(bytes, offset, length);
        }
        position += length;
    }

    private void drain() throws IOException {
        buffer.flip();
        writeFully(buffer);
        buffer.clear();
    }

    private void writeFully(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (FileChannel open = channel) {
            drain();
            if (sync) {
                open.force(true);
            }
        } catch (IOException e) {
            Files.deleteIfExists(hidden);
            throw e;
        }
        publish();
        if (sync) {
            syncDirectory();
        }
    }

    private void publish() throws IOException {
        try {
            if (overwrite) {
                Files.move(hidden, path, StandardCopyOption.ATOMIC_MOVE);
            } else {
                link();
            }
        } finally {
            Files.deleteIfExists(hidden);
        }
    }

    private void link() throws IOException {
        try {
            Files.createLink(path, hidden);
        } catch (FileAlreadyExistsException e) {
            throw new AlreadyExistsException(e, "File already exists: %s", path);
        } catch (UnsupportedOperationException e) {
            throw new IOException(
                    "The file system of %s has no hard links, which creating files needs"
                            .formatted(path),
                    e);
        }
    }

    /// Makes the new name itself durable, where the platform can open a directory.
    private void syncDirectory() throws IOException {
        Path parent = path.getParent();
        if (parent != null && !System.getProperty("os.name").startsWith("Windows")) {
            try (FileChannel directory = FileChannel.open(parent, StandardOpenOption.READ)) {
                directory.force(true);
            }
        }
    }
}
