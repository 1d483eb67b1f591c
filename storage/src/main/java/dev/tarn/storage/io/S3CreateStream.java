package dev.tarn.storage.io;

import org.apache.iceberg.io.PositionOutputStream;
import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedMultipartUpload;
import software.amazon.awssdk.services.s3.model.CompletedPart;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Writes an object that must not exist yet: `If-None-Match: *` goes with the one put of a small
/// object, or with the completion of a multipart upload, so the store itself picks one winner.
///
/// Holds at most one part in memory, and grows to it by doubling. A failure aborts the upload. One
/// thread.
final class S3CreateStream extends PositionOutputStream {
    /// S3 takes 10,000 parts at most: with 16 MiB each, objects up to 156 GiB.
    private static final int PART_BYTES = 16 * 1024 * 1024;

    private static final int FIRST_BUFFER_BYTES = 64 * 1024;

    private final S3Client client;
    private final S3Uri uri;
    private final List<CompletedPart> parts = new ArrayList<>();
    private byte[] buffer = new byte[FIRST_BUFFER_BYTES];
    private int buffered;
    private long position;
    private @Nullable String uploadId;
    private boolean closed;

    S3CreateStream(S3Client client, S3Uri uri) {
        this.client = client;
        this.uri = uri;
    }

    @Override
    public long getPos() {
        return position;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (closed) {
            throw new IOException("Already closed: s3://%s/%s".formatted(uri.bucket(), uri.key()));
        }
        int from = offset;
        int left = length;
        while (left > 0) {
            if (buffered == PART_BYTES) {
                uploadPart();
            }
            if (buffered == buffer.length) {
                buffer = Arrays.copyOf(buffer, Math.min(PART_BYTES, buffer.length * 2));
            }
            int count = Math.min(left, buffer.length - buffered);
            System.arraycopy(bytes, from, buffer, buffered, count);
            buffered += count;
            from += count;
            left -= count;
        }
        position += length;
    }

    private RequestBody body() {
        return RequestBody.fromRemainingByteBuffer(ByteBuffer.wrap(buffer, 0, buffered));
    }

    private void uploadPart() {
        try {
            String id = uploadId;
            if (id == null) {
                id =
                        client.createMultipartUpload(r -> r.bucket(uri.bucket()).key(uri.key()))
                                .uploadId();
                uploadId = id;
            }
            String upload = id;
            int number = parts.size() + 1;
            String tag =
                    client.uploadPart(
                                    r ->
                                            r.bucket(uri.bucket())
                                                    .key(uri.key())
                                                    .uploadId(upload)
                                                    .partNumber(number),
                                    body())
                            .eTag();
            parts.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
            buffered = 0;
        } catch (RuntimeException e) {
            abort(e);
            throw e;
        }
    }

    private void abort(RuntimeException why) {
        closed = true;
        String upload = uploadId;
        if (upload == null) {
            return;
        }
        try {
            client.abortMultipartUpload(
                    r -> r.bucket(uri.bucket()).key(uri.key()).uploadId(upload));
        } catch (RuntimeException e) {
            why.addSuppressed(e);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        if (uploadId == null) {
            closed = true;
            client.putObject(r -> r.bucket(uri.bucket()).key(uri.key()).ifNoneMatch("*"), body());
            return;
        }
        uploadPart();
        closed = true;
        complete(uploadId);
    }

    private void complete(String upload) {
        try {
            client.completeMultipartUpload(r ->
                    r.bucket(uri.bucket())
                            .key(uri.key())
                            .uploadId(upload)
                            .ifNoneMatch("*")
                            .multipartUpload(
                                    CompletedMultipartUpload.builder().parts(parts).build()));
        } catch (RuntimeException e) {
            abort(e);
            throw e;
        }
    }
}
