package dev.tarn.storage.io;

import static dev.tarn.storage.io.CheckedFileIO.check;

import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;

/// A file to read whose failures name it; see [FileIos#checked].
record CheckedInputFile(InputFile file) implements InputFile {
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
