package dev.tarn.storage.io;

import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A file of the local disk to read.
final class LocalInputFile implements InputFile {
    private final String location;
    private final Path path;

    LocalInputFile(String location) {
        this.location = location;
        this.path = LocalPaths.path(location);
    }

    @Override
    public long getLength() {
        try {
            return Files.size(path);
        } catch (NoSuchFileException e) {
            throw notFound(e);
        } catch (IOException e) {
            throw LocalFileIO.failure("read", location, e);
        }
    }

    @Override
    public SeekableInputStream newStream() {
        try {
            if (Files.isDirectory(path)) {
                throw new NotFoundException("%s is a directory, not a file", location);
            }
            return new LocalInputStream(FileChannel.open(path, StandardOpenOption.READ), location);
        } catch (NoSuchFileException e) {
            throw notFound(e);
        } catch (IOException e) {
            throw LocalFileIO.failure("read", location, e);
        }
    }

    private NotFoundException notFound(IOException e) {
        return new NotFoundException(e, "File does not exist: %s", location);
    }

    @Override
    public String location() {
        return location;
    }

    @Override
    public boolean exists() {
        return Files.isRegularFile(path);
    }

    @Override
    public String toString() {
        return location;
    }
}
