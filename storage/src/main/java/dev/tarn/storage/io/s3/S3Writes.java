package dev.tarn.storage.io.s3;

import dev.tarn.storage.StorageException;
import dev.tarn.storage.StorageException.Kind;

import org.apache.iceberg.exceptions.AlreadyExistsException;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.CRC32C;

/// The requests that write one object.
///
/// Where it must not exist yet, `If-None-Match: *` goes with the request that makes it appear, and
/// the object carries the id of its writer: when an answer was lost and the next attempt hears
/// "there is one already", the id tells whether that one is ours. Bodies go with their CRC32C.
/// Thread-safe.
final class S3Writes {
    /// Parts of 8 MiB: objects up to 78 GiB. `s3.multipart.part-size-bytes` allows for larger ones.
    private static final int PART_BYTES = 8 << 20;

    private static final String WRITER = "tarn-writer";

    private final S3Store store;
    private final String location;
    private final boolean isNew;
    private final S3Uri uri;
    private final S3RequestSettings settings;
    private final String writer = UUID.randomUUID().toString();

    /// @param isNew whether the object must not exist yet
    S3Writes(S3Store store, String location, boolean isNew) {
        this.store = store;
        this.location = location;
        this.isNew = isNew;
        this.uri = store.uri(location);
        this.settings = store.requestSettings;
    }

    String location() {
        return location;
    }

    int partBytes() {
        return store.hasPartSize() ? store.settings.multiPartSize() : PART_BYTES;
    }

    /// Up to so many bytes are one put.
    int thresholdBytes() {
        double bytes = partBytes() * store.settings.multipartThresholdFactor();
        return (int) Math.clamp(bytes, partBytes(), Integer.MAX_VALUE - 8);
    }

    private S3Client client() {
        return store.client(location);
    }

    void put(byte[] bytes, int count) {
        PutObjectRequest.Builder request =
                PutObjectRequest.builder().bucket(uri.bucket()).key(uri.key());
        settings.apply(request);
        if (store.sendsChecksums()) {
            request.checksumCRC32C(checksum(bytes, count));
        }
        if (isNew) {
            request.ifNoneMatch("*").metadata(Map.of(WRITER, writer));
        }
        try {
            client().putObject(request.build(), body(bytes, count));
        } catch (SdkException e) {
            settle(e);
        }
        store.requests.written("PutObject", count);
    }

    String createUpload() {
        CreateMultipartUploadRequest.Builder request =
                CreateMultipartUploadRequest.builder().bucket(uri.bucket()).key(uri.key());
        settings.apply(request);
        if (store.sendsChecksums()) {
            request.checksumAlgorithm(ChecksumAlgorithm.CRC32_C);
        }
        if (isNew) {
            request.metadata(Map.of(WRITER, writer));
        }
        return client().createMultipartUpload(request.build()).uploadId();
    }

    CompletedPart uploadPart(String id, int number, byte[] bytes, int count) {
        UploadPartRequest.Builder request =
                UploadPartRequest.builder()
                        .bucket(uri.bucket())
                        .key(uri.key())
                        .uploadId(id)
                        .partNumber(number);
        settings.apply(request);
        if (store.sendsChecksums()) {
            request.checksumCRC32C(checksum(bytes, count));
        }
        S3Store.acquire(store.uploads, location);
        UploadPartResponse response;
        try {
            response = client().uploadPart(request.build(), body(bytes, count));
        } finally {
            store.uploads.release();
        }
        store.requests.written("UploadPart", count);
        return CompletedPart.builder()
                .partNumber(number)
                .eTag(response.eTag())
                .checksumCRC32C(response.checksumCRC32C())
                .build();
    }

    void completeUpload(String id, List<CompletedPart> parts) {
        try {
            client().completeMultipartUpload(r -> {
                r.bucket(uri.bucket()).key(uri.key()).uploadId(id);
                r.multipartUpload(u -> u.parts(parts));
                settings.apply(r);
                if (isNew) {
                    r.ifNoneMatch("*");
                }
            });
        } catch (SdkException e) {
            settle(e);
        }
    }

    void abortUpload(String id) {
        client().abortMultipartUpload(r -> r.bucket(uri.bucket()).key(uri.key()).uploadId(id));
    }

    /// After a failure that may hide a success: returns if the object is the one of this writer.
    private void settle(SdkException e) {
        int status = e instanceof AwsServiceException answered ? answered.statusCode() : 0;
        boolean isRefused = status >= 400 && status < 500;
        boolean isTaken = status == 404 || status == 409 || status == 412;
        if (!isNew || isRefused && !isTaken) {
            throw e;
        }
        HeadObjectResponse found;
        try {
            found = store.findHead(location);
        } catch (RuntimeException unknown) {
            e.addSuppressed(unknown);
            throw e;
        }
        if (found != null && writer.equals(found.metadata().get(WRITER))) {
            return;
        }
        if (status == 412 || status == 409 && found != null) {
            throw new AlreadyExistsException(e, "File already exists: %s", location);
        }
        if (status == 409) {
            throw new StorageException(
                    Kind.IO,
                    "Cannot write %s: another request on it was under way (409); try again"
                            .formatted(location),
                    e);
        }
        throw e;
    }

    private static RequestBody body(byte[] bytes, int count) {
        return RequestBody.fromContentProvider(
                () -> new ByteArrayInputStream(bytes, 0, count), count, "application/octet-stream");
    }

    private static String checksum(byte[] bytes, int count) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, count);
        byte[] bigEndian = ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
        return Base64.getEncoder().encodeToString(bigEndian);
    }
}
