package dev.tarn.storage.file;

import dev.tarn.storage.BatchWriter;
import dev.tarn.storage.FileWriteRequest;
import dev.tarn.storage.StorageException;
import dev.tarn.storage.avro.AvroFiles;
import dev.tarn.storage.orc.OrcFiles;
import dev.tarn.storage.parquet.ParquetFiles;

import org.apache.iceberg.FileFormat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;

/// Writes data files.
public final class FileWriters {
    private FileWriters() {}

    /// Creates a file of `format`.
    ///
    /// @throws StorageException IO if the store fails, UNSUPPORTED for a format that data files do
    ///   not have
    public static BatchWriter create(FileFormat format, FileWriteRequest request) {
        try {
            return creating(format, request);
        } catch (UncheckedIOException e) {
            IOException cause = Objects.requireNonNull(e.getCause());
            throw new StorageException(
                    StorageException.Kind.IO,
                    "Cannot write %s: %s".formatted(request.file().location(), cause.getMessage()),
                    cause);
        }
    }

    private static BatchWriter creating(FileFormat format, FileWriteRequest request) {
        return switch (format) {
            case PARQUET -> ParquetFiles.create(request);
            case ORC -> OrcFiles.create(request);
            case AVRO -> AvroFiles.create(request);
            case PUFFIN, METADATA ->
                    throw new StorageException(
                            StorageException.Kind.UNSUPPORTED,
                            "Cannot write %s: %s is not a format of data files"
                                    .formatted(request.file().location(), format));
        };
    }
}
