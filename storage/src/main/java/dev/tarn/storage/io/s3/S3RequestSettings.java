package dev.tarn.storage.io.s3;

import org.apache.iceberg.aws.s3.S3FileIOProperties;
import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.StorageClass;
import software.amazon.awssdk.services.s3.model.Tagging;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/// What Iceberg's properties add to requests: encryption (`s3.sse.*`), access (`s3.acl`), tags
/// (`s3.write.tags.*`) and storage class (`s3.write.storage-class`).
record S3RequestSettings(S3FileIOProperties properties) {
    private static final String CUSTOMER_ALGORITHM = "AES256";

    /// How the store encrypts with keys of its own, or null where it is not told.
    private @Nullable ServerSideEncryption encryption() {
        return switch (properties.sseType()) {
            case S3FileIOProperties.SSE_TYPE_KMS -> ServerSideEncryption.AWS_KMS;
            case S3FileIOProperties.DSSE_TYPE_KMS -> ServerSideEncryption.AWS_KMS_DSSE;
            case S3FileIOProperties.SSE_TYPE_S3 -> ServerSideEncryption.AES256;
            case S3FileIOProperties.SSE_TYPE_NONE, S3FileIOProperties.SSE_TYPE_CUSTOM -> null;
            default ->
                    throw new IllegalArgumentException(
                            "s3.sse.type is '%s'; expected none, s3, kms, dsse-kms or custom"
                                    .formatted(properties.sseType()));
        };
    }

    private @Nullable String kmsKey() {
        ServerSideEncryption encryption = encryption();
        boolean isKms =
                encryption == ServerSideEncryption.AWS_KMS
                        || encryption == ServerSideEncryption.AWS_KMS_DSSE;
        return isKms ? properties.sseKey() : null;
    }

    /// Whether every request carries the key itself.
    private boolean hasCustomerKey() {
        return S3FileIOProperties.SSE_TYPE_CUSTOM.equals(properties.sseType());
    }

    private @Nullable StorageClass storageClass() {
        String name = properties.writeStorageClass();
        return name == null ? null : StorageClass.fromValue(name);
    }

    private boolean hasTags() {
        return properties.writeTags() != null && !properties.writeTags().isEmpty();
    }

    private Tagging tags() {
        return Tagging.builder().tagSet(properties.writeTags()).build();
    }

    void apply(PutObjectRequest.Builder request) {
        request.serverSideEncryption(encryption())
                .ssekmsKeyId(kmsKey())
                .acl(properties.acl())
                .storageClass(storageClass());
        if (hasTags()) {
            request.tagging(tags());
        }
        if (hasCustomerKey()) {
            request.sseCustomerAlgorithm(CUSTOMER_ALGORITHM)
                    .sseCustomerKey(properties.sseKey())
                    .sseCustomerKeyMD5(properties.sseMd5());
        }
    }

    void apply(CreateMultipartUploadRequest.Builder request) {
        request.serverSideEncryption(encryption())
                .ssekmsKeyId(kmsKey())
                .acl(properties.acl())
                .storageClass(storageClass());
        if (hasTags()) {
            request.tagging(tags());
        }
        if (hasCustomerKey()) {
            request.sseCustomerAlgorithm(CUSTOMER_ALGORITHM)
                    .sseCustomerKey(properties.sseKey())
                    .sseCustomerKeyMD5(properties.sseMd5());
        }
    }

    void apply(UploadPartRequest.Builder request) {
        if (hasCustomerKey()) {
            request.sseCustomerAlgorithm(CUSTOMER_ALGORITHM)
                    .sseCustomerKey(properties.sseKey())
                    .sseCustomerKeyMD5(properties.sseMd5());
        }
    }

    void apply(CompleteMultipartUploadRequest.Builder request) {
        if (hasCustomerKey()) {
            request.sseCustomerAlgorithm(CUSTOMER_ALGORITHM)
                    .sseCustomerKey(properties.sseKey())
                    .sseCustomerKeyMD5(properties.sseMd5());
        }
    }

    void apply(GetObjectRequest.Builder request) {
        if (hasCustomerKey()) {
            request.sseCustomerAlgorithm(CUSTOMER_ALGORITHM)
                    .sseCustomerKey(properties.sseKey())
                    .sseCustomerKeyMD5(properties.sseMd5());
        }
    }

    void apply(HeadObjectRequest.Builder request) {
        if (hasCustomerKey()) {
            request.sseCustomerAlgorithm(CUSTOMER_ALGORITHM)
                    .sseCustomerKey(properties.sseKey())
                    .sseCustomerKeyMD5(properties.sseMd5());
        }
    }
}
