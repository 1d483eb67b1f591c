package dev.tarn.storage.io.remote;

import dev.tarn.storage.StorageException;
import dev.tarn.storage.StorageException.Kind;

import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.security.AccessControlException;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NotAuthorizedException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;

/// Failures of stores in our words.
public final class StoreFailures {
    private StoreFailures() {}

    /// What `verb` on `location` failed with. Iceberg acts on its own not-found and already-exists,
    /// so these two are returned as they are.
    public static RuntimeException translate(
            String verb, String location, RuntimeException failure) {
        Throwable cause = failure;
        while (cause != null) {
            switch (cause) {
                case StorageException known -> {
                    return known;
                }
                case NotFoundException known -> {
                    return known;
                }
                case AlreadyExistsException known -> {
                    return known;
                }
                case S3Exception refused -> {
                    return translate(verb, location, refused);
                }
                case ForbiddenException denied -> {
                    return denied(verb, location, String.valueOf(denied.getMessage()), failure);
                }
                case NotAuthorizedException denied -> {
                    return denied(verb, location, String.valueOf(denied.getMessage()), failure);
                }
                case SdkClientException client -> {
                    return unreachable(verb, location, client);
                }
                case RemoteException remote when isTaken(remote) -> {
                    return new AlreadyExistsException(remote, "File already exists: %s", location);
                }
                case AccessControlException denied -> {
                    return new StorageException(
                            Kind.ACCESS_DENIED,
                            "Cannot %s %s: %s"
                                    .formatted(verb, location, firstLine(denied.getMessage())),
                            failure);
                }
                case UnknownHostException unknown -> {
                    return unreachable(verb, location, "there is no such host", unknown, failure);
                }
                case ConnectException refused -> {
                    return unreachable(verb, location, "nobody answers", refused, failure);
                }
                case SocketTimeoutException silent -> {
                    return unreachable(verb, location, "nobody answers", silent, failure);
                }
                default -> cause = cause.getCause();
            }
        }
        return new StorageException(
                Kind.IO,
                "Cannot %s %s: %s".formatted(verb, location, failure.getMessage()),
                failure);
    }

    private static RuntimeException translate(String verb, String location, S3Exception e) {
        String code = e.awsErrorDetails() == null ? "" : e.awsErrorDetails().errorCode();
        String said = "the store answered %d %s".formatted(e.statusCode(), code).strip();
        if (e.requestId() != null) {
            said += ", request " + e.requestId();
        }
        if (e instanceof NoSuchBucketException || "NoSuchBucket".equals(code)) {
            return new StorageException(
                    Kind.NOT_FOUND,
                    "Cannot %s %s: the bucket does not exist (%s)".formatted(verb, location, said),
                    e);
        }
        return switch (e.statusCode()) {
            case 401, 403 -> denied(verb, location, said, e);
            case 404 -> new NotFoundException(e, "File does not exist: %s", location);
            case 409, 412 -> new AlreadyExistsException(e, "File already exists: %s", location);
            default ->
                    new StorageException(
                            Kind.IO, "Cannot %s %s: %s".formatted(verb, location, said), e);
        };
    }

    private static StorageException denied(
            String verb, String location, String said, RuntimeException e) {
        return new StorageException(
                Kind.ACCESS_DENIED,
                "Cannot %s %s: access denied (%s); check s3.access-key-id, s3.secret-access-key and the bucket's policy"
                        .formatted(verb, location, said),
                e);
    }

    private static StorageException unreachable(
            String verb, String location, String why, IOException seen, RuntimeException failure) {
        return new StorageException(
                Kind.IO,
                "Cannot %s %s: %s (%s)"
                        .formatted(verb, location, why, firstLine(seen.getMessage())),
                failure);
    }

    /// HDFS: another client writes a file of that name and has not closed it yet.
    private static boolean isTaken(RemoteException e) {
        return e.getClassName().endsWith("AlreadyBeingCreatedException");
    }

    private static String firstLine(@Nullable String message) {
        String text = String.valueOf(message);
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }

    private static StorageException unreachable(
            String verb, String location, SdkClientException e) {
        String message = String.valueOf(e.getMessage());
        boolean credentials = message.contains("credentials");
        return new StorageException(
                credentials ? Kind.ACCESS_DENIED : Kind.IO,
                "Cannot %s %s: %s".formatted(verb, location, message),
                e);
    }
}
