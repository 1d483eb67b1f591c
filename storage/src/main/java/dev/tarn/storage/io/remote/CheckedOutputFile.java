package dev.tarn.storage.io.remote;

import static dev.tarn.storage.io.remote.CheckedFileIO.check;

import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;

/// A remote file to write; see [CheckedFileIO].
record CheckedOutputFile(OutputFile file) implements OutputFile {
    @Override
    public PositionOutputStream create() {
        return new CheckedOutputStream(check("write", location(), file::create), location());
    }

    @Override
    public PositionOutputStream createOrOverwrite() {
        return new CheckedOutputStream(
                check("write", location(), file::createOrOverwrite), location());
    }

    @Override
    public String location() {
        return file.location();
    }

    @Override
    public InputFile toInputFile() {
        return new CheckedInputFile(file.toInputFile());
    }
}
