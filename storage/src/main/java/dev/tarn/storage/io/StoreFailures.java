package dev.tarn.storage.io;

import dev.tarn.storage.StorageException;
import dev.tarn.storage.StorageException.Kind;

import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NotAuthorizedException;
import org.apache.iceberg.exceptions.NotFoundException;

import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Failures of stores in our words.
final class StoreFailures {
    private StoreFailures() {}

    /// What `verb` on `location` failed with. Iceberg acts on its own not-found and already-exists,
    /// so these two are returned as they are.
    static RuntimeException translate(String verb, String location, RuntimeException failure) {
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
            String verb, String location, SdkClientException e) {
        String message = String.valueOf(e.getMessage());
        boolean credentials = message.contains("credentials");
        return new StorageException(
                credentials ? Kind.ACCESS_DENIED : Kind.IO,
                "Cannot %s %s: %s".formatted(verb, location, message),
                e);
    }
}
