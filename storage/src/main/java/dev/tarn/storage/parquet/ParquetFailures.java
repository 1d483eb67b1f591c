package dev.tarn.storage.parquet;

import dev.tarn.storage.StorageException;
import dev.tarn.storage.StorageException.Kind;
import dev.tarn.storage.parquet.format.FormatException;

import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.parquet.crypto.ParquetCryptoRuntimeException;

import java.nio.file.FileSystemException;

/// What went wrong in a Parquet file, in our words.
final class ParquetFailures {
    private ParquetFailures() {}

    /// The failure `e` at `place` of the file at `location`. Whatever decoding trips over means
    /// that the bytes are not what they should be.
    static StorageException of(String place, String location, Exception e) {
        return switch (e) {
            case StorageException known -> known;
            case NotFoundException missing ->
                    new StorageException(
                            Kind.NOT_FOUND, "File does not exist: " + location, missing);
            case ParquetCryptoRuntimeException secret ->
                    new StorageException(
                            Kind.UNSUPPORTED,
                            "Parquet file %s is encrypted, which is not supported"
                                    .formatted(location),
                            secret);
            case FileSystemException disk ->
                    new StorageException(
                            Kind.IO, "Cannot read %s: %s".formatted(location, disk), disk);
            case FormatException unknown when unknown.isUnsupported() ->
                    new StorageException(
                            Kind.UNSUPPORTED,
                            "Parquet file %s cannot be read: %s"
                                    .formatted(location, unknown.getMessage()),
                            unknown);
            default ->
                    new StorageException(
                            Kind.CORRUPT,
                            "Parquet file %s is corrupt at %s: %s"
                                    .formatted(location, place, reason(e)),
                            e);
        };
    }

    private static String reason(Exception e) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
    }
}
