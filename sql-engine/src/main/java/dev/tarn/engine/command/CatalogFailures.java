package dev.tarn.engine.command;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.exec.Failures;
import dev.tarn.storage.load.LoadHistory;

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
import org.apache.iceberg.exceptions.ServiceFailureException;
import org.apache.iceberg.exceptions.ServiceUnavailableException;
import org.apache.iceberg.exceptions.ValidationException;

/// The one place that says which SQL error a catalog's refusal is.
public final class CatalogFailures {
    private CatalogFailures() {}

    /// The SQL error for `failure`; what is no catalog's refusal is looked up in [Failures].
    public static SqlException sqlException(Throwable failure) {
        return switch (failure) {
            case NoSuchNamespaceException e -> error(ErrorCode.SCHEMA_NOT_FOUND, e);
            case NoSuchTableException e -> error(ErrorCode.TABLE_NOT_FOUND, e);
            case NoSuchViewException e -> error(ErrorCode.TABLE_NOT_FOUND, e);
            case AlreadyExistsException e -> error(ErrorCode.ALREADY_EXISTS, e);
            case NamespaceNotEmptyException e -> error(ErrorCode.SCHEMA_NOT_EMPTY, e);
            case CommitStateUnknownException e -> error(ErrorCode.COMMIT_STATE_UNKNOWN, e);
            case CommitFailedException e -> error(ErrorCode.TRANSACTION_CONFLICT, e);
            case LoadHistory.MovedException e -> error(ErrorCode.TRANSACTION_CONFLICT, e);
            case ValidationException e -> error(ErrorCode.INVALID_ARGUMENTS, e);
            case NotAuthorizedException e -> error(ErrorCode.PERMISSION_DENIED, e);
            case ForbiddenException e -> error(ErrorCode.PERMISSION_DENIED, e);
            case BadRequestException e -> error(ErrorCode.INVALID_ARGUMENTS, e);
            case ServiceUnavailableException e -> error(ErrorCode.STORAGE_ERROR, e);
            case ServiceFailureException e -> error(ErrorCode.STORAGE_ERROR, e);
            default -> Failures.sqlException(failure);
        };
    }

    private static SqlException error(ErrorCode code, Throwable cause) {
        return new SqlException(code, String.valueOf(cause.getMessage()), null, cause);
    }
}
