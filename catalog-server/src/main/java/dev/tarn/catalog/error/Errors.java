package dev.tarn.catalog.error;

import dev.tarn.catalog.store.StoreUnavailableException;
import dev.tarn.storage.StorageException;

import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NamespaceNotEmptyException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NoSuchViewException;
import org.apache.iceberg.exceptions.NotAuthorizedException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.UnprocessableEntityException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.rest.responses.ErrorResponse;

import java.io.UncheckedIOException;

/// Exceptions → [ErrorCode] and Iceberg's error body.
public final class Errors {
    private static final String INTERNAL_MESSAGE =
            "The catalog met an internal error; the server's log has the details";

    private Errors() {}

    /// The code of any exception; what nobody foresaw is INTERNAL.
    public static ErrorCode codeOf(Throwable error) {
        return switch (error) {
            case CatalogException e -> e.code();
            case CommitStateUnknownException _ -> ErrorCode.COMMIT_STATE_UNKNOWN;
            case CommitFailedException _ -> ErrorCode.COMMIT_FAILED;
            case AlreadyExistsException _ -> ErrorCode.ALREADY_EXISTS;
            case NamespaceNotEmptyException _ -> ErrorCode.NAMESPACE_NOT_EMPTY;
            case NoSuchNamespaceException _ -> ErrorCode.NO_SUCH_NAMESPACE;
            case NoSuchTableException _ -> ErrorCode.NO_SUCH_TABLE;
            case NoSuchViewException _ -> ErrorCode.NO_SUCH_VIEW;
            case NotFoundException _ -> ErrorCode.FILE_NOT_FOUND;
            case UnprocessableEntityException _ -> ErrorCode.UNPROCESSABLE;
            case NotAuthorizedException _ -> ErrorCode.NOT_AUTHORIZED;
            case ForbiddenException _ -> ErrorCode.FORBIDDEN;
            case BadRequestException _ -> ErrorCode.BAD_REQUEST;
            case ValidationException _ -> ErrorCode.INVALID;
            case IllegalArgumentException _ -> ErrorCode.ILLEGAL_ARGUMENT;
            case UnsupportedOperationException _ -> ErrorCode.UNSUPPORTED;
            case StoreUnavailableException _, UncheckedIOException _ -> ErrorCode.UNAVAILABLE;
            case StorageException e -> codeOf(e.kind());
            default -> ErrorCode.INTERNAL;
        };
    }

    private static ErrorCode codeOf(StorageException.Kind kind) {
        return switch (kind) {
            case NOT_FOUND -> ErrorCode.FILE_NOT_FOUND;
            case ACCESS_DENIED -> ErrorCode.FORBIDDEN;
            case CORRUPT, UNSUPPORTED, BAD_VALUE -> ErrorCode.INVALID;
            case IO -> ErrorCode.UNAVAILABLE;
        };
    }

    /// The body clients get. Messages of unforeseen errors stay in the log: they may hold secrets.
    public static ErrorResponse response(Throwable error) {
        ErrorCode code = codeOf(error);
        String message = error.getMessage();
        if (code == ErrorCode.INTERNAL || message == null) {
            message = INTERNAL_MESSAGE;
        }
        return response(code.status(), code.type(), message);
    }

    public static ErrorResponse response(int status, String type, String message) {
        return ErrorResponse.builder()
                .responseCode(status)
                .withType(type)
                .withMessage(message)
                .build();
    }
}
