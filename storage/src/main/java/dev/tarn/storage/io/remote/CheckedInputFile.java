package dev.tarn.storage.io.remote;

import static dev.tarn.storage.io.remote.CheckedFileIO.check;

import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;

/// A file to read whose failures are [dev.tarn.storage.StorageException]s that name it; Iceberg's
/// own (not found) and an early end pass unchanged.
public record CheckedInputFile(InputFile file) implements InputFile {
    @Override
    public long getLength() {
        return check("read", location(), file::getLength);
    }

    @Override
    public SeekableInputStream newStream() {
        return CheckedInputStream.of(check("read", location(), file::newStream), location());
    }

    @Override
    public String location() {
        return file.location();
    }

    @Override
    public boolean exists() {
        return check("look for", location(), file::exists);
    }
}
