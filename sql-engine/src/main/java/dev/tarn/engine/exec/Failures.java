package dev.tarn.engine.exec;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.storage.StorageException;

import org.apache.iceberg.exceptions.NotFoundException;

import java.io.IOException;
import java.io.UncheckedIOException;

/// The one place that says which SQL error a failure of a running plan is.
public final class Failures {
    private Failures() {}

    public static SqlException sqlException(Throwable failure) {
        return switch (failure) {
            case SqlException known -> known;
            case StorageException storage ->
                    new SqlException(code(storage.kind()), message(storage), null, storage);
            case NotFoundException missing ->
                    new SqlException(ErrorCode.NOT_FOUND, message(missing), null, missing);
            case UncheckedIOException io ->
                    new SqlException(ErrorCode.STORAGE_ERROR, message(io), null, io);
            case IOException io -> new SqlException(ErrorCode.STORAGE_ERROR, message(io), null, io);
            case OutOfMemoryError heap ->
                    new SqlException(
                            ErrorCode.EXCEEDED_MEMORY_LIMIT,
                            "The heap is exhausted: " + message(heap),
                            null,
                            heap);
            case StackOverflowError deep ->
                    new SqlException(
                            ErrorCode.NOT_SUPPORTED,
                            "An expression of the statement nests too deeply to be computed",
                            null,
                            deep);
            case Throwable other ->
                    new SqlException(
                            ErrorCode.INTERNAL_ERROR,
                            "%s: %s".formatted(other.getClass().getSimpleName(), message(other)),
                            null,
                            other);
        };
    }

    private static ErrorCode code(StorageException.Kind kind) {
        return switch (kind) {
            case NOT_FOUND -> ErrorCode.NOT_FOUND;
            case ACCESS_DENIED -> ErrorCode.PERMISSION_DENIED;
            case CORRUPT, BAD_VALUE -> ErrorCode.BAD_DATA;
            case UNSUPPORTED -> ErrorCode.NOT_SUPPORTED;
            case IO -> ErrorCode.STORAGE_ERROR;
        };
    }

    /// What `failure` says, and why where only the first of its causes says so.
    private static String message(Throwable failure) {
        String message = failure.getMessage();
        if (message == null) {
            return failure.getClass().getName();
        }
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String reason = cause.getMessage();
        return reason == null || message.contains(reason) ? message : message + ": " + reason;
    }
}
