package dev.tarn.storage.io.s3;

import dev.tarn.storage.StorageException;
import dev.tarn.storage.StorageException.Kind;
import dev.tarn.storage.io.remote.StoreFailures;

import org.apache.iceberg.aws.s3.S3FileIO;
import org.apache.iceberg.aws.s3.S3FileIOProperties;
import org.apache.iceberg.exceptions.NotFoundException;
import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.util.Map;
import java.util.concurrent.Semaphore;

/// What all files of one [S3Io] share: clients, settings, and how much may be under way at once.
/// Thread-safe.
final class S3Store {
    /// Range reads under way, below the 50 connections of the HTTP client.
    private static final int MOST_READS = 32;

    /// Parts being uploaded, of all files together: with 8 MiB each, 64 MiB.
    private static final int MOST_UPLOADS = 8;

    /// `S3FileIO` knows which credentials go with which prefix, and keeps them fresh.
    private final S3FileIO clients;

    final S3FileIOProperties settings;
    final S3RequestSettings requestSettings;
    final StoreRequests requests = StoreRequests.SHARED;
    final Semaphore reads = new Semaphore(MOST_READS);
    final Semaphore uploads = new Semaphore(MOST_UPLOADS);
    private final boolean sendsChecksums;
    private final boolean hasPartSize;

    S3Store(S3FileIO clients, Map<String, String> properties) {
        this.clients = clients;
        this.settings = new S3FileIOProperties(properties);
        this.requestSettings = new S3RequestSettings(settings);
        this.hasPartSize = properties.containsKey(S3FileIOProperties.MULTIPART_SIZE);
        this.sendsChecksums =
                !"false".equalsIgnoreCase(properties.get(S3FileIOProperties.CHECKSUM_ENABLED));
    }

    S3Client client(String location) {
        return clients.client(location);
    }

    S3Uri uri(String location) {
        return mapped(S3Uri.of(location));
    }

    /// With the access point that stands for the bucket, where one does.
    S3Uri mapped(S3Uri uri) {
        String bucket =
                settings.bucketToAccessPointMapping().getOrDefault(uri.bucket(), uri.bucket());
        return new S3Uri(bucket, uri.key());
    }

    /// Whether bodies go with their CRC32C, which the store then checks.
    boolean sendsChecksums() {
        return sendsChecksums;
    }

    /// Whether the size of parts was set, rather than left to Iceberg's default.
    boolean hasPartSize() {
        return hasPartSize;
    }

    /// What the store says of an object, or null where there is none.
    @Nullable HeadObjectResponse findHead(String location) {
        S3Uri uri = uri(location);
        HeadObjectRequest.Builder request =
                HeadObjectRequest.builder().bucket(uri.bucket()).key(uri.key());
        requestSettings.apply(request);
        try {
            return client(location).headObject(request.build());
        } catch (S3Exception e) {
            if (e.statusCode() == 404) {
                return null;
            }
            throw StoreFailures.translate("look for", location, e);
        }
    }

    HeadObjectResponse head(String location) {
        HeadObjectResponse head = findHead(location);
        if (head == null) {
            throw new NotFoundException("File does not exist: %s", location);
        }
        return head;
    }

    static void acquire(Semaphore permits, String location) {
        try {
            permits.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException(
                    Kind.IO, "Interrupted while waiting for a turn at %s".formatted(location), e);
        }
    }
}
