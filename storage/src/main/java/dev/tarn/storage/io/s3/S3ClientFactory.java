package dev.tarn.storage.io.s3;

import org.apache.iceberg.aws.AwsClientProperties;
import org.apache.iceberg.aws.HttpClientProperties;
import org.apache.iceberg.aws.s3.S3FileIOAwsClientFactory;
import org.apache.iceberg.aws.s3.S3FileIOProperties;

import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

import java.time.Duration;
import java.util.Map;

/// S3 clients from Iceberg's properties, with waits that suit range reads: a dropped connection is
/// tried again in a tenth of a second, a throttled request in half a second, and every call has a
/// deadline. Named in properties, so public; made by [S3Io].
public final class S3ClientFactory implements S3FileIOAwsClientFactory {
    private static final long serialVersionUID = 1L;

    /// Property: milliseconds that one attempt may take, from the connection to the last byte;
    /// 60,000 unless set. A slow line may need more for the 8 MiB of a part.
    public static final String ATTEMPT_TIMEOUT = "s3.request.attempt-timeout-ms";

    /// Property: milliseconds that a request may take with all its attempts; 300,000 unless set.
    public static final String TIMEOUT = "s3.request.timeout-ms";

    private static final int RETRIES = 7;
    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final Duration FIRST_WAIT_THROTTLED = Duration.ofMillis(500);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

    private Map<String, String> properties = Map.of();

    public S3ClientFactory() {}

    @Override
    public void initialize(Map<String, String> newProperties) {
        properties = Map.copyOf(newProperties);
    }

    @Override
    public S3Client s3() {
        AwsClientProperties client = new AwsClientProperties(properties);
        S3FileIOProperties s3 = new S3FileIOProperties(properties);
        S3ClientBuilder builder = S3Client.builder();
        client.applyClientRegionConfiguration(builder);
        client.applyLegacyMd5Plugin(builder);
        new HttpClientProperties(properties).applyHttpClientConfigurations(builder);
        s3.applyEndpointConfigurations(builder);
        s3.applyServiceConfigurations(builder);
        s3.applyCredentialConfigurations(client, builder);
        s3.applySignerConfiguration(builder);
        s3.applyS3AccessGrantsConfigurations(builder);
        s3.applyUserAgentConfigurations(builder);
        ClientOverrideConfiguration before = builder.overrideConfiguration();
        return builder.overrideConfiguration(
                        before.toBuilder()
                                .retryStrategy(retries())
                                .apiCallAttemptTimeout(millis(ATTEMPT_TIMEOUT, 60_000))
                                .apiCallTimeout(millis(TIMEOUT, 300_000))
                                .addExecutionInterceptor(new Counting(StoreRequests.SHARED))
                                .build())
                .build();
    }

    /// Bounded by attempts and by the deadline of the call; a failing store does not use up the
    /// retries of other calls.
    private StandardRetryStrategy retries() {
        S3FileIOProperties s3 = new S3FileIOProperties(properties);
        int retries =
                properties.containsKey(S3FileIOProperties.S3_RETRY_NUM_RETRIES)
                        ? s3.s3RetryNumRetries()
                        : RETRIES;
        Duration longest = wait(S3FileIOProperties.S3_RETRY_MAX_WAIT_MS, LONGEST_WAIT);
        return AwsRetryStrategy.standardRetryStrategy().toBuilder()
                .maxAttempts(retries + 1)
                .backoffStrategy(backoff(FIRST_WAIT, longest))
                .throttlingBackoffStrategy(backoff(FIRST_WAIT_THROTTLED, longest))
                .circuitBreakerEnabled(false)
                .build();
    }

    private BackoffStrategy backoff(Duration first, Duration longest) {
        Duration shortest = wait(S3FileIOProperties.S3_RETRY_MIN_WAIT_MS, first);
        return BackoffStrategy.exponentialDelayHalfJitter(shortest, longest);
    }

    private Duration wait(String name, Duration unlessSet) {
        return millis(name, unlessSet.toMillis());
    }

    private Duration millis(String name, long unlessSet) {
        String text = properties.getOrDefault(name, Long.toString(unlessSet));
        try {
            long millis = Long.parseLong(text);
            if (millis > 0) {
                return Duration.ofMillis(millis);
            }
        } catch (NumberFormatException e) {
            // Said below, together with numbers that are too small.
        }
        throw new IllegalArgumentException(
                "%s is '%s'; expected a number of milliseconds above 0".formatted(name, text));
    }

    /// Nothing here asks for it.
    @Override
    public S3AsyncClient s3Async() {
        throw new UnsupportedOperationException("There is no asynchronous S3 client here");
    }

    /// Counts each attempt when it is sent and when it fails.
    private record Counting(StoreRequests requests) implements ExecutionInterceptor {
        private static String operation(ExecutionAttributes attributes) {
            String name = attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
            return name == null ? "unknown" : name;
        }

        @Override
        public void beforeTransmission(
                Context.BeforeTransmission context, ExecutionAttributes attributes) {
            requests.sent(operation(attributes));
        }

        @Override
        public void afterTransmission(
                Context.AfterTransmission context, ExecutionAttributes attributes) {
            if (!context.httpResponse().isSuccessful()) {
                requests.failed(operation(attributes));
            }
        }
    }
}
