package dev.tarn.storage.io.s3;

import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;

/// An object to write. Nothing is asked before the first byte: whether it is there already is for
/// the store to say when it is closed.
record S3OutputFile(S3Store store, String location) implements OutputFile {
    @Override
    public PositionOutputStream create() {
        return new S3OutputStream(new S3Writes(store, location, true));
    }

    @Override
    public PositionOutputStream createOrOverwrite() {
        return new S3OutputStream(new S3Writes(store, location, false));
    }

    @Override
    public InputFile toInputFile() {
        return new S3InputFile(store, location, -1);
    }
}
