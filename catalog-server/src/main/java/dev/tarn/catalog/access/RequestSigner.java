package dev.tarn.catalog.access;

import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.signer.internal.BaseAws4Signer;
import software.amazon.awssdk.auth.signer.params.Aws4SignerParams;
import software.amazon.awssdk.core.checksums.SdkChecksum;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.regions.Region;

import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/// Signature version 4 by the AWS SDK's signer, over content it does not see: the hash is the one
/// the request declares. Thread-safe.
final class RequestSigner extends BaseAws4Signer {
    private static final String SERVICE = "s3";

    private final Clock clock;

    RequestSigner(Clock clock) {
        this.clock = clock;
    }

    /// What is signed.
    ///
    /// @param headers those that go into the signature, without `host`
    /// @param contentHash a SHA-256 in hexadecimal, or one of the words S3 knows for it
    record Unsigned(
            String method, URI uri, Map<String, List<String>> headers, String contentHash) {}

    /// The signed headers, `Authorization` among them. The URI is signed as it is written.
    Map<String, List<String>> sign(Unsigned request, String region, AwsCredentials credentials) {
        SdkHttpFullRequest.Builder builder =
                SdkHttpFullRequest.builder()
                        .method(SdkHttpMethod.fromValue(request.method()))
                        .uri(request.uri());
        request.headers().forEach(builder::putHeader);
        builder.putHeader(SignableHeaders.CONTENT_SHA256, request.contentHash());
        Aws4SignerParams parameters =
                Aws4SignerParams.builder()
                        .awsCredentials(credentials)
                        .signingName(SERVICE)
                        .signingRegion(Region.of(region))
                        .signingClockOverride(clock)
                        .doubleUrlEncode(false)
                        .normalizePath(false)
                        .build();
        return sign(builder.build(), parameters).headers();
    }

    @Override
    protected String calculateContentHash(
            SdkHttpFullRequest.Builder request, Aws4SignerParams parameters) {
        return request.firstMatchingHeader(SignableHeaders.CONTENT_SHA256)
                .orElse(SignableHeaders.UNSIGNED);
    }

    @Override
    protected String calculateContentHash(
            SdkHttpFullRequest.Builder request, Aws4SignerParams parameters, SdkChecksum checksum) {
        return calculateContentHash(request, parameters);
    }
}
