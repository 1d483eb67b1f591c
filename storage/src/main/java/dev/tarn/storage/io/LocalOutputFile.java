package dev.tarn.storage.io;

import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file of the local disk to write; see [LocalFileIO] on when it appears.
final class LocalOutputFile implements OutputFile {
    private final String location;
    private final Path path;
    private final boolean sync;

    LocalOutputFile(String location, boolean sync) {
        this.location = location;
        this.path = LocalPaths.path(location).toAbsolutePath();
        this.sync = sync;
    }

    /// Fails when the file is there already: here where it is seen at once, in `close` where
    /// another writer came first meanwhile.
    @Override
    public PositionOutputStream create() {
        if (Files.exists(path)) {
            throw new AlreadyExistsException("File already exists: %s", location);
        }
        return open(false);
    }

    @Override
    public PositionOutputStream createOrOverwrite() {
        return open(true);
    }

    private PositionOutputStream open(boolean overwrite) {
        try {
            return LocalOutputStream.open(path, overwrite, sync);
        } catch (IOException e) {
            throw LocalFileIO.failure("write", location, e);
        }
    }

    @Override
    public String location() {
        return location;
    }

    @Override
    public InputFile toInputFile() {
        return new LocalInputFile(location);
    }

    @Override
    public String toString() {
        return location;
    }
}
